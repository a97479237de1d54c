import { beforeEach, describe, expect, it } from 'vitest'
import HistoryView from '@renderer/features/history/HistoryView.vue'
import { useMessagesStore } from '@renderer/stores/messages-store'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aRun, aTask, aView } from './builders'
import { useTasksStore } from '@renderer/stores/tasks-store'
import { mountApp, mountWith, settle, useBridge } from './mount-app'
import { click } from './page'

const HOUR = 3_600_000
const texts = (selector: string) =>
  [...document.querySelectorAll(selector)].map((element) => element.textContent?.trim() ?? '')
const dataRows = () => texts('[role="row"]').slice(1)

function aBridge(views = [aView({ id: 1, desc: 'Photos' })]) {
  return useBridge(new InMemoryBridge({ views }))
}

describe('the History screen', () => {
  let bridge: InMemoryBridge
  beforeEach(() => {
    bridge = aBridge()
    bridge.putRun(
      aRun({ id: 1, trigger: 'catch-up', slot: 0, startedAt: HOUR, endedAt: HOUR + 5000 }),
    )
    bridge.putRun(
      aRun({
        id: 2,
        state: 'FAILED',
        reason: 'The remote host is away.',
        attempt: 2,
        maxAttempts: 4,
        trigger: 'retry',
      }),
    )
    bridge.putRun(aRun({ id: 3, state: 'SKIPPED', reason: 'Paused <b>then</b>.', startedAt: null }))
  })

  it('shows every run and every skipped time, newest first, with what started it', async () => {
    await mountWith(HistoryView)
    const rows = dataRows()
    expect(rows).toHaveLength(3)
    expect(rows[0]).toContain('SKIPPED')
    expect(rows[0]).toContain('Paused <b>then</b>.')
    expect(rows[1]).toContain('Retry (2 of 4)')
    expect(rows[2]).toContain('Catch-up')
    expect(rows[2]).toContain('5 s')
  })

  it('has the end of a run, and the reason beside the state that it explains', async () => {
    const endedAt = new Date(2020, 4, 6, 7, 8).getTime()
    bridge.putRun(aRun({ id: 4, startedAt: endedAt - HOUR, endedAt }))
    await mountWith(HistoryView)
    const headings = texts('[role="columnheader"]')
    expect(headings.slice(2, 4)).toEqual(['Status', 'Reason'])
    expect(headings.slice(5, 9)).toEqual(['Due', 'Start', 'End', 'Duration'])
    const cells = [...document.querySelectorAll('[role="row"]')][1]?.querySelectorAll(
      '[role="cell"]',
    )
    expect(cells?.[7]?.textContent).toMatch(/2020.*7:08/)
  })

  it('sorts by a heading', async () => {
    await mountWith(HistoryView)
    const heading = [...document.querySelectorAll('button')].find(
      (b) => b.textContent?.trim() === 'Run',
    )
    heading?.click()
    await new Promise((resolve) => setTimeout(resolve, 250))
    await settle()
    expect(dataRows()[0]).toContain('Catch-up')
  })

  const asked = () => bridge.calls.findLast(({ channel }) => channel === 'history:list')?.args[0]
  const fill = async (label: string, text: string) => {
    const input = document.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`)
    if (!input) throw new Error(`no field ${label}`)
    input.value = text
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await settle()
    await new Promise((resolve) => setTimeout(resolve, 250))
    await settle()
  }

  it('shows the days that are asked for, both included, and all of them again', async () => {
    bridge.putRun(aRun({ id: 4, startedAt: new Date(2026, 10, 22, 23, 59).getTime() }))
    await mountWith(HistoryView)
    await fill('From this day on', '2026-11-22')
    expect(dataRows()).toHaveLength(1)
    await fill('Up to this day', '2026-11-22')
    expect(dataRows()).toHaveLength(1)
    await fill('From this day on', '')
    await fill('Up to this day', '2026-11-21')
    expect(dataRows()).toHaveLength(3)
    expect(asked()).toMatchObject({ from: null, to: new Date(2026, 10, 22).getTime() - 1 })
    await fill('Search', 'nowhere')
    expect(document.body.textContent).toContain('No run matches.')
    await click('Clear filter')
    await fill('Search', '')
    expect(dataRows()).toHaveLength(4)
  })

  it('shows the runs of the tasks that are chosen', async () => {
    const other = aView({ id: 2, remoteModule: 'mail' })
    bridge = aBridge([aView({ id: 1, desc: 'Photos' }), other])
    bridge.putRun(aRun({ id: 1 }))
    bridge.putRun(aRun({ id: 2, taskId: 2 }))
    await useTasksStore().load()
    await mountWith(HistoryView)
    const field = document.querySelector<HTMLElement>('input[aria-label="Task"]')
    field?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }))
    await settle()
    const options = [...document.querySelectorAll<HTMLElement>('[role="option"]')]
    expect(options.map(({ textContent }) => textContent?.trim())).toEqual([
      '/srv/photos (backup.example.com - mail)',
      'Photos (backup.example.com - photos)',
    ])
    options[0]?.click()
    await fill('Search', '')
    expect(asked()).toMatchObject({ taskIds: [2] })
    expect(dataRows()).toHaveLength(1)
    expect(dataRows()[0]).toContain('backup.example.com - mail')
  })

  it('asks where to save what the filter leaves', async () => {
    bridge.savedLog = '/tmp/history.csv'
    await mountWith(HistoryView)
    const buttons = [...document.querySelectorAll('button')]
    buttons.find(({ textContent }) => textContent?.includes('Export CSV'))?.click()
    await settle()
    expect(useMessagesStore().queue.at(-1)?.text).toBe('History saved as /tmp/history.csv.')
  })
})

describe('a task in a list', () => {
  const now = Date.now()
  const notesOf = async (view: ReturnType<typeof aView>) => {
    aBridge([view])
    await mountApp()
    await settle()
    return texts('.task-notes__note').join(' | ')
  }

  it.each([
    [
      'since when it has had no success',
      aView({ id: 1 }, { overdueAt: now - HOUR, lastSuccessAt: now - 217 * HOUR }),
      /^No success for 9 d 1 h$/,
    ],
    ['that it never succeeded', aView({ id: 1 }, { overdueAt: now - HOUR }), /never succeeded/],
    [
      'what it waits for',
      aView({ id: 1 }, { run: aRun({ state: 'WAITING' }), waitsFor: { kind: 'limit', limit: 3 } }),
      /^Waits for a place: 3 tasks run at a time$/,
    ],
    [
      'when it is tried again',
      aView(
        { id: 1 },
        { retry: { runId: 1, at: now + 4 * 60_000 + 50_000, attempt: 3, maxAttempts: 4 } },
      ),
      /^Tries again in 4 min\. \(attempt 3 of 4\)/,
    ],
    [
      'what it missed',
      aView(
        { id: 1 },
        { run: aRun({ trigger: 'catch-up', slot: 0, startedAt: HOUR, slotCount: 1 }) },
      ),
      /^Missed .*, ran /,
    ],
    ['nothing when all is well', aView({ id: 1 }, { overdueAt: now + HOUR }), /^$/],
  ])('says %s', async (_, view, expected) => {
    expect(await notesOf({ ...view, task: aTask({ id: 1 }) })).toMatch(expected)
  })
})
