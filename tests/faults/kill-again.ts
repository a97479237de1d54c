import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import fc from 'fast-check'
import { expect, onTestFinished } from 'vitest'

import {
  cliJson,
  createTask,
  makeDataDir,
  runTask,
  type CliOptions,
  type WireRun,
} from '../support/cli'
import { ask, type Answer } from '../support/control'
import { me, processesOfFolder, tempDir } from '../support/engine'
import { isFull } from '../support/full-faults'
import { allProcesses } from '../support/processes'
import { startRsyncd, type Rsyncd } from '../support/rsyncd'
import { runOk } from '../support/run'
import { expectSameTree } from '../support/snapshot'
import { makeTree, manySmallFiles } from '../support/tree'
import { Acknowledged } from './acknowledged'

/** After the start of its program, or after it began to work. */
const LATEST_MS = 1500
const NAMES = ['slow', 'one', 'two']
const SEED = Number(process.env['KILL_SEED'] ?? 20261127)

/** Who edits and runs the tasks of an app, by whatever way leads into it. */
export interface Hand {
  /** The answer holds the new task's number. */
  create(desc: string): Promise<Answer>
  update(id: number, desc: string): Promise<Answer>
  remove(id: number): Promise<Answer>
  /** The answer holds the outcome. */
  run(task: number): Promise<Answer>
}

/** The app from its start to when it is killed. */
export interface Life {
  /** Resolves when it works, the slow run included. */
  ready(): Promise<Hand>
  /** Kills the program, and nothing else, and waits until it is gone. */
  kill(): Promise<void>
}

export interface Scene {
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
async function keepEditing(said: Acknowledged, hand: Hand): Promise<void> {
  for (let going = true, i = 0; going; i++) {
    const [id, desc] = [said.present.at(i % 2 === 0 ? -1 : 0), said.newName()]
    const step = id === undefined ? 0 : i % 3
    if (step === 0) going = await said.edit(null, desc, () => hand.create(desc))
    else if (step === 1) going = await said.edit(id ?? 0, desc, () => hand.update(id ?? 0, desc))
    else going = await said.edit(id ?? 0, null, () => hand.remove(id ?? 0))
  }
}

async function keepRunning(said: Acknowledged, hand: Hand, task: number): Promise<void> {
  while (await said.run(() => hand.run(task))) {
    // Until the app does not answer any more.
  }
}

/** Numbers of the runs that have processes. */
export function runsAtWork(folder: string): number[] {
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
async function liveAndDie(
  scene: Scene,
  start: (scene: Scene) => Promise<Life>,
  moment: number,
  isEarly: boolean,
): Promise<void> {
  const { quick, said } = scene
  const life = await start(scene)
  const kill = () => sleep(moment).then(() => life.kill())
  if (isEarly) return kill()
  const hand = await life.ready()
  await lookAround(scene)
  const runs = quick.map((id) => keepRunning(said, hand, id))
  await Promise.all([keepEditing(said, hand), ...runs, kill()])
}

const visitsTo = (daemon: Rsyncd): number => daemon.log().match(/ connect from /g)?.length ?? 0

/** How often an app is killed: a few times in every `npm test`. */
export const killsOf = (few: number): number => Number(process.env['KILLS'] ?? (isFull ? 200 : few))

/** Milliseconds for so many. */
export const killsTimeout = (kills: number): number => 60_000 + kills * 12_000

/**
 * Kills the app at random moments, again and again, while tasks are edited and run; each life is held
 * against what the one before acknowledged.
 * @param kills how often
 * @param start starts the program; it may still be loading when this resolves
 */
export async function killAgainAndAgain(
  kills: number,
  start: (scene: Scene) => Promise<Life>,
): Promise<void> {
  const scene = await makeScene()
  const { options, daemon, source, quick, said } = scene
  const moments = fc.sample(fc.integer({ min: 0, max: LATEST_MS }), { numRuns: kills, seed: SEED })
  // Whoever looked whether it listens.
  const uninvited = visitsTo(daemon)
  let orphans = 0
  for (const [i, moment] of moments.entries()) {
    await liveAndDie(scene, start, moment, i % 4 === 3)
    orphans += runsAtWork(options.dataDir).length
  }
  for (const [i, name] of ['one', 'two'].entries()) {
    expect(await runTask(quick[i] ?? 0, options)).toMatchObject({ outcome: { state: 'SUCCESS' } })
    await expectSameTree(source, `${daemon.modules.open.root}/${name}`)
  }
  const runs = await cliJson<WireRun[]>(['history', '--json'], options)
  // The daemon, too, counts how often somebody came: no run went to it twice.
  const visits = visitsTo(daemon) - uninvited
  expect(visits).toBeLessThanOrEqual(runs.length)
  expect(processesOfFolder(options.dataDir)).toEqual([])
  const left = await readdir(options.dataDir)
  expect(left.filter((name) => /tmp-|damaged|kept/.test(name))).toEqual([])
  const count = (state: string) => runs.filter((run) => run.state === state).length
  const counts = ['SUCCESS', 'FAILED', 'ABORTED'].map((state) => [state, count(state)])
  console.log({
    kills,
    seed: SEED,
    orphans,
    visits,
    ...said.figures,
    ...Object.fromEntries(counts),
  })
}
