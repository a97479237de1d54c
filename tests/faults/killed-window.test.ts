import { spawn } from 'node:child_process'
import { once } from 'node:events'

import type { Page } from '@playwright/test'
import { beforeAll, expect, it, onTestFinished } from 'vitest'

import type { Bridge, InvokeArgs, InvokeChannel } from '@common/ipc/contract'
import { TASK_DEFAULTS } from '@common/task/task'

import { ensureElectron } from '../../build/scripts/setup/electron.mjs'
import { electronArguments } from '../../build/scripts/setup/launch.mjs'
import { root } from '../../build/scripts/setup/process.mjs'
import { privateDesktop } from '../../build/scripts/test/helpers.mjs'
import { cliJson, createTask, makeDataDir, type WireRun } from '../support/cli'
import { ask, type Answer } from '../support/control'
import { attach } from '../support/debugger'
import { me, processesOfFolder, processesOfRun, tempDir } from '../support/engine'
import { waitUntil } from '../support/processes'
import { startRsyncd } from '../support/rsyncd'
import { bigFile } from '../support/tree'
import {
  killAgainAndAgain,
  killsOf,
  killsTimeout,
  runsAtWork,
  type Hand,
  type Life,
  type Scene,
} from './kill-again'

let program: string
let env: NodeJS.ProcessEnv
beforeAll(async () => {
  program = process.env['RSYNC_TASKS_ELECTRON'] ?? (await ensureElectron({ quiet: true }))
  env = await privateDesktop()
})

const GONE: Answer = { code: null, stdout: '', stderr: '' }

/** Makes a call of the page, and tells its answer as a command would. */
type Call = <C extends InvokeChannel>(channel: C, ...args: InvokeArgs<C>) => Promise<Answer>

/** @param gone when the app has ended; what it started may keep the line to the debugger open */
function callsOf(page: Page, gone: Promise<Answer>): Call {
  const call: Call = async (channel, ...args) => {
    const made = { channel, args } as { channel: InvokeChannel; args: never }
    const answer = await page.evaluate(
      (one) =>
        (window as unknown as { rsyncTasks: Bridge }).rsyncTasks.invoke(one.channel, ...one.args),
      made,
    )
    return answer.ok
      ? { code: 0, stdout: JSON.stringify(answer.value), stderr: '' }
      : { code: 1, stdout: '', stderr: answer.error.message }
  }
  return (...made) => Promise.race([call(...made).catch(() => gone), gone])
}

/** Starts a run and looks at it until it has ended. */
async function runBy(call: Call, task: number): Promise<Answer> {
  const started = await call('runs:start', task)
  if (started.code !== 0) return started
  const { id } = JSON.parse(started.stdout) as { id: number }
  for (;;) {
    const listed = await call('runs:list', task)
    if (listed.code !== 0) return listed
    const runs = JSON.parse(listed.stdout) as { id: number; endedAt: number | null }[]
    const run = runs.find((candidate) => candidate.id === id)
    if (run?.endedAt) return { ...listed, stdout: JSON.stringify({ type: 'outcome', ...run }) }
  }
}

function handOf(call: Call, { daemon }: Scene): Hand {
  const place = { path: '/tmp', user: me, remoteHost: `127.0.0.1:${daemon.port}` }
  const settings = { ...TASK_DEFAULTS, ...place, remoteModule: 'open', enabled: false }
  return {
    create: (desc) => call('tasks:create', { ...settings, desc }),
    update: (id, desc) => call('tasks:update', id, { desc }, null),
    remove: (id) => call('tasks:delete', id),
    run: (task) => runBy(call, task),
  }
}

/** The app with its window. */
async function start(scene: Scene): Promise<Life> {
  const { options, slow, said } = scene
  const args = [...electronArguments({ headless: false }), '--remote-debugging-port=0', root]
  const child = spawn(program, [...args, `--user-data-dir=${options.dataDir}`], {
    ...{ env, stdio: ['ignore', 'ignore', 'pipe'] },
  })
  const gone = once(child, 'exit').then(() => GONE)
  return {
    ready: async () => {
      const { page } = await attach(child)
      const call = callsOf(page, gone)
      await page.getByRole('heading', { name: 'Data Protection' }).waitFor()
      const info = await call('app:getInfo')
      expect(JSON.parse(info.stdout)).toMatchObject({ notices: [] })
      said.asked()
      expect(await call('runs:start', slow)).toMatchObject({ code: 0 })
      await waitUntil(() => runsAtWork(options.dataDir).length > 0, { what: 'the slow run' })
      return handOf(call, scene)
    },
    kill: async () => {
      child.kill('SIGKILL')
      await gone
      expect(child.signalCode).toBe('SIGKILL')
      // What it ran goes on until the next start; of the app itself nothing may.
      const isOver = () =>
        processesOfFolder(options.dataDir).every(({ command }) => command === 'rsync')
      await waitUntil(isOver, { what: "the end of the app's helpers" })
    },
  }
}

const KILLS = killsOf(4)

it(
  `an app with a window that is killed ${KILLS} times while its page edits and runs tasks keeps what it acknowledged, and leaves no process`,
  { tags: 'killed-app', timeout: killsTimeout(KILLS) },
  () => killAgainAndAgain(KILLS, start),
)

it.skipIf(process.platform !== 'linux')(
  'an X server that ends before the app takes it along, and the next start records its run',
  { tags: 'killed-app' },
  async () => {
    const [daemon, path, dataDir] = [await startRsyncd(), await tempDir(), await makeDataDir()]
    onTestFinished(() => daemon.stop())
    await bigFile(path, 'big', 30_000_000)
    const host = { remotehost: `127.0.0.1:${daemon.port}`, remotemodule: 'open' }
    const slow = { path: `${path}/`, user: me, compress: false, extra: ['--bwlimit=300'] }
    const id = await createTask({ ...host, ...slow }, { dataDir })
    const screen = spawn('Xvfb', ['-displayfd', '3', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    onTestFinished(() => void screen.kill('SIGKILL'))
    const [display] = (await once(screen.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer]
    const DISPLAY = `:${String(display).trim()}`
    const args = [...electronArguments({ headless: false }), root, `--user-data-dir=${dataDir}`]
    const app = spawn(program, args, { env: { ...env, DISPLAY }, stdio: 'ignore' })
    const gone = once(app, 'exit')
    onTestFinished(() => void app.kill('SIGKILL'))
    const isThere = async () => (await ask(dataDir, ['list'])).code === 0
    await waitUntil(isThere, { what: 'the app' })
    const run = ask(dataDir, ['run', String(id)])
    await waitUntil(() => processesOfRun(dataDir, 1).length > 0, { what: 'rsync' })
    screen.kill('SIGTERM')
    await gone
    expect((await run).code).toBeNull()
    const [record] = await cliJson<WireRun[]>(['runs', String(id), '--json'], { dataDir })
    expect(record).toMatchObject({ state: 'FAILED', outcome: 'interrupted' })
    // Its rsync may have noticed that nobody reads its output any more.
    expect(record?.reason).toMatch(/^Interrupted: the app ended while this run was going\./)
    expect(processesOfRun(dataDir, 1)).toEqual([])
  },
)
