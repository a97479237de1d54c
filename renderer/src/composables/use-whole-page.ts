import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { loadScreens } from '../plugins/router'
import { useDialogsStore } from '../stores/dialogs-store'
import { useTasksStore } from '../stores/tasks-store'

/** What a person does with the first screen at once comes before what is loaded ahead. */
const SETTLE_MS = 1000

/**
 * Lets the page begin with its first screen. True once it is to have its dialogs too: shortly
 * after the tasks are there, with the other screens, or as soon as a dialog is asked for.
 */
export function useWholePage(): Readonly<ShallowRef<boolean>> {
  const tasks = useTasksStore()
  const dialogs = useDialogsStore()
  const isWhole = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function complete(): void {
    isWhole.value = true
    void loadScreens()
  }

  watch(
    [() => tasks.isLoaded, () => dialogs.kind],
    ([isLoaded, kind]) => {
      if (kind !== null) isWhole.value = true
      if (isLoaded) timer ??= setTimeout(complete, SETTLE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return isWhole
}
