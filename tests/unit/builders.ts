import { ITEM_PREFIX } from '@common/rsync/build-command'
import type { ProgressRecord } from '@common/rsync/parse-line'
import { NEW_RUN, type Run } from '@common/run/run'
import { TASK_DEFAULTS, type Task, type TaskSettings } from '@common/task/task'

/** Settings of a module task that pass every rule of the schema. */
export function moduleSettings(given: Partial<TaskSettings> = {}): TaskSettings {
  return {
    ...TASK_DEFAULTS,
    path: '/srv/photos/',
    user: 'ada',
    remoteHost: 'backup.example',
    remoteModule: 'photos',
    ...given,
  }
}

/** Settings of a task over SSH with the key in the user's home directory. */
export function sshSettings(given: Partial<TaskSettings> = {}): TaskSettings {
  return moduleSettings({
    mode: 'SSH',
    remotePort: 22,
    remoteModule: null,
    remotePath: '/data/photos',
    ...given,
  })
}

/** Every check box off, so that only what a test turns on shows. */
export const NO_OPTIONS = {
  recursive: false,
  times: false,
  compress: false,
  archive: false,
  delete: false,
  quiet: false,
  preservePerm: false,
  preserveAttr: false,
  delayUpdates: false,
} as const satisfies Partial<TaskSettings>

export function aTask(given: Partial<Task> = {}): Task {
  return { ...moduleSettings(), id: 1, revision: 1, ...given }
}

export function aRun(given: Partial<Run> = {}): Run {
  return {
    ...NEW_RUN,
    id: 1,
    taskId: 1,
    trigger: 'manual',
    state: 'SUCCESS',
    queuedAt: 0,
    startedAt: 0,
    endedAt: 1000,
    exitCode: 0,
    outcome: 'success',
    hasWarning: false,
    reason: 'Everything was copied.',
    command: ['rsync'],
    stats: null,
    ...given,
  }
}

export function aProgress(given: Partial<ProgressRecord> = {}): ProgressRecord {
  return {
    kind: 'progress',
    bytes: 0,
    percent: 0,
    bytesPerSecond: 0,
    secondsLeft: null,
    files: null,
    isListComplete: null,
    ...given,
  }
}

/** A line of `--out-format` for a file that was received. */
export const itemLine = (name: string, bytes = 2) => `${ITEM_PREFIX}>f+++++++++ ${bytes} ${name}`
