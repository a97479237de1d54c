import { spawn } from 'node:child_process'
import { appendFile, readFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import {
  cliJson,
  cliOk,
  createTask,
  makeDataDir,
  runCli,
  runTask,
  startCli,
  type CliOptions,
  type RunningCli,
  type WireRun,
} from '../../support/cli'
import { me, processesOfFolder, processesOfRun, tempDir } from '../../support/engine'
import { isAlive, waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { expectSameTree } from '../../support/snapshot'
import { bigFile, makeTree } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

/** A task that takes its time until it is told not to. */
async function slowTask(options: CliOptions, name: string) {
  const [path, target] = [await tempDir(), `${daemon.modules.open.root}/${name}`]
  await bigFile(path, 'big', 30_000_000)
  await makeTree(target, {})
  const id = await createTask(
    {
      ...{ path: `${path}/`, user: me, remotehost: `127.0.0.1:${daemon.port}` },
      ...{ remotemodule: `open/${name}`, compress: false, extra: ['--bwlimit=500'] },
    },
    options,
  )
  const fullSpeed = () =>
    cliOk(['update', String(id), '--file', '-'], { ...options, input: '{"extra":[]}' })
  return { id, path, target, fullSpeed }
}

/** Starts `run --json` and waits until bytes flow. */
async function startRun(id: number, options: CliOptions): Promise<RunningCli> {
  const running = await startCli(['run', String(id), '--json'], options)
  const flows = () => {
    if (running.child.exitCode !== null) throw new Error(running.stdout() + running.stderr())
    return running.lines().some(({ bytes }) => Number(bytes) > 0)
  }
  await waitUntil(flows, { what: 'progress of the run' })
  return running
}

describe('a command that is interrupted while it runs a task', () => {
  it.each([
    ['SIGINT', 'Stopped.'],
    ['SIGTERM', 'Stopped: the app was ended from outside.'],
    ['SIGHUP', 'Stopped: the terminal was closed.'],
  ] as const)('stops the run on %s', async (signal, reason) => {
    const dataDir = await makeDataDir()
    const { id, path, target, fullSpeed } = await slowTask({ dataDir }, signal)
    const running = await startRun(id, { dataDir })
    running.child.kill(signal)
    const { code, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(running.lines().at(-1)).toMatchObject({
      ...{ type: 'outcome', state: 'ABORTED', reason },
    })
    expect(processesOfFolder(dataDir)).toEqual([])
    await fullSpeed()
    const next = await runTask(id, { dataDir })
    expect(next).toMatchObject({ code: 0, outcome: { state: 'SUCCESS' } })
    await expectSameTree(path, target)
    const states = await cliJson<WireRun[]>(['runs', String(id), '--json'], { dataDir })
    expect(states.map(({ state }) => state)).toEqual(['SUCCESS', 'ABORTED'])
  })

  it.each([
    ['SIGINT', 'SIGINT'],
    ['SIGTERM', 'SIGTERM'],
    ['SIGHUP', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
  ] as const)('records the run all the same when %s is followed by %s', async (first, second) => {
    const dataDir = await makeDataDir()
    const { id } = await slowTask({ dataDir }, `${first}-${second}`)
    const running = await startRun(id, { dataDir })
    running.child.kill(first)
    await waitUntil(() => running.child.kill(second), { what: 'the second signal' })
    const { code } = await running.ended
    const [run] = await cliJson<WireRun[]>(['runs', String(id), '--json'], { dataDir })
    expect(processesOfFolder(dataDir)).toEqual([])
    expect({ code, state: run?.state }).toEqual({ code: 1, state: 'ABORTED' })
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'records the run also when its rsync does not heed %s',
    async (signal) => {
      const dataDir = await makeDataDir()
      const { id } = await slowTask({ dataDir }, `deaf-${signal}`)
      const running = await startRun(id, { dataDir })
      for (const { pid } of processesOfRun(dataDir, 1)) process.kill(pid, 'SIGSTOP')
      running.child.kill(signal)
      expect((await running.ended).code).toBe(1)
      expect(running.lines().at(-1)).toMatchObject({ type: 'outcome', state: 'ABORTED' })
      expect(processesOfFolder(dataDir)).toEqual([])
    },
  )

  it('does not wait for another command that was stopped (Ctrl-Z) while it is answered', async () => {
    const dataDir = await makeDataDir()
    const { id } = await slowTask({ dataDir }, 'beside')
    const running = await startRun(id, { dataDir })
    await appendFile(`${dataDir}/runs/1.log`, `${'x'.repeat(99)}\n`.repeat(500_000))
    const other = await startCli(['logs', String(id)], { dataDir })
    onTestFinished(() => void other.child.kill('SIGKILL'))
    await waitUntil(() => other.stdout() !== '', { what: 'the begin of the log' })
    other.child.kill('SIGSTOP')
    running.child.kill('SIGINT')
    const late = setTimeout(() => running.child.kill('SIGKILL'), 20_000)
    expect(await running.ended).toMatchObject({ code: 1, signal: null })
    clearTimeout(late)
  })

  it('ends what other commands wait for with it, and each is told', async () => {
    const dataDir = await makeDataDir()
    const [own, other] = [await slowTask({ dataDir }, 'own'), await slowTask({ dataDir }, 'other')]
    const running = await startRun(own.id, { dataDir })
    const guest = await startRun(other.id, { dataDir })
    running.child.kill('SIGTERM')
    const ends = await Promise.all([running.ended, guest.ended])
    expect(ends.map(({ code }) => code)).toEqual([1, 1])
    expect(guest.lines().at(-1)).toMatchObject({
      ...{ type: 'outcome', state: 'ABORTED' },
      reason: 'Stopped: the app was ended from outside.',
    })
    expect(processesOfFolder(dataDir)).toEqual([])
  })
})

describe('an app that was killed while it ran a task', () => {
  it('finds the run interrupted, its rsync ended and every task at the next start', async () => {
    const dataDir = await makeDataDir()
    const { id, path, target, fullSpeed } = await slowTask({ dataDir }, 'killed')
    const other = await createTask(
      { path, user: me, remotehost: '127.0.0.1', remotemodule: 'other', enabled: false },
      { dataDir },
    )
    const running = await startRun(id, { dataDir })
    const orphans = processesOfRun(dataDir, 1).map(({ pid }) => pid)
    expect(orphans.length).toBeGreaterThan(0)
    running.child.kill('SIGKILL')
    await running.exited
    expect(orphans.every(isAlive)).toBe(true)
    const views = await cliJson<{ id: number; job: WireRun | null; state: string }[]>(
      ['list', '--json'],
      { dataDir },
    )
    expect(orphans.filter(isAlive)).toEqual([])
    expect(processesOfFolder(dataDir)).toEqual([])
    expect(views.map((view) => [view.id, view.state])).toEqual([
      [id, 'FAILED'],
      [other, 'PENDING'],
    ])
    const job = views[0]?.job
    expect(job?.reason).toBe(
      'Interrupted: the app ended while this run was going. Its rsync was still at work and has been stopped.',
    )
    expect(job?.exit_code).toBeNull()
    expect(job?.time_finished).not.toBeNull()
    await fullSpeed()
    expect(await runTask(id, { dataDir })).toMatchObject({ code: 0, outcome: { id: 2 } })
    await expectSameTree(path, target)
  })

  it('says that it is at work while what is left of the run takes its time to end', async () => {
    const dataDir = await makeDataDir()
    const { id } = await slowTask({ dataDir }, 'deaf')
    const running = await startRun(id, { dataDir })
    const [{ pid = 0 } = {}] = processesOfRun(dataDir, 1)
    const environ = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0')
    const marker = environ.find((entry) => entry.startsWith('RSYNC_TASKS_RUN=')) ?? ''
    // Like a remote shell that ends in its own time.
    const deaf = spawn('env', [marker, 'sh', '-c', "trap '' TERM; while :; do sleep 1; done"])
    onTestFinished(() => void deaf.kill('SIGKILL'))
    process.kill(pid, 'SIGSTOP')
    running.child.kill('SIGKILL')
    await running.exited
    const { code, stderr } = await runCli(['list'], { dataDir })
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Still at work. Ctrl-C ends it.\n' })
    expect(isAlive(pid)).toBe(false)
  })

  it('finds it also when the data folder is named in another way', async () => {
    const dataDir = await makeDataDir()
    const { id } = await slowTask({ dataDir }, 'renamed')
    const running = await startRun(id, { dataDir })
    const orphans = processesOfRun(dataDir, 1).map(({ pid }) => pid)
    running.child.kill('SIGKILL')
    await running.exited
    expect(orphans.every(isAlive)).toBe(true)
    const cwd = dataDir.slice(0, dataDir.lastIndexOf('/'))
    const relative = `./${dataDir.slice(cwd.length + 1)}`
    await cliJson(['list', '--json'], { dataDir: relative, cwd })
    expect(orphans.filter(isAlive)).toEqual([])
  })
})
