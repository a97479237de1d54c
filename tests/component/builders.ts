import type { Run } from '@common/run/run'
import { TASK_DEFAULTS, type Task } from '@common/task/task'
import type { TaskView } from '@common/task/task-view'

/** A stored task; what a test does not name is as TrueNAS's defaults. */
export function aTask(given: Partial<Task> = {}): Task {
  return {
    ...TASK_DEFAULTS,
    id: 1,
    revision: 1,
    path: '/srv/photos',
    user: 'ada',
    remoteHost: 'backup.example.com',
    remoteModule: 'photos',
    schedule: { minute: '0', hour: '*', dom: '*', month: '*', dow: '*' },
    ...given,
  }
}

export function aRun(given: Partial<Run> = {}): Run {
  return {
    id: 1,
    taskId: 1,
    trigger: 'manual',
    state: 'SUCCESS',
    queuedAt: 0,
    startedAt: 0,
    endedAt: 1000,
    exitCode: 0,
    hasWarning: false,
    reason: 'Everything was copied.',
    command: ['rsync'],
    stats: null,
    ...given,
  }
}

export function aView(task: Partial<Task> = {}, given: Partial<TaskView> = {}): TaskView {
  const nothing = { run: null, lastEndedAt: null, nextRunAt: null, hasPassword: false }
  return { task: aTask(task), ...nothing, ...given }
}
