import { describe, expect, it } from 'vitest'
import { NO_HISTORY, type TaskView } from '@common/task/task-view'
import { buildTray, MAX_TASKS, type TrayItem, type TraySnapshot } from '@main/tray/tray-model'
import { timeText } from '@main/tray/time-text'
import { aRun, aTask } from '../../builders'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.UTC(2026, 10, 22, 12, 0)
const CLOCK = { now: NOW, timeZone: 'UTC', locale: 'en-GB' }

const aView = (id: number, desc: string, given: Partial<TaskView> = {}): TaskView => ({
  ...NO_HISTORY,
  nextRunAt: null,
  task: aTask({ id, desc }),
  ...given,
})
const succeeded = (ago: number) => ({ lastEndedAt: NOW - ago, lastState: 'SUCCESS' }) as const
const running = (id: number) => aRun({ id, state: 'RUNNING', endedAt: null })
const build = (views: readonly TaskView[], given: Partial<TraySnapshot> = {}) =>
  buildTray({ views, percents: new Map(), pause: null, ...CLOCK, ...given })
const ids = (items: readonly TrayItem[]) => items.map(({ id }) => id)
const item = (items: readonly TrayItem[], id: string): TrayItem => {
  const all = items.flatMap((one) => [one, ...(one.submenu ?? [])])
  const found = all.find((one) => one.id === id)
  if (!found) throw new Error(`no ${id} in ${ids(all).join()}`)
  return found
}

