import type { Run } from '@common/run/run'
import type { Task } from '@common/task/task'
import { NO_HISTORY, type FirstTasks, type TaskView } from '@common/task/task-view'
import { defineStore } from 'pinia'
import { computed, shallowRef, triggerRef } from 'vue'
import { asAppError, invoke } from '../bridge/bridge'

/** What a person does with the first tasks comes before the reading of thousands of others. */
const REST_MS = 300

/**
 * Mirror of main's tasks. The map is changed in place and triggered by hand: with 10,000 tasks
 * deep reactivity, or a copy for every event, would cost more than everything that is shown.
 */
export const useTasksStore = defineStore('tasks', () => {
  const views = shallowRef(new Map<number, TaskView>())
  /** True when all tasks are here. */
  const isLoaded = shallowRef(false)
  /** True when there is something to show: all tasks, or those that come first. */
  const isBegun = shallowRef(false)
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
      const first = isLoaded.value ? null : await loadFirst()
      if (first && !first.isAll) await sleep(REST_MS)
      if (!first?.isAll) take(JSON.parse(await invoke('tasks:list')) as readonly TaskView[])
      loadError.value = null
      isLoaded.value = isBegun.value = true
    } catch (error) {
      loadError.value = asAppError(error).message
      isBegun.value = isLoaded.value
    }
  }

  /** Thousands of tasks take longer than all the rest of a start; nobody is to wait for them. */
  async function loadFirst(): Promise<FirstTasks> {
    const first = JSON.parse(await invoke('tasks:first')) as FirstTasks
    take(first.views)
    isBegun.value = true
    return first
  }

  function take(answer: readonly TaskView[]): void {
    const fresh = new Map(answer.map((view) => [view.task.id, view]))
    for (const id of changedMeanwhile) {
      const newer = views.value.get(id)
      if (newer) fresh.set(id, newer)
      else fresh.delete(id)
    }
    views.value = fresh
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

  return { views, list, isBegun, isLoaded, loadError, load, put, remove, putTask, putRun }
})

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
