import type { ImportReading } from '@common/exchange/reading'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { asAppError, invoke } from '../../bridge/bridge'
import { t } from '../../i18n/i18n'
import { useMessagesStore } from '../../stores/messages-store'
import { useTasksStore } from '../../stores/tasks-store'

/** Reading follows typing, but not every letter of it. */
const READ_AFTER_MS = 200

/** A text that may become tasks: what main makes of it, what is chosen of that, and the import. */
export function useImport() {
  const tasks = useTasksStore()
  const messages = useMessagesStore()
  const text = shallowRef('')
  const reading = shallowRef<ImportReading | null>(null)
  const chosen = shallowRef<readonly number[]>([])
  const enable = shallowRef(false)
  const trouble = shallowRef('')
  const isBusy = shallowRef(false)
  const keepsEnabled = computed(() => reading.value?.kind === 'truenas')
  let timer: ReturnType<typeof setTimeout> | undefined

  async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    trouble.value = ''
    try {
      return await work()
    } catch (error) {
      trouble.value = asAppError(error).message
      return undefined
    }
  }

  async function read(): Promise<void> {
    const given = text.value
    const answer = given.trim() === '' ? null : await attempt(() => invoke('exchange:read', given))
    // An answer to what is no longer there says nothing.
    if (given !== text.value || answer === undefined) return
    reading.value = answer
    const all = answer?.found.map(({ isKnown }, index) => (isKnown ? [] : [index])) ?? []
    chosen.value = all.flat()
  }

  watch(text, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void read(), READ_AFTER_MS)
  })
  onScopeDispose(() => clearTimeout(timer))

  async function readFile(): Promise<void> {
    const file = await attempt(() => invoke('exchange:readFile'))
    if (file) text.value = file
  }

  function clear(): void {
    text.value = ''
    reading.value = null
    chosen.value = []
    enable.value = false
    trouble.value = ''
  }

  /** True when it is done. */
  async function importChosen(): Promise<boolean> {
    isBusy.value = true
    const stored = await attempt(() =>
      invoke('exchange:import', text.value, [...chosen.value], enable.value),
    )
    isBusy.value = false
    for (const task of stored ?? []) tasks.putTask(task)
    if (stored) messages.show(t('exchange.imported', {}, stored.length))
    return stored !== undefined
  }

  return {
    text,
    reading,
    chosen,
    enable,
    keepsEnabled,
    trouble,
    isBusy,
    readFile,
    clear,
    importChosen,
  }
}