describe('the menu of the tray', () => {
  it('has only Open and Quit to offer where there is no task', () => {
    const { items, icon } = build([])
    expect(ids(items)).toEqual(['status', 'line-tasks', 'line-app', 'open', 'quit'])
    expect([item(items, 'status').label, icon]).toEqual(['No task is scheduled', 'idle'])
  })

  it('lists enabled tasks by name, each with Run now, its last outcome and its next run', () => {
    const views = [
      aView(1, 'Photos', { run: aRun(), ...succeeded(HOUR), nextRunAt: NOW + DAY }),
      aView(2, 'Mail'),
      { ...aView(3, 'Off'), task: aTask({ id: 3, enabled: false }) },
    ]
    const { items } = build(views)
    expect(ids(items).filter((id) => id.startsWith('task-'))).toEqual(['task-2', 'task-1'])
    expect(item(items, 'task-1-run').command).toEqual({ kind: 'run', taskId: 1 })
    expect(item(items, 'task-1-preview').command).toEqual({ kind: 'preview', taskId: 1 })
    expect(item(items, 'task-1-last').label).toBe('Last: SUCCESS, today 11:00')
    expect(item(items, 'task-1-next').label).toBe('Next: tomorrow 12:00')
    expect(item(items, 'task-2-last').label).toBe('Last: none yet')
    expect(item(items, 'status').label).toBe('Next: Photos, tomorrow 12:00')
  })

  it('offers Stop with the percent, in steps, for a task that runs', () => {
    const view = aView(1, 'Photos', { run: running(7), ...succeeded(DAY) })
    const { items, icon } = build([view], { percents: new Map([[7, 43]]) })
    expect(icon).toBe('running')
    expect(item(items, 'task-1').label).toBe('Photos: RUNNING (40%)')
    expect(item(items, 'task-1-stop')).toMatchObject({
      label: 'Stop (40%)',
      command: { kind: 'stop', runId: 7 },
    })
    expect(item(items, 'task-1-last').label).toBe('Last: SUCCESS, yesterday 12:00')
    expect(item(items, 'run-all').command).toBeUndefined()
  })

  it('shows a failure and what is overdue, in words and by the icon', () => {
    const failed = aView(1, 'Photos', { run: aRun({ state: 'FAILED' }), lastEndedAt: NOW })
    const overdue = aView(2, 'Mail', { overdueAt: NOW - 1, lastSuccessAt: NOW - 9 * DAY })
    const never = aView(3, 'New', { overdueAt: NOW })
    expect(build([failed]).icon).toBe('failed')
    const { items } = build([failed, overdue, never])
    expect(item(items, 'task-1').label).toBe('Photos: FAILED')
    expect(item(items, 'task-2').label).toBe('Mail: no success for 9 days')
    expect(item(items, 'task-3').label).toBe('New: never succeeded')
    expect(item(items, 'status').label).toBe('Photos failed')
    expect(item(build([overdue]).items, 'status').label).toBe('Mail is overdue')
  })

  it('says of a task that keeps failing how long that has been so', () => {
    const times = { overdueAt: NOW - 1, lastSuccessAt: NOW - 9 * DAY }
    const view = aView(1, 'Photos', { run: aRun({ state: 'FAILED' }), ...times })
    expect(item(build([view]).items, 'task-1').label).toBe('Photos: FAILED, no success for 9 days')
  })

  it('is cut where it gets too long, and keeps what runs or failed', () => {
    const many = Array.from({ length: 40 }, (_, i) => aView(i + 1, `Task ${i + 10}`))
    many[39] = aView(40, 'Z runs', { run: running(1) })
    many[38] = aView(39, 'Z failed', { run: aRun({ id: 2, state: 'FAILED' }) })
    const { items } = build(many)
    const shown = ids(items).filter((id) => /^task-\d+$/.test(id))
    expect(shown).toHaveLength(MAX_TASKS)
    expect(shown).toEqual(expect.arrayContaining(['task-40', 'task-39']))
    expect(item(items, 'more').label).toBe(`${40 - MAX_TASKS} more in the window…`)
  })

  it('offers a pause, and while it lasts its end', () => {
    const views = [aView(1, 'Photos')]
    expect(ids(item(build(views).items, 'pause').submenu ?? [])).toEqual([
      ...['pause-hour', 'pause-tomorrow', 'pause-resumed'],
    ])
    const { items } = build(views, { pause: { since: NOW, until: NOW + HOUR } })
    expect(item(items, 'resume').command).toEqual({ kind: 'resume' })
    expect(item(items, 'status').label).toBe('Schedules are paused until today 13:00')
    const open = build(views, { pause: { since: NOW, until: null } })
    expect(item(open.items, 'status').label).toBe('Schedules are paused')
  })

  it('keeps names on one line and bearable, and tells equal ones apart', () => {
    const long = build([aView(1, `a\nb\u202e${'x'.repeat(200)}`)])
    const { label } = item(long.items, 'task-1')
    expect(label).toMatch(/^a b x+…$/)
    expect(item(build([aView(1, '\u200b')]).items, 'task-1').label).toBe('backup.example - photos')
    const twins = build([
      { ...aView(1, ''), task: aTask({ id: 1, desc: 'Twin', path: '/a' }) },
      { ...aView(2, ''), task: aTask({ id: 2, desc: 'Twin', path: '/b' }) },
    ])
    expect(item(twins.items, 'task-1').label).toBe('Twin: /a')
    expect(item(twins.items, 'task-2').label).toBe('Twin: /b')
    const beginning = 'x'.repeat(60)
    const path = `/${'y'.repeat(60)}`
    const long2 = build([
      { ...aView(1, ''), task: aTask({ id: 1, desc: `${beginning}1`, path: `${path}/a` }) },
      { ...aView(2, ''), task: aTask({ id: 2, desc: `${beginning}2`, path: `${path}/b` }) },
    ])
    expect(item(long2.items, 'task-1').label).toMatch(/^x+…: …y+\/a$/)
    expect(item(long2.items, 'task-2').label).toMatch(/^x+…: …y+\/b$/)
  })
})

describe('a time in words', () => {
  it.each([
    [NOW, 'today 12:00'],
    [NOW + 12 * HOUR, 'tomorrow 00:00'],
    [NOW - 12 * HOUR - 1, 'yesterday 23:59'],
    [NOW + 2 * DAY, 'Tue 12:00'],
    [NOW + 40 * DAY, '1 Jan 12:00'],
  ])('%i is %s', (at, text) => {
    expect(timeText(at, CLOCK)).toBe(text)
  })

  it('is written as the locale does', () => {
    const text = timeText(NOW + 40 * DAY + 3 * HOUR, { ...CLOCK, locale: 'en-US' })
    expect(text.replaceAll('\u202f', ' ')).toBe('Jan 1 03:00 PM')
  })
})
