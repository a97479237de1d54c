import { validateTask } from '@common/task/task-schema'
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { asAppError, invoke } from '../../bridge/bridge'
import { toSettings, type TaskFormValues } from './form-values'

/** Long enough that typing does not ask main for every letter. */
const DEBOUNCE_MS = 250

/** The command the form's settings would run, kept up to date; null while they make none. */
export function useCommand(values: Readonly<Ref<TaskFormValues>>) {
  const line = shallowRef<string | null>(null)
  const error = shallowRef<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  async function ask(settings: Record<string, unknown>): Promise<void> {
    const mine = ++latest
    try {
      const shown = await invoke('tasks:showCommand', settings)
      if (mine !== latest) return
      line.value = shown.line
      error.value = null
    } catch (reason) {
      if (mine === latest) error.value = asAppError(reason).message
    }
  }

  watch(
    values,
    (now) => {
      clearTimeout(timer)
      const settings = toSettings(now)
      if (validateTask(settings).ok) {
        timer = setTimeout(() => void ask(settings), DEBOUNCE_MS)
        return
      }
      latest++
      line.value = null
      error.value = null
    },
    { deep: true, immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  return { line, error }
}
