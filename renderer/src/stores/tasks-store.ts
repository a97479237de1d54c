import type { Run } from '@common/run/run'
import type { Task } from '@common/task/task'
import { NO_HISTORY, type TaskView } from '@common/task/task-view'
import { defineStore } from 'pinia'
import { computed, shallowRef, triggerRef } from 'vue'
import { asAppError, invoke } from '../bridge/bridge'

/**
 * Mirror of main's tasks. The map is changed in place and triggered by hand: with 10,000 tasks
 * deep reactivity, or a copy for every event, would cost more than everything that is shown.
 */
export const useTasksStore = defineStore('tasks', () => {
  const views = shallowRef(new Map<number, TaskView>())
  const isLoaded = shallowRef(false)
  const loadError = shallowRef<string | null>(null)
  const list = computed(() => [...views.value.values()])
  /** Ids that events spoke of since the last call of `load`: newer than its answer. */
  const changedMeanwhile = new Set<number>()

  function put(view: TaskView): void {
    changedMeanwhile.add(view.task.id)
    views.value.set(view.task.id, view)
    triggerRef(views)
  }

  function remove(id: number): void {
    changedMeanwhile.add(id)
    if (views.value.delete(id)) triggerRef(views)
  }

  async function load(): Promise<void> {
    changedMeanwhile.clear()
    try {
      const answer = JSON.parse(await invoke('tasks:list')) as readonly TaskView[]
      const fresh = new Map(answer.map((view) => [view.task.id, view]))
      for (const id of changedMeanwhile) {
        const newer = views.value.get(id)
        if (newer) fresh.set(id, newer)
        else fresh.delete(id)
      }
      views.value = fresh
      loadError.value = null
      isLoaded.value = true
    } catch (error) {
      loadError.value = asAppError(error).message
    }
  }

  /** Puts a task where its view is; a new one is a view without runs until main says more. */
  function putTask(task: Task): void {
    const known = views.value.get(task.id)
    put({ ...(known ?? NO_HISTORY), task })
  }

  function putRun(run: Run): void {
    const known = views.value.get(run.taskId)
    // A run that waits does not stand for the task while another one is running.
    if (known && (known.run?.state !== 'RUNNING' || run.state === 'RUNNING')) put({ ...known, run })
  }

  return { views, list, isLoaded, loadError, load, put, remove, putTask, putRun }
})
