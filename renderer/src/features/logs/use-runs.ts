import { isActive, type Run } from '@common/run/run'
import { computed, shallowRef, watch } from 'vue'
import { asAppError, invoke } from '../../bridge/bridge'
import { useTasksStore } from '../../stores/tasks-store'

/**
 * The runs of a task, newest first. The one the task's view speaks of is fresher than the list
 * that was read, so it takes its place, or its head.
 */
export function useRuns(taskId: number) {
  const tasks = useTasksStore()
  const stored = shallowRef<readonly Run[] | null>(null)
  const error = shallowRef<string | null>(null)
  const current = computed(() => tasks.views.get(taskId)?.run ?? null)

  async function load(): Promise<void> {
    try {
      stored.value = await invoke('runs:list', taskId)
      error.value = null
    } catch (reason) {
      error.value = asAppError(reason).message
    }
  }

  const runs = computed<readonly Run[]>(() => {
    const list = stored.value ?? []
    const live = current.value
    if (!live) return list
    return [live, ...list.filter((run) => run.id !== live.id)].sort((a, b) => b.id - a.id)
  })

  // A run that ended or began may be another one than the view shows next.
  watch(
    () => [current.value?.id, current.value ? isActive(current.value) : false],
    () => void load(),
    { immediate: true },
  )

  return { runs, error, isLoaded: computed(() => stored.value !== null) }
}
