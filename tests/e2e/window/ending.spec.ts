import type { ElectronApplication } from '@playwright/test'
import { startLogind } from '../../support/logind'
import { descendantsOf, isAlive, waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { expect, test, type Desktop } from './desktop'
import { recordsOf } from './stored'

/** What logind gives those who hold off a shutdown (InhibitDelayMaxSec). */
const LOGIND_MS = 5_000

/** The app with one run that goes on and one that waits for the same tree. */
async function startBusy(desktop: Desktop, port: number, env: Record<string, string> = {}) {
  const slow = { remoteHost: `127.0.0.1:${port}`, extra: ['--bwlimit=10'], retries: 0 }
  await desktop.seed([
    { desc: 'Slow', ...slow },
    { desc: 'Later', ...slow },
  ])
  const app = await desktop.start({ env })
  const page = await app.firstWindow()
  await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
  await page.evaluate(async () => {
    type Loose = { invoke: (channel: string, ...args: unknown[]) => Promise<unknown> }
    const { invoke } = (window as unknown as { rsyncTasks: Loose }).rsyncTasks
    for (const id of [1, 2]) await invoke('runs:start', id)
  })
  const rsyncs = () => descendantsOf(app.process().pid ?? 0).filter(isRsync)
  await waitUntil(() => rsyncs().length > 0, { what: 'the run' })
  return { app, pids: rsyncs().map(({ pid }) => pid) }
}

function isRsync({ command }: { command: string }): boolean {
  return command === 'rsync'
}

/** Resolves with the exit code. */
function exitOf(app: ElectronApplication): Promise<number | null> {
  return new Promise((resolve) => app.process().once('exit', resolve))
}

async function expectRecorded(dataDir: string, why: string, pids: readonly number[]) {
  expect(await recordsOf(dataDir, 1)).toMatchObject([
    { state: 'ABORTED', outcome: 'stopped', reason: `Stopped: ${why}.` },
  ])
  expect(await recordsOf(dataDir, 2)).toMatchObject([
    { state: 'ABORTED', reason: `Stopped before it started: ${why}.` },
  ])
  expect(pids.filter(isAlive)).toEqual([])
}

for (const signals of [['SIGTERM'], ['SIGINT'], ['SIGHUP'], ['SIGTERM', 'SIGTERM']] as const) {
  test(`${signals.join(' and ')} stops and records what runs, and asks nobody`, async ({
    desktop,
    dataDir,
  }) => {
    const daemon = await startRsyncd()
    try {
      const { app, pids } = await startBusy(desktop, daemon.port)
      const exit = exitOf(app)
      for (const signal of signals) app.process().kill(signal)
      expect(await exit).toBe(0)
      await expectRecorded(dataDir, 'the app was ended from outside', pids)
    } finally {
      await daemon.stop()
    }
  })
}

test('a signal ends the app while the question of a quit waits for its answer', async ({
  desktop,
  dataDir,
}) => {
  const daemon = await startRsyncd()
  try {
    const { app, pids } = await startBusy(desktop, daemon.port)
    await app.evaluate(({ app: electron }) => setImmediate(() => electron.quit()))
    const exit = exitOf(app)
    await app.evaluate(() => undefined)
    app.process().kill('SIGTERM')
    expect(await exit).toBe(0)
    await expectRecorded(dataDir, 'the app was ended from outside', pids)
  } finally {
    await daemon.stop()
  }
})

test('a shutdown waits for the records, also of an rsync that does not end by itself', async ({
  desktop,
  dataDir,
}) => {
  const [daemon, logind] = [await startRsyncd(), await startLogind()]
  try {
    const { app, pids } = await startBusy(desktop, daemon.port, logind.env)
    const holdsOff = () => logind.inhibitors.some((asked) => /^shutdown, .*, delay$/.test(asked))
    await waitUntil(holdsOff, { what: 'the app to hold off a shutdown' })
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    const exit = exitOf(app)
    logind.prepareForShutdown()
    const inTime = setTimeout(() => app.process().kill('SIGKILL'), LOGIND_MS)
    expect(await exit).toBe(0)
    clearTimeout(inTime)
    await expectRecorded(dataDir, 'the computer was shutting down', pids)
  } finally {
    logind.stop()
    await daemon.stop()
  }
})
