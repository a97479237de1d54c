import { isActive, type RunTrigger } from '@common/run/run'
import type { PauseKind } from '@common/settings/general-settings'
import type { TaskView } from '@common/task/task-view'
import type { TrayCommand } from './tray-model'

export interface TrayActionDeps {
  readonly views: () => readonly TaskView[]
  readonly startRun: (taskId: number, trigger: RunTrigger) => Promise<unknown>
  readonly stopRun: (runId: number) => Promise<unknown>
  readonly pause: (length: PauseKind) => unknown
  readonly resume: () => unknown
  readonly showLog: (taskId: number, runId: number) => void
  readonly showPreview: (taskId: number) => void
  readonly showTasks: () => void
  readonly open: () => void
  readonly quit: () => void
}

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
      return void deps.pause(command.length)
    case 'show-log':
      return deps.showLog(command.taskId, command.runId)
    case 'preview':
      return deps.showPreview(command.taskId)
    case 'show-tasks':
      return deps.showTasks()
    default:
      deps[command.kind]()
  }
}

function idle(views: readonly TaskView[]): number[] {
  return views
    .filter(({ task, run }) => task.enabled && !(run && isActive(run)))
    .map(({ task }) => task.id)
}
