import type { RunProgress } from '@common/run/run'
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

export interface TaskProgress extends RunProgress {
  readonly runId: number
}

/**
 * Progress by task. Apart from the tasks, and reactive by key: ten reports a second redraw the
 * one row they speak of, and neither sort nor filter the table again.
 */
export const useProgressStore = defineStore('progress', () => {
  const byTask = shallowReactive(new Map<number, TaskProgress>())

  return {
    byTask,
    put: (taskId: number, runId: number, progress: RunProgress) => {
      byTask.set(taskId, { ...progress, runId })
    },
    forget: (taskId: number) => {
      byTask.delete(taskId)
    },
  }
})
