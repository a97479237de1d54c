import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startLogind } from '../../support/logind'
import { startRsyncd } from '../../support/rsyncd'
import { waitUntil } from '../../support/processes'
import { expect, test } from './desktop'
import { recordsOf } from './stored'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const EVERY_MINUTE = { minute: '*', hour: '*', dom: '*', month: '*', dow: '*' }

/** Makes what the app noted of schedules so much older, as if it had been closed for as long. */
async function ageLedger(dataDir: string, ms: number): Promise<void> {
  const path = join(dataDir, 'runs/slots.jsonl')
  const aged = (await readFile(path, 'utf8')).replace(
    /"(since|handled)":(\d+)/g,
    (_, name, time) => `"${name}":${Number(time) - ms}`,
  )
  await writeFile(path, aged)
}

test('what was missed while the app was closed runs once, a minute after waking up; Pause holds schedules', async ({
  desktop,
  dataDir,
}) => {
  test.setTimeout(180_000)
  const daemon = await startRsyncd()
  const logind = await startLogind()
  const env = { ...logind.env, TZ: 'UTC' }
  const missedAt = new Date(Math.floor(Date.now() / MINUTE) * MINUTE - 2 * HOUR)
  const schedule = {
    ...EVERY_MINUTE,
    ...{ minute: String(missedAt.getUTCMinutes()), hour: String(missedAt.getUTCHours()) },
  }
  const remoteHost = `127.0.0.1:${daemon.port}`
  await desktop.seed([
    { desc: 'Missed', remoteHost, schedule },
    { desc: 'Every minute', remoteHost, schedule: EVERY_MINUTE },
  ])
  const tray = await desktop.addTray()
  try {
    // Nothing is due before schedules are paused: a run that goes on keeps the app from quitting.
    const left = MINUTE - (Date.now() % MINUTE)
    if (left < MINUTE / 4) await sleep(left)
    const first = await desktop.start({ args: ['--hidden'], env })
    await tray.click('Pause schedules', 'Until resumed')
    const ended = first.waitForEvent('close')
    await tray.click('Quit')
    await ended
    await ageLedger(dataDir, 3 * HOUR)
    const heard = logind.inhibitors.length

    const app = await desktop.start({ env })
    const page = await app.firstWindow()
    await waitUntil(() => logind.inhibitors.length > heard, { what: 'the app to hear of sleep' })
    const wokeAt = Date.now()
    // Going to sleep, Chromium ends every connection, and so the one by which the page is seen.
    logind.prepareForSleep(false)
    await page.getByRole('link', { name: 'History' }).click()
    const row = (word: string) => page.getByRole('row').filter({ hasText: word })
    await expect(row('SKIPPED').filter({ hasText: 'paused' })).toHaveCount(1, {
      timeout: 2 * MINUTE,
    })
    expect(await recordsOf(dataDir, 2)).toMatchObject([{ state: 'SKIPPED', trigger: 'schedule' }])
    expect(await recordsOf(dataDir, 1)).toEqual([])

    await tray.click('Resume schedules')
    await expect(row('SUCCESS').filter({ hasText: 'Catch-up' })).toHaveCount(1, {
      timeout: 2 * MINUTE,
    })
    const runs = await recordsOf(dataDir, 1)
    expect(runs).toMatchObject([
      { trigger: 'catch-up', state: 'SUCCESS', slot: missedAt.getTime(), slotCount: 1 },
    ])
    expect(runs[0]?.queuedAt).toBeGreaterThanOrEqual(wokeAt + MINUTE)
    await page.getByRole('link', { name: 'Data Protection' }).click()
    await expect(row('Missed').getByText(/^Missed .*, ran /)).toBeVisible()
  } finally {
    logind.stop()
    await daemon.stop()
  }
})
