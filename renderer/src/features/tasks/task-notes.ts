import { fullName } from '@common/task/task'
import type { TaskView } from '@common/task/task-view'
import { mdiClockAlertOutline, mdiHistory, mdiProgressClock, mdiRestart } from '@mdi/js'
import { durationText } from '../../format/quantity'
import { relativeTime, shortDate } from '../../format/relative-time'
import { t } from '../../i18n/i18n'

/** Something about time that a person should know of a task. */
export interface TaskNote {
  readonly key: 'waits' | 'retry' | 'overdue' | 'missed'
  readonly icon: string
  readonly text: string
  readonly isWarning: boolean
}

const HOUR_S = 3600

/**
 * What a task waits for, when it is tried again, since when it is overdue, what it missed.
 * @param nameOf the name of another task
 */
export function taskNotes(
  view: TaskView,
  now: number,
  nameOf: (taskId: number) => string,
): readonly TaskNote[] {
  return [
    ...waitNote(view, nameOf),
    ...retryNote(view, now),
    ...overdueNote(view, now),
    ...missedNote(view),
  ]
}

/** True when there is anything to say; cheap, since long lists ask it for every row. */
export function hasNotes(view: TaskView, now: number): boolean {
  return view.waitsFor !== null || view.retry !== null || isOverdue(view, now) || isMadeUpFor(view)
}

export function isOverdue({ overdueAt, run }: TaskView, now: number): boolean {
  return overdueAt !== null && overdueAt <= now && run?.state !== 'RUNNING'
}

function isMadeUpFor({ run }: TaskView): boolean {
  return run?.trigger === 'catch-up' && run.startedAt !== null && run.state !== 'RUNNING'
}

function waitNote({ waitsFor }: TaskView, nameOf: (taskId: number) => string): TaskNote[] {
  if (waitsFor === null) return []
  const text =
    waitsFor.kind === 'limit'
      ? t('timing.waitsForPlace', { limit: waitsFor.limit }, waitsFor.limit)
      : waitsFor.kind === 'same-task'
        ? t('timing.waitsForTask', { run: waitsFor.runId })
        : t('timing.waitsForTree', { run: waitsFor.runId, name: nameOf(waitsFor.taskId) })
  return [{ key: 'waits', icon: mdiProgressClock, text, isWarning: false }]
}

function retryNote({ retry }: TaskView, now: number): TaskNote[] {
  if (retry === null) return []
  const time = relativeTime(Math.max(retry.at, now + 1000), now)
  const text = t('timing.retry', { time, attempt: retry.attempt, max: retry.maxAttempts })
  return [{ key: 'retry', icon: mdiRestart, text, isWarning: false }]
}

function overdueNote(view: TaskView, now: number): TaskNote[] {
  if (!isOverdue(view, now)) return []
  const { lastSuccessAt } = view
  const seconds = lastSuccessAt === null ? 0 : (now - lastSuccessAt) / 1000
  // Whole hours and days: nobody is helped by the minutes.
  const rounded = seconds > HOUR_S ? Math.floor(seconds / HOUR_S) * HOUR_S : seconds
  const text =
    lastSuccessAt === null
      ? t('timing.neverSucceeded')
      : t('timing.overdue', { time: durationText(rounded) })
  return [{ key: 'overdue', icon: mdiClockAlertOutline, text, isWarning: true }]
}

function missedNote(view: TaskView): TaskNote[] {
  const { run } = view
  if (!isMadeUpFor(view) || run?.slot == null || run.startedAt === null) return []
  const times = { slot: shortDate(run.slot), started: shortDate(run.startedAt) }
  const text =
    run.slotCount > 1
      ? t('timing.missedMore', { ...times, count: run.slotCount })
      : t('timing.missed', times)
  return [{ key: 'missed', icon: mdiHistory, text, isWarning: false }]
}

/** The name of another task, for notes that speak of one. */
export function nameIn(views: ReadonlyMap<number, TaskView>): (taskId: number) => string {
  return (taskId) => {
    const view = views.get(taskId)
    return view ? fullName(view.task) : String(taskId)
  }
}
