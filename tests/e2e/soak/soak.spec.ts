import fc from 'fast-check'
import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ElectronApplication } from '@playwright/test'
import { ask } from '../../support/control'
import { descendantsOf, waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { startSshd, type Sshd } from '../../support/sshd'
import { makeTempUser, type TempUser } from '../../support/temp-user'
import { manySmallFiles } from '../../support/tree'
import { expect, test } from '../window/desktop'
import { measure } from './measure'

const WARM_UP = 150
const RUNS = 1000
const SEED = 20261127
/** As many as the app lets run together. */
const HANDS = 3
const MB = 1024 * 1024

interface Far {
  readonly daemon: Rsyncd
  readonly sshd: Sshd
  readonly user: TempUser
}

/** Tasks of both modes and directions, one that fails, one that is held, one that is stopped. */
async function settingsOf({ daemon, sshd, user }: Far, dir: string, hand: number) {
  const folder = (name: string) => join(dir, `${name} ${hand}`)
  const [near, empty, nothing] = [folder('near'), folder('empty'), folder('nothing')]
  await manySmallFiles(near, 30, 2000, `soak ${hand}`)
  for (const made of [empty, nothing]) await mkdir(made)
  await runOk('chown', ['-R', `${user.uid}:${user.gid}`, near, empty])
  const name = `hand${hand}`
  for (const place of [name, `${name}-slow`]) await mkdir(join(daemon.modules.open.root, place))
  await manySmallFiles(join(daemon.modules.open.root, 'pulled'), 20, 1000)
  const module = (remotemodule: string) => ({
    ...{ user: userInfo().username, mode: 'MODULE', enabled: false },
    ...{ remotehost: `127.0.0.1:${daemon.port}`, remotemodule },
  })
  const ssh = {
    ...{ user: user.name, mode: 'SSH', remotehost: `${sshd.user}@127.0.0.1`, enabled: false },
    ...{ remoteport: sshd.port, remotepath: `${dir}/far ${hand}/` },
  }
  const pull = { path: `${empty}/`, direction: 'PULL' }
  return [
    { ...module(`open/${name}`), path: `${near}/` },
    { ...module(`open/${name}`), path: `${near}/`, delete: true, extra: ['--ignore-times'] },
    { ...module('open/pulled'), ...pull, user: user.name },
    { ...ssh, path: `${near}/`, archive: true, extra: ['--ignore-times'] },
    { ...ssh, ...pull },
    { ...module('nothing'), path: `${near}/` },
    { ...ssh, remoteport: 1, path: `${near}/` },
    { ...module(`open/${name}`), path: `${nothing}/`, delete: true },
    { ...module(`open/${name}-slow`), path: `${near}/`, extra: ['--bwlimit=4', '--ignore-times'] },
  ].map((settings, i) => ({ ...settings, desc: `${name} ${i}`, retries: 0 }))
}

/** Creates tasks, runs them so many times, and deletes them. Out: how often each state came. */
async function live(dataDir: string, settings: object[][], runs: number, seed: number) {
  const states: Record<string, number> = {}
  const ok = async (args: string[], input: string | null = null) => {
    const { code, stdout, stderr } = await ask(dataDir, args, input)
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })
    return stdout
  }
  const choices = fc.sample(fc.record({ which: fc.nat(1000), stopMs: fc.nat(400) }), {
    ...{ numRuns: runs, seed },
  })
  const hand = async (tasks: object[]) => {
    const ids: number[] = []
    for (const task of tasks) {
      const made = await ok(['create', '--file', '-', '--json'], JSON.stringify(task))
      ids.push((JSON.parse(made) as { id: number }).id)
    }
    for (let next = choices.pop(); next; next = choices.pop()) {
      const id = ids[next.which % ids.length] ?? 0
      const stop = new AbortController()
      // The last one never ends by itself.
      if (id === ids.at(-1)) void sleep(next.stopMs).then(() => stop.abort())
      const { stdout } = await ask(dataDir, ['run', String(id), '--json'], null, stop.signal)
      const { state } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { state: string }
      states[state] = (states[state] ?? 0) + 1
    }
    for (const id of ids) await ok(['delete', String(id), '--json'])
  }
  await Promise.all(settings.map(hand))
  return states
}

/** Nothing goes on any more, but what Electron has beside it for a while. */
async function rest(app: ElectronApplication): Promise<void> {
  const names = () => descendantsOf(app.process().pid ?? 0).map(({ command }) => command)
  await waitUntil(() => !names().some((name) => /rsync|ssh|setpriv/.test(name)), {
    ...{ what: 'the end of all runs' },
  })
}

test(`after ${RUNS} runs the app holds no more memory, files, processes and listeners than before`, async ({
  desktop,
  dataDir,
}) => {
  const [daemon, sshd, user] = [await startRsyncd(), await startSshd(), await makeTempUser()]
  try {
    await user.giveAccess(sshd)
    await runOk('chmod', ['755', dataDir])
    const settings = await Promise.all(
      Array.from({ length: HANDS }, (_, i) => settingsOf({ daemon, sshd, user }, dataDir, i)),
    )
    await desktop.addTray()
    const app = await desktop.start()
    const page = await app.firstWindow()
    await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
    const measured = async () => {
      await rest(app)
      return measure(app)
    }
    console.log('warm-up', await live(dataDir, settings, WARM_UP, SEED))
    const before = await measured()
    const states = await live(dataDir, settings, RUNS, SEED + 1)
    const after = await measured()
    console.log({ states, before, after })
    expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(RUNS)
    expect(Object.keys(states).sort()).toEqual(['ABORTED', 'BLOCKED', 'FAILED', 'SUCCESS'])
    // Chromium opens some and closes some by itself; a leak of ours would be one for each run.
    expect(after.files - before.files).toBeLessThan(RUNS / 100)
    expect(after.children).toBeLessThanOrEqual(before.children)
    expect(after.listeners).toBe(before.listeners)
    expect(after.resources).toEqual(before.resources)
    expect(after.emitters - before.emitters).toBeLessThan(RUNS / 20)
    expect(after.heap - before.heap).toBeLessThan(MB)
    expect(after.memory / before.memory).toBeLessThan(1.1)
  } finally {
    await sshd.stop()
    await daemon.stop()
    await user.dispose()
  }
})
