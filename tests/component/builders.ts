import type { Task } from '@common/task/task'
import { NO_HISTORY, type TaskView } from '@common/task/task-view'
import { aTask as aModuleTask } from '../unit/builders'

export { aRun } from '../unit/builders'

/** A stored task as the lists show it. */
export function aTask(given: Partial<Task> = {}): Task {
  return aModuleTask({
    path: '/srv/photos',
    remoteHost: 'backup.example.com',
    schedule: { minute: '0', hour: '*', dom: '*', month: '*', dow: '*' },
    ...given,
  })
}

export function aView(task: Partial<Task> = {}, given: Partial<TaskView> = {}): TaskView {
  return { ...NO_HISTORY, task: aTask(task), ...given }
}
