import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'

import {
  cliJson,
  createTask,
  makeDataDir,
  runTask,
  startCli,
  type CliOptions,
  type WireRun,
} from '../support/cli'
import { ask } from '../support/control'
import { me, processesOfFolder, tempDir } from '../support/engine'
import { isFull } from '../support/full-faults'
import { allProcesses, waitUntil } from '../support/processes'
import { startRsyncd, type Rsyncd } from '../support/rsyncd'
import { runOk } from '../support/run'
import { expectSameTree } from '../support/snapshot'
import { makeTree, manySmallFiles } from '../support/tree'
import { Acknowledged } from './acknowledged'

const KILLS = isFull ? 200 : 8
/** After the start of its program, or after it began to work. */
const LATEST_MS = 1500
const NAMES = ['slow', 'one', 'two']
const SEED = 20261127

interface Scene {
  readonly options: CliOptions
  readonly daemon: Rsyncd
  readonly source: string
  /** A run of it keeps the app open. */
  readonly slow: number
  readonly quick: readonly number[]
  readonly said: Acknowledged
}

async function makeScene(): Promise<Scene> {
  const options = { dataDir: await makeDataDir() }
  const [daemon, source, endless] = [await startRsyncd(), await tempDir(), await tempDir()]
  onTestFinished(() => daemon.stop())
  await manySmallFiles(source, 40, 3000)
  await runOk('truncate', ['-s', '2G', `${endless}/endless`])
  const create = async (name: string, path: string, extra: readonly string[]) => {
    await makeTree(`${daemon.modules.open.root}/${name}`, {})
    const place = { remotehost: `127.0.0.1:${daemon.port}`, remotemodule: `open/${name}` }
    const settings = { path: `${path}/`, user: me, ...place, desc: name, compress: false, extra }
    return createTask(settings, options)
  }
  const slow = await create('slow', endless, ['--bwlimit=100', '--whole-file'])
  const quick = [await create('one', source, []), await create('two', source, [])]
  return { options, daemon, source, slow, quick, said: new Acknowledged() }
}

/** Changes tasks, one change after the other, until the app does not answer any more. */
async function keepEditing({ options: { dataDir }, said, daemon }: Scene): Promise<void> {
  const place = { path: '/tmp', user: me, remotehost: `127.0.0.1:${daemon.port}` }
  for (let going = true, i = 0; going; i++) {
    const [id, desc] = [said.present.at(i % 2 === 0 ? -1 : 0), said.newName()]
    const command = id === undefined || i % 3 === 0 ? 'create' : i % 3 === 1 ? 'update' : 'delete'
    if (command === 'delete') {
      going = await said.edit(id ?? 0, null, () => ask(dataDir, ['delete', String(id), '--json']))
    } else if (command === 'update') {
      const input = JSON.stringify({ desc })
      const args = ['update', String(id), '--file', '-', '--json']
      going = await said.edit(id ?? 0, desc, () => ask(dataDir, args, input))
    } else {
      const input = JSON.stringify({ ...place, remotemodule: 'open', enabled: false, desc })
      going = await said.edit(null, desc, () => ask(dataDir, ['create', '--file', '-'], input))
    }
  }
}

async function keepRunning({ options: { dataDir }, said }: Scene, task: number): Promise<void> {
  while (await said.run(() => ask(dataDir, ['run', String(task), '--json']))) {
    // Until the app does not answer any more.
  }
}

/** Numbers of the runs that have processes. */
function runsAtWork(folder: string): number[] {
  const marker = new RegExp(`(?:^|\0)RSYNC_TASKS_RUN=${folder}/runs#(\\d+)(?:\0|$)`)
  return allProcesses().flatMap(({ pid }) => {
    try {
      const run = marker.exec(readFileSync(`/proc/${pid}/environ`, 'latin1'))?.[1]
      return run === undefined ? [] : [Number(run)]
    } catch {
      return []
    }
  })
}

/** Holds what the app that has just started knows against what it had acknowledged. */
async function lookAround({ options: { dataDir }, said, slow, quick }: Scene): Promise<WireRun[]> {
  const json = async (...args: string[]) =>
    JSON.parse((await ask(dataDir, [...args, '--json'])).stdout) as unknown
  const tasks = (await json('list')) as { id: number; desc: string }[]
  const ours = [slow, ...quick]
  said.compareTasks(tasks.filter(({ id }) => !ours.includes(id)))
  expect(tasks.flatMap(({ id, desc }) => (ours.includes(id) ? [desc] : []))).toEqual(NAMES)
  const runs: WireRun[] = []
  for (const id of ours) runs.push(...((await json('runs', String(id))) as WireRun[]))
  const [going, ...others] = runs.filter(({ state }) => state === 'RUNNING')
  expect({ task: going?.task, others }).toEqual({ task: slow, others: [] })
  expect(runsAtWork(dataDir).filter((id) => id !== going?.id)).toEqual([])
  said.compareRuns(runs.filter((run) => run !== going))
  return runs
}

/** Starts the app and kills it before, or while, it works. */
async function liveAndDie(scene: Scene, moment: number, isEarly: boolean): Promise<void> {
  const { options, slow, quick, said } = scene
  const app = await startCli(['run', String(slow), '--json'], options)
  said.asked()
  const kill = () => sleep(moment).then(() => app.child.kill('SIGKILL'))
  if (isEarly) await kill()
  else {
    const isThere = async () => (await ask(options.dataDir, ['list', '--json'])).code === 0
    await waitUntil(isThere, { what: 'an answer of the app' })
    await waitUntil(() => app.lines().length > 0, { what: 'the slow run' })
    await lookAround(scene)
    await Promise.all([keepEditing(scene), ...quick.map((id) => keepRunning(scene, id)), kill()])
  }
  await app.exited
  expect({ stderr: app.stderr(), signal: app.child.signalCode }).toEqual({
    ...{ stderr: '', signal: 'SIGKILL' },
  })
}

it(
  `an app that is killed ${KILLS} times while tasks are edited and run keeps what it acknowledged, and leaves no process`,
  { tags: 'killed-app', timeout: isFull ? 40 * 60_000 : 120_000 },
  async () => {
    const scene = await makeScene()
    const { options, daemon, source, quick, said } = scene
    const moments = fc.sample(fc.integer({ min: 0, max: LATEST_MS }), {
      numRuns: KILLS,
      seed: SEED,
    })
    let orphans = 0
    for (const [i, moment] of moments.entries()) {
      await liveAndDie(scene, moment, i % 4 === 3)
      orphans += runsAtWork(options.dataDir).length
    }
    for (const [i, name] of ['one', 'two'].entries()) {
      expect(await runTask(quick[i] ?? 0, options)).toMatchObject({ outcome: { state: 'SUCCESS' } })
      await expectSameTree(source, `${daemon.modules.open.root}/${name}`)
    }
    const runs = await cliJson<WireRun[]>(['history', '--json'], options)
    // The daemon, too, counts how often somebody came: no run went to it twice.
    const visits = daemon.log().match(/ connect from /g)?.length ?? 0
    expect(visits).toBeLessThanOrEqual(runs.length)
    expect(processesOfFolder(options.dataDir)).toEqual([])
    const left = await readdir(options.dataDir)
    expect(left.filter((name) => /tmp-|damaged|kept/.test(name))).toEqual([])
    const count = (state: string) => runs.filter((run) => run.state === state).length
    const counts = ['SUCCESS', 'FAILED', 'ABORTED'].map((state) => [state, count(state)])
    console.log({ kills: KILLS, orphans, visits, ...said.figures, ...Object.fromEntries(counts) })
  },
)
