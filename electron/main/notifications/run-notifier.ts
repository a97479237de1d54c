import { isWorthTelling, type NotifyLevel } from '@common/desktop/notify-level'
import { say } from '@common/i18n/say'
import type { Run } from '@common/run/run'
import { desktopName } from '@common/task/desktop-name'
import { isQuiet } from '@common/task/quiet'
import type { Task } from '@common/task/task'
import { desktopLine } from '@common/text/visible-text'

/** Characters; desktops show less than this, and take what is far longer for an attack. */
const MAX_TITLE = 200
const MAX_BODY = 600

/** A note for the desktop. Its texts are single lines without hidden characters. */
export interface RunNote {
  readonly title: string
  readonly body: string
  /** A failure may stay until it is seen. */
  readonly isUrgent: boolean
  readonly onClick: () => void
}

export interface NotifierDeps {
  /** All runs at the start: how those ended that had, was told by then, or never will be. */
  readonly known: Iterable<Run>
  /** Null when the task is gone. */
  readonly taskOf: (taskId: number) => Task | null
  readonly defaultLevel: () => NotifyLevel
  /** Shows a note; answers with what takes it away. */
  readonly show: (note: RunNote) => () => void
  readonly openLog: (run: Run) => void
}

/** The states a run is told of. */
type ToldState = 'SUCCESS' | 'FAILED' | 'ABORTED' | 'BLOCKED'

/** Tells people how runs ended, as much of it as they want to hear. */
export class RunNotifier {
  /** The last note of each task: a newer one takes its place. */
  private readonly shown = new Map<number, () => void>()
  private readonly told = new Set<number>()
  /** By number, since the clock may be set at any time. */
  private lastKnown = 0
  private readonly goingOn = new Set<number>()

  constructor(private readonly deps: NotifierDeps) {
    for (const { id, endedAt } of deps.known) {
      this.lastKnown = Math.max(this.lastKnown, id)
      if (endedAt === null) this.goingOn.add(id)
    }
  }

  /** Call it with every change of a run. */
  runChanged(run: Run): void {
    const { taskOf, defaultLevel, show, openLog } = this.deps
    const task = taskOf(run.taskId)
    if (!task || run.endedAt === null || this.isOld(run.id) || this.told.has(run.id)) return
    this.told.add(run.id)
    if (!isWorthTelling(run, task.notify ?? defaultLevel(), isQuiet(task))) return
    this.shown.get(task.id)?.()
    const close = show({ ...textOf(run, task), onClick: () => openLog(run) })
    this.shown.set(task.id, close)
  }

  private isOld(runId: number): boolean {
    return runId <= this.lastKnown && !this.goingOn.has(runId)
  }

  stop(): void {
    for (const close of this.shown.values()) close()
    this.shown.clear()
  }
}

function textOf(run: Run, task: Task): Pick<RunNote, 'title' | 'body' | 'isUrgent'> {
  const name = desktopName(task)
  const title = run.hasWarning
    ? say('notes.warning', { name })
    : say(`notes.ended.${run.state as ToldState}`, { name })
  const body = run.retryAt === null ? run.reason : say('notes.retried', { reason: run.reason })
  return {
    title: desktopLine(title, MAX_TITLE),
    body: desktopLine(body, MAX_BODY),
    isUrgent: run.state === 'FAILED' || run.state === 'BLOCKED',
  }
}
