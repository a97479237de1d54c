import { readdirSync, readlinkSync } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import {
  cliJson,
  cliOk,
  createTask,
  makeDataDir,
  runCli,
  runTask,
  startCli,
  type CliOptions,
  type WireRun,
} from '../../support/cli'
import { me, processesOfFolder, processesOfRun, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { useServers } from '../../support/servers'
import { compareSnapshots, diffTrees, expectSameTree, snapshot } from '../../support/snapshot'
import { bigFile, makeHostileTree, makeTree, manySmallFiles } from '../../support/tree'

const servers = useServers()

const moduleSettings = (path: string, module = 'open') => ({
  ...{ path, user: me, mode: 'MODULE', remotehost: `127.0.0.1:${servers.daemon.port}` },
  ...{ remotemodule: module, delayupdates: false },
})

const sshSettings = (path: string, remotepath: string) => ({
  ...{ path, user: servers.login.user, mode: 'SSH', remotehost: `${servers.sshd.user}@127.0.0.1` },
  ...{ remoteport: servers.sshd.port, remotepath, delayupdates: false },
})

/** Creates the task, runs it, and compares the trees by our own means and by diff -r. */
async function expectCopied(settings: Record<string, unknown>, from: string, to: string) {
  const options = { dataDir: await makeDataDir() }
  const id = await createTask(settings, options)
  const { code, outcome } = await runTask(id, options)
  expect({ code, state: outcome.state, exit_code: outcome.exit_code }).toEqual({
    ...{ code: 0, state: 'SUCCESS', exit_code: 0 },
  })
  await expectSameTree(from, to, { times: true })
  expect(await diffTrees(from, to)).toBe('')
  expect(processesOfFolder(options.dataDir)).toEqual([])
}

it.runIf(process.platform === 'linux')(
  'run gives rsync none of the files that the app has open',
  async () => {
    const options = { dataDir: await makeDataDir() }
    const path = await tempDir()
    await bigFile(path, 'big', 1_000_000)
    const extra = ['--bwlimit=500']
    const id = await createTask({ ...moduleSettings(`${path}/`), compress: false, extra }, options)
    const running = await startCli(['run', String(id), '--json'], options)
    await waitUntil(() => running.lines().length > 0, { what: 'progress', timeoutMs: 20_000 })
    const files = processesOfRun(options.dataDir, 1).flatMap(({ pid }) => filesOf(pid))
    // Its own: outputs, the daemon, and what it reads.
    const isOwn = (file: string) =>
      /^(socket|pipe):|^\/dev\/null$|\/std(out|err) \(deleted\)$/.test(file) ||
      file.startsWith(path)
    expect(files.length).toBeGreaterThan(3)
    expect(files.filter((file) => !isOwn(file))).toEqual([])
    expect(await running.ended).toMatchObject({ code: 0, stderr: '' })
  },
)

/** What a process has open. */
function filesOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).map((fd) => readlinkSync(`${folder}/${fd}`))
}

describe('run copies a tree of hostile names', () => {
  async function near(): Promise<string> {
    const dir = await tempDir()
    await servers.login.give(dir)
    return dir
  }

  it('to a module', async () => {
    const source = await near()
    await makeHostileTree(source)
    const target = `${servers.daemon.modules.open.root}/hostile`
    await mkdir(target)
    await expectCopied(moduleSettings(`${source}/`, 'open/hostile'), source, target)
  })

  it('from a module', async () => {
    const server = await startRsyncd()
    onTestFinished(() => server.stop())
    const target = await near()
    await makeHostileTree(server.modules.open.root)
    const settings = { ...moduleSettings(target), remotehost: `127.0.0.1:${server.port}` }
    await expectCopied({ ...settings, direction: 'PULL' }, server.modules.open.root, target)
  })

  it('over SSH to the other side', async () => {
    const [source, target] = [await near(), await tempDir()]
    await makeHostileTree(source)
    await servers.login.give(source)
    await expectCopied(sshSettings(`${source}/`, target), source, target)
  })

  it('over SSH from the other side', async () => {
    const [target, source] = [await near(), await tempDir()]
    await makeHostileTree(source)
    const settings = { ...sshSettings(target, `${source}/`), direction: 'PULL' }
    await expectCopied(settings, source, target)
  })
})

