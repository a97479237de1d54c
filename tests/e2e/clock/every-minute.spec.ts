import type { Page } from '@playwright/test'
import type { HistoryPage } from '@common/run/history'
import { WHOLE_HISTORY } from '@common/run/history'
import type { Run } from '@common/run/run'
import { startCutProxy } from '../../support/cut-proxy'
import { startRsyncd } from '../../support/rsyncd'
import { expect, test } from '../window/desktop'

const MINUTE = 60_000
const SLOTS = 10
/** What the source holds, and a line on which that takes 90 seconds. */
const BYTES = 300_000
const RUN_SECONDS = 90

/** All records, oldest first, as the window is told them. */
async function records(page: Page): Promise<Run[]> {
  const { value } = await page.evaluate(
    (query) =>
      (
        window as unknown as {
          rsyncTasks: { invoke: (...args: unknown[]) => Promise<{ value: HistoryPage }> }
        }
      ).rsyncTasks.invoke('history:list', query),
    { ...WHOLE_HISTORY, isDescending: false },
  )
  return value.rows.map(({ run }) => run)
}

/** What becomes of each slot, from when runs started and ended, by the rule and nothing else. */
function expectedKind(slot: number, runs: readonly Run[]): 'run' | 'joined' {
  const waits = ({ queuedAt, startedAt }: Run) => queuedAt < slot && (startedAt ?? Infinity) > slot
  return runs.some(waits) ? 'joined' : 'run'
}

const clock = (at: number | null) => (at === null ? '…' : new Date(at).toISOString().slice(11, 19))

test('a task of every minute whose run takes 90 seconds runs, waits and joins for ten minutes', async ({
  desktop,
}) => {
  const daemon = await startRsyncd()
  const proxy = await startCutProxy({
    targetPort: daemon.port,
    bytesPerSecond: BYTES / RUN_SECONDS,
  })
  const schedule = { minute: '*', hour: '*', dom: '*', month: '*', dow: '*' }
  const settings = { remoteHost: `127.0.0.1:${proxy.port}`, retries: 0, delayUpdates: false }
  // Everything is sent whole each time.
  const extra = ['--ignore-times', '--whole-file']
  await desktop.seed([{ desc: 'Every minute', ...settings, schedule, extra }])
  const app = await desktop.start()
  const page = await app.firstWindow()
  try {
    await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
    await expect(page.getByRole('button', { name: /^RUNNING/ })).toBeVisible({ timeout: MINUTE })
    await expect(page.getByText('Waits for run 1 of this task to end')).toBeHidden()
    await page.getByRole('link', { name: 'History' }).click()
    const row = (word: string | RegExp) => page.getByRole('row').filter({ hasText: word })
    await expect(row('WAITING')).toHaveCount(1, { timeout: 2 * MINUTE })
    await expect(row('RUNNING')).toHaveCount(1)

    const isDone = async () => (await records(page)).filter(({ slot }) => slot !== null).length
    await expect.poll(isDone, { timeout: (SLOTS + 1) * MINUTE, intervals: [1000] }).toBe(SLOTS)
    // What is slow on purpose need not be waited for any longer.
    const lastSlot = Math.max(...(await records(page)).map(({ slot }) => slot ?? 0))
    proxy.setRate(undefined)
    const all = await records(page)
    const runs = all.filter(({ state }) => state !== 'SKIPPED')
    for (const { id, state, queuedAt, slot, startedAt, endedAt, reason } of all) {
      const times = [slot, queuedAt, startedAt, endedAt].map(clock).join('  ')
      console.log(`${String(id).padStart(3)} ${state.padEnd(8)} ${times}  ${reason}`)
    }

    expect(all.map(({ slot }) => slot)).toEqual(
      Array.from({ length: SLOTS }, (_, i) => lastSlot - (SLOTS - 1 - i) * MINUTE),
    )
    const kinds = all.map(({ state }) => (state === 'SKIPPED' ? 'joined' : 'run'))
    expect(kinds).toEqual(all.map(({ slot }) => expectedKind(slot ?? 0, runs)))
    expect(new Set(kinds)).toEqual(new Set(['run', 'joined']))
    for (const [i, run] of runs.entries()) {
      expect(run.trigger).toBe('schedule')
      expect(run.queuedAt).toBeGreaterThanOrEqual(run.slot ?? Infinity)
      const before = runs[i - 1]
      if (before && run.startedAt) {
        expect(before.state).toBe('SUCCESS')
        expect(run.startedAt).toBeGreaterThanOrEqual(before.endedAt ?? Infinity)
      }
    }
    for (const joined of all.filter(({ state }) => state === 'SKIPPED')) {
      const waiting = runs.findLast(({ id }) => id < joined.id)
      expect(joined.reason).toBe(
        `Run ${waiting?.id} of this task was waiting already, and stands for this time too.`,
      )
    }
    await expect(row('SKIPPED')).toHaveCount(kinds.filter((kind) => kind === 'joined').length)
  } finally {
    await proxy.stop()
    await daemon.stop()
  }
})
