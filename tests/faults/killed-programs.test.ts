import { afterAll, beforeAll, expect, it } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import {
  makeSshLogin,
  moduleTask,
  openEngine,
  processesOfFolder,
  processesOfRun,
  tempDir,
  type SshLogin,
} from '../support/engine'
import { descendantsOf, waitUntil, type ProcessInfo } from '../support/processes'
import { startRsyncd, type Rsyncd } from '../support/rsyncd'
import { compareSnapshots, snapshot } from '../support/snapshot'
import { run } from '../support/run'
import { startSshd, type Sshd } from '../support/sshd'
import { bigFile, makeTree } from '../support/tree'

let daemon: Rsyncd
let sshd: Sshd
let login: SshLogin
beforeAll(async () => {
  daemon = await startRsyncd()
  sshd = await startSshd()
  login = await makeSshLogin(sshd)
})
afterAll(async () => {
  await login.dispose()
  await sshd.stop()
  await daemon.stop()
})

type Victims = (folder: string, runId: number) => ProcessInfo[]

const named =
  (name: string): Victims =>
  (folder, runId) =>
    processesOfRun(folder, runId).filter(({ command }) => command === name)

const BROKEN = /^The connection broke off before the run had ended\. /

/** Who is killed, and what the person is told then. */
const CASES = [
  {
    who: 'rsync',
    mode: 'MODULE',
    victims: named('rsync'),
    reason: /^rsync was ended from outside \(SIGKILL\)\.$/,
  },
  { who: 'ssh', mode: 'SSH', victims: named('ssh'), reason: BROKEN },
  { who: 'daemon', mode: 'MODULE', victims: () => descendantsOf(daemon.pid), reason: BROKEN },
  {
    who: 'remote host’s sshd',
    mode: 'SSH',
    victims: () => descendantsOf(sshd.pid),
    reason: BROKEN,
  },
] as const

const MB = 1_000_000

async function scene(mode: 'MODULE' | 'SSH', direction: 'PUSH' | 'PULL') {
  const [test, near, remote] = [await openEngine(), await tempDir(), await tempDir()]
  const name = `killed-${Math.random().toString(36).slice(2)}`
  const far = mode === 'SSH' ? remote : `${daemon.modules.open.root}/${name}`
  await makeTree(far, {})
  const [from, to] = direction === 'PUSH' ? [near, far] : [far, near]
  await bigFile(from, 'big', 8 * MB)
  await login.give(near)
  const extra = ['--bwlimit=1500']
  const common: Partial<TaskSettings> & { path: string } = { path: `${near}/`, direction, extra }
  const task = await test.create(
    mode === 'SSH'
      ? login.task({ ...common, remotePath: `${far}/` })
      : moduleTask(daemon, `open/${name}`, { ...common, compress: false }),
  )
  return {
    test,
    task,
    from,
    landed: mode === 'MODULE' && direction === 'PULL' ? `${to}/${name}` : to,
  }
}

it.each(
  CASES.flatMap((one) => (['PUSH', 'PULL'] as const).map((direction) => ({ ...one, direction }))),
)(
  'a run whose $who is killed, $mode $direction, fails with the reason, and the next one completes it',
  { tags: 'killed-program' },
  async ({ mode, direction, victims, reason }) => {
    const { test, task, from, landed } = await scene(mode, direction)
    const { id } = await test.startGoing(task.id)
    const isUnderWay = () => test.progress.some(({ bytes }) => bytes > MB / 2)
    await waitUntil(isUnderWay, { what: 'a part of the file' })
    const killed = victims(test.folder, id)
    expect(killed).not.toEqual([])
    // One may end because of another before its turn comes.
    await run('kill', ['-KILL', ...killed.map(({ pid }) => String(pid))])
    const ended = await test.engine.runs.ended(id)
    expect(ended).toMatchObject({ state: 'FAILED', remedy: { kind: 'run-again' } })
    expect(ended.reason).toMatch(reason)
    expect(await test.log(ended)).toContain(ended.reason)
    expect(processesOfFolder(test.folder)).toEqual([])
    await test.engine.tasks.update(task.id, { extra: [] }, null)
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    const differences = compareSnapshots(await snapshot(from), await snapshot(landed))
    // What an rsync that was killed cannot remove any more: its own temporary file.
    expect(differences.filter((line) => !/^\+ \.big\.\w{6}$/.test(line))).toEqual([])
  },
)
