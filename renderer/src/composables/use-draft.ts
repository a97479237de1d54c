import { withoutSecrets, type Draft, type DraftForm } from '@common/desktop/page-state'
import { onScopeDispose, reactive, shallowRef, watch, type Ref } from 'vue'
import { usePageStateStore } from '../stores/page-state-store'

type Typed = Pick<Draft, 'id' | 'revision'> & { readonly values: object }

/**
 * Keeps what is typed into a form where a crash of the page does not lose it, without secrets.
 * @param read what is typed; null while nothing is unsaved
 */
export function useDraft(form: DraftForm, read: () => Typed | null): void {
  const store = usePageStateStore()
  const text = () => {
    const typed = read()
    return typed && JSON.stringify({ form, ...typed, values: withoutSecrets(typed.values) })
  }
  watch(text, (now) => store.putDraft(form, now === null ? null : (JSON.parse(now) as Draft)), {
    immediate: true,
  })
  onScopeDispose(() => store.putDraft(form, null))
}

/**
 * The draft of a panel's form: one that is closed has none, although it is drawn until it has slid out.
 * @returns whether the form began with what the page before this one had typed
 */
export function usePanelDraft(form: DraftForm, isOpen: () => boolean): Readonly<Ref<boolean>> {
  const store = usePageStateStore()
  const isBack = shallowRef(false)
  watch(
    isOpen,
    (open, wasOpen) => {
      isBack.value = open && store.draftOf(form) !== null
      if (wasOpen && !open) store.putDraft(form, null)
    },
    { immediate: true },
  )
  return isBack
}

/**
 * The values of a form without rules of its own; they begin as what the page before this one had typed.
 * @param id of what is edited; null for something new
 */
export function useTypedValues<Values extends object>(
  form: DraftForm,
  id: number | null,
  initial: Values,
): Values {
  const draft = usePageStateStore().draftOf(form)
  const values = reactive({ ...initial, ...draft?.values }) as Values
  const before = JSON.stringify(initial)
  useDraft(form, () => (JSON.stringify(values) === before ? null : { id, revision: null, values }))
  return values
}

/**
 * Opens a form again that the page before this one had open.
 * @param items what can be edited, as far as it is loaded
 * @param open with what was edited; null for something new
 */
export function useReopenedForm<Item extends { readonly id: number }>(
  form: DraftForm,
  items: () => readonly Item[],
  open: (item: Item | null) => void,
): void {
  const store = usePageStateStore()
  const draft = () => (store.isTaken ? store.draftOf(form) : null)
  let isDone = false
  watch(
    () => {
      const typed = draft()
      if (!typed || isDone) return undefined
      return typed.id === null ? null : items().find(({ id }) => id === typed.id)
    },
    (item) => {
      if (item === undefined) return
      isDone = true
      open(item)
    },
    { immediate: true },
  )
}
