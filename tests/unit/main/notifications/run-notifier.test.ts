import { describe, expect, it } from 'vitest'
import type { Run } from '@common/run/run'
import type { Task } from '@common/task/task'
import { RunNotifier, type RunNote } from '@main/notifications/run-notifier'
import { aRun, aTask } from '../../builders'

function aNotifier(task: Partial<Task> = {}, known: readonly Run[] = []) {
  const notes: RunNote[] = []
  const closed: string[] = []
  const opened: number[] = []
  const notifier = new RunNotifier({
    known,
    taskOf: (id) => (id === 1 ? aTask({ desc: 'Photos', ...task }) : null),
    defaultLevel: () => 'ERRORS',
    show: (note) => {
      notes.push(note)
      return () => closed.push(note.title)
    },
    openLog: ({ id }) => opened.push(id),
  })
  return { notifier, notes, closed, opened }
}

describe('the notifier', () => {
  it('goes by the level of the app where the task has none', () => {
    const { notifier, notes } = aNotifier()
    notifier.runChanged(aRun({ id: 1 }))
    notifier.runChanged(aRun({ id: 2, state: 'FAILED', reason: 'Refused.' }))
    expect(notes).toMatchObject([{ title: 'Photos failed', body: 'Refused.', isUrgent: true }])
  })

  it('goes by the level of the task where it has one', () => {
    const all = aNotifier({ notify: 'ALL' })
    all.notifier.runChanged(aRun({ hasWarning: true, reason: 'Some files vanished.' }))
    expect(all.notes).toMatchObject([{ title: 'Photos finished with a warning', isUrgent: false }])
    const none = aNotifier({ notify: 'NONE' })
    none.notifier.runChanged(aRun({ state: 'FAILED' }))
    expect(none.notes).toEqual([])
  })

  it('tells each run once, and nothing of tasks that are gone', () => {
    const { notifier, notes } = aNotifier()
    const run = aRun({ state: 'FAILED' })
    notifier.runChanged({ ...run, state: 'RUNNING', endedAt: null })
    notifier.runChanged(run)
    notifier.runChanged(run)
    notifier.runChanged(aRun({ id: 9, taskId: 2, state: 'FAILED' }))
    expect(notes).toHaveLength(1)
  })

  it('says nothing of a failure that will be tried again, until the last try has failed', () => {
    const { notifier, notes } = aNotifier()
    const first = aRun({ id: 1, state: 'FAILED', retryAt: 9000 })
    notifier.runChanged(first)
    // The retry begins.
    notifier.runChanged({ ...first, retryAt: null })
    expect(notes).toEqual([])
    notifier.runChanged(aRun({ id: 2, state: 'FAILED', trigger: 'retry', attempt: 2 }))
    expect(notes).toHaveLength(1)
  })

  it('says each failure where everything is told, and that it is tried again', () => {
    const { notifier, notes } = aNotifier({ notify: 'ALL' })
    notifier.runChanged(aRun({ id: 1, state: 'FAILED', reason: 'Lost.', retryAt: 9000 }))
    expect(notes).toMatchObject([{ body: 'Lost. It is tried again by itself.' }])
  })

  it('says nothing of what ended in an earlier life of the app, when its retry begins now', () => {
    const ended = aRun({ id: 1, state: 'FAILED', endedAt: 999, retryAt: 9000 })
    const { notifier, notes } = aNotifier({}, [ended])
    notifier.runChanged({ ...ended, retryAt: null })
    expect(notes).toEqual([])
  })

  it.each([-1e9, 0, 1e9])('tells how a run ended, %i ms off the clock of the start', (off) => {
    const start = Date.now()
    const [going, skipped] = [aRun({ id: 7, endedAt: null }), aRun({ id: 8, endedAt: start })]
    const { notifier, notes } = aNotifier({}, [going, skipped])
    for (const id of [7, 9])
      notifier.runChanged(aRun({ id, state: 'FAILED', endedAt: start + off }))
    expect(notes).toHaveLength(2)
  })

  it('keeps one note a task, and takes them away at the end', () => {
    const { notifier, notes, closed } = aNotifier({ notify: 'ALL' })
    notifier.runChanged(aRun({ id: 1, state: 'FAILED' }))
    notifier.runChanged(aRun({ id: 2 }))
    expect(closed).toEqual(['Photos failed'])
    notifier.stop()
    expect(closed).toEqual(['Photos failed', 'Photos finished'])
    expect(notes).toHaveLength(2)
  })

  it('opens the log of that very run', () => {
    const { notifier, notes, opened } = aNotifier()
    notifier.runChanged(aRun({ id: 5, state: 'FAILED' }))
    notes[0]?.onClick()
    expect(opened).toEqual([5])
  })
})