describe('run', () => {
  async function smallTask(options: CliOptions, name: string, extra: object = {}) {
    const [path, target] = [await tempDir(), `${servers.daemon.modules.open.root}/${name}`]
    await makeTree(path, { a: 'a\n', 'b c': 'bc\n' })
    await makeTree(target, {})
    const settings = { ...moduleSettings(`${path}/`, `open/${name}`), ...extra }
    return { path, target, id: await createTask(settings, options) }
  }

  it('tells progress and at last the outcome, one JSON object a line', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, path, target } = await smallTask(options, 'lines', { extra: ['--bwlimit=200'] })
    await manySmallFiles(path, 30, 10_000)
    const { code, outcome, progress } = await runTask(id, options)
    expect(code).toBe(0)
    expect(Object.keys(outcome)).toEqual([
      ...['type', 'id', 'task', 'trigger', 'state', 'outcome', 'warning', 'reason', 'remedy'],
      ...['failed_paths', 'exit_code'],
      ...['time_queued', 'time_started', 'time_finished', 'scheduled_for', 'scheduled_times'],
      ...['attempt', 'max_attempts', 'retry_at', 'approves', 'held', 'rsync_version'],
      ...['stats', 'command', 'logs_path'],
    ])
    expect(outcome).toMatchObject({ id: 1, task: 1, trigger: 'command-line', state: 'SUCCESS' })
    expect(outcome.stats).toMatchObject({ transferred: 32, deleted: 0 })
    expect(progress.length).toBeGreaterThan(0)
    expect(progress.every(({ type }) => type === 'progress')).toBe(true)
    await expectSameTree(path, target)
    expect((await stat(outcome.logs_path)).mode & 0o777).toBe(0o600)
    const runs = await cliJson<WireRun[]>(['runs', '1', '--json'], options)
    const { type: _type, ...stored } = outcome
    expect(runs).toEqual([stored])
    const [listed] = await cliJson<{ job: WireRun; state: string }[]>(['list', '--json'], options)
    expect(listed).toMatchObject({ state: 'SUCCESS', job: stored })
  })

  it('says for people how it ended, where the log is, and progress beside that', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id } = await smallTask(options, 'people')
    const { code, stdout, stderr } = await runCli(['run', String(id)], options)
    expect(code).toBe(0)
    const log = `${options.dataDir}/runs/1.log`
    expect(stdout).toBe(`SUCCESS: Everything was copied.\nLog: ${log}\n`)
    for (const line of stderr.split('\n').slice(0, -1)) expect(line).toMatch(/^\d+ % /)
    const text = await cliOk(['logs', '1'], options)
    expect(text).toMatch(/^# .*run 1 of task 1\n# rsync .*\n[\s\S]*<f\+{9} 3 b c\n/)
    expect(await cliJson(['logs', '1', '--json'], options)).toEqual({
      ...{ run: 1, logs_path: log, log: text },
    })
    expect(await cliOk(['runs', '1'], options)).toMatch(
      /^RUN\s+STATE\s+TRIGGER\s+STARTED\s+ENDED\s+REASON\n1\s+SUCCESS\s+command-line\s+20/,
    )
  })

  it('keeps the log of each run, and takes all of them away with the task', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, path } = await smallTask(options, 'logs')
    await runTask(id, options)
    await writeFile(`${path}/newcomer`, 'new')
    const { outcome } = await runTask(id, options)
    expect(await cliOk(['logs', '1'], options)).toContain(' newcomer\n')
    expect(await cliOk(['logs', '1', '--run', '1'], options)).not.toContain(' newcomer\n')
    expect(await runCli(['logs', '1', '--run', '9'], options)).toMatchObject({
      ...{ code: 2, stdout: '', stderr: 'id: Task 1 has no run 9, so there is no log.\n' },
    })
    await rm(outcome.logs_path)
    expect(await runCli(['logs', '1'], options)).toMatchObject({
      ...{ code: 2, stdout: '' },
      stderr: 'id: The log of run 2 is not there: it could not be written, or was deleted.\n',
    })
    const { outcome: last } = await runTask(id, options)
    await cliOk(['delete', '1'], options)
    await expect(stat(last.logs_path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('ends with code 1 and one sentence when the run fails', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id } = await smallTask(options, 'fails', { remotemodule: 'nope', enabled: false })
    const sentence = 'The rsync daemon has no module of that name. (rsync code 5, STARTCLIENT)'
    const { code, stdout } = await runCli(['run', String(id)], options)
    expect(code).toBe(1)
    expect(stdout).toBe(`FAILED: ${sentence}\nLog: ${options.dataDir}/runs/1.log\n`)
    expect(await cliOk(['logs', '1'], options)).toContain('Unknown module')
    const without = await runTask(id, { ...options, env: { PATH: await tempDir() } })
    expect(without).toMatchObject({
      code: 1,
      outcome: { state: 'FAILED', exit_code: null, reason: expect.stringMatching(/install rsync/) },
    })
  })

  it('--preview lists what would change and changes nothing', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, target } = await smallTask(options, 'preview', { delete: true })
    await makeTree(target, { gone: 'x', 'b c': 'older' })
    const before = await snapshot(target)
    const { code, stdout, stderr } = await runCli(['run', '1', '--preview'], options)
    expect(code).toBe(0)
    expect(stderr).toMatch(/^Added 1, changed \d, deleted 1, metadata only \d.\nPreview: nothing/)
    expect(stdout).toMatch(/^\*deleting +gone$/m)
    expect(stdout).toMatch(/^<f\+{9} a$/m)
    const json = (await cliOk(['run', String(id), '--preview', '--json'], options)).split('\n')
    const lines = json.slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.at(-1)).toMatchObject({ type: 'outcome', preview: true, state: 'SUCCESS' })
    expect(lines.filter(({ type }) => type === 'item').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['a', 'b c', 'gone']),
    )
    expect(compareSnapshots(before, await snapshot(target), { times: true })).toEqual([])
    expect(await cliJson(['runs', '1', '--json'], options)).toEqual([])
  })

  it('ends with code 1 when a guard holds it, says how to go on, and --anyway does it once', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, target } = await smallTask(options, 'held', { delete: true })
    await makeTree(target, Object.fromEntries([...'0123456789'].map((n) => [`old${n}`, n])))
    const before = await snapshot(target)
    const held = await runCli(['run', String(id)], options)
    expect(held.code).toBe(1)
    expect(held.stdout).toMatch(
      /^BLOCKED: This run would delete 10 of 10 entries .*\nLog: .*1\.log\n$/,
    )
    expect(held.stderr).toMatch(/to do just that once: rsync-tasks run 1 --anyway\n$/)
    expect(compareSnapshots(before, await snapshot(target), { times: true })).toEqual([])
    expect(await cliOk(['logs', '1'], options)).toMatch(/\*deleting +old0/)
    expect(await cliJson(['runs', '1', '--json'], options)).toMatchObject([
      { state: 'BLOCKED', held: { can_run_anyway: true, reasons: [{ kind: 'delete-limit' }] } },
    ])
    expect((await runCli(['run', '1', '--preview', '--anyway'], options)).code).toBe(2)
    expect((await runCli(['run', '1', '--anyway'], options)).stdout).toMatch(/^SUCCESS: /)
    expect((await snapshot(target)).map(({ path }) => path)).not.toContain('old0')
    const again = await runCli(['run', '1', '--anyway'], options)
    expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/was not held/) })
  })
})
