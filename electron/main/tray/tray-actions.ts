import { isActive, type RunTrigger } from '@common/run/run'
import type { TaskView } from '@common/task/task-view'
import type { TrayCommand } from './tray-model'

export interface TrayActionDeps {
  readonly views: () => readonly TaskView[]
  readonly startRun: (taskId: number, trigger: RunTrigger) => Promise<unknown>
  readonly stopRun: (runId: number) => Promise<unknown>
  readonly pause: (until: number) => void
  readonly resume: () => void
  readonly showLog: (taskId: number, runId: number) => void
  readonly showTasks: () => void
  readonly open: () => void
  readonly quit: () => void
  readonly now: () => number
}

const HOUR_MS = 3_600_000

/** Carries out what was chosen in the tray. Rejects with the reason when it could not be done. */
export async function carryOut(command: TrayCommand, deps: TrayActionDeps): Promise<void> {
  switch (command.kind) {
    case 'run':
      return void (await deps.startRun(command.taskId, 'tray'))
    case 'stop':
      return void (await deps.stopRun(command.runId))
    case 'run-all':
      return void (await Promise.all(idle(deps.views()).map((id) => deps.startRun(id, 'tray'))))
    case 'pause':
      return deps.pause(endOfPause(command.length, deps.now()))
    case 'show-log':
      return deps.showLog(command.taskId, command.runId)
    case 'show-tasks':
      return deps.showTasks()
    default:
      return deps[command.kind]()
  }
}

/** When a pause that begins now ends; Infinity: when somebody resumes. Tomorrow begins at midnight. */
export function endOfPause(length: 'hour' | 'tomorrow' | 'resumed', now: number): number {
  if (length === 'hour') return now + HOUR_MS
  if (length === 'resumed') return Infinity
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()
}

function idle(views: readonly TaskView[]): number[] {
  return views
    .filter(({ task, run }) => task.enabled && !(run && isActive(run)))
    .map(({ task }) => task.id)
}
