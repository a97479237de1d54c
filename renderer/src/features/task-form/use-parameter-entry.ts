import { nextTick, shallowRef, type Ref } from 'vue'

/**
 * The line in which a parameter is typed. Enter makes it an entry, several pasted lines make
 * several; an entry that is edited goes back into the line and returns to its old place.
 */
export function useParameterEntry(
  parameters: () => readonly string[],
  change: (next: readonly string[]) => void,
  input: Readonly<Ref<{ focus(): void } | null>>,
) {
  const text = shallowRef('')
  /** Place the line's text returns to; null at the end of the list. */
  const place = shallowRef<number | null>(null)

  function put(entries: readonly string[]): void {
    const now = parameters()
    const at = place.value ?? now.length
    const added = entries.filter((entry) => entry.trim() !== '')
    const next = [...now.slice(0, at), ...added, ...now.slice(at)]
    text.value = ''
    place.value = null
    if (added.length > 0) change(next)
  }

  const commit = () => put([text.value.trim()])

  function onPaste(event: ClipboardEvent): void {
    const lines = (event.clipboardData?.getData('text') ?? '').split(/\r?\n/)
    if (lines.length < 2) return
    event.preventDefault()
    const [first = '', ...rest] = lines
    put([text.value + first, ...rest].map((line) => line.trim()))
  }

  async function edit(index: number): Promise<void> {
    commit()
    text.value = parameters()[index] ?? ''
    change(parameters().filter((_, other) => other !== index))
    place.value = index
    await nextTick()
    input.value?.focus()
  }

  const remove = (index: number) => change(parameters().filter((_, other) => other !== index))

  /** Order matters to rsync: the first filter that matches wins. */
  function move(index: number, by: -1 | 1): void {
    const next = [...parameters()]
    const [moved] = next.splice(index, 1)
    if (moved === undefined || index + by < 0 || index + by > next.length) return
    next.splice(index + by, 0, moved)
    change(next)
  }

  return { text, commit, onPaste, edit, remove, move }
}
