import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  cliJson,
  createTask,
  makeDataDir,
  runCli,
  startCli,
  type CliOptions,
  type RunningCli,
  type WireRun,
} from '../../support/cli'
import { hangAs, startDbusSession } from '../../support/dbus-session'
import { me, processesOfRun, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { run, runOk } from '../../support/run'
import { mountShare } from '../../support/share'
import { bigFile } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

/** Waits for a sentence on standard error. */
const hears = (command: RunningCli, sentence: RegExp) =>
  waitUntil(() => sentence.test(command.stderr()), { what: String(sentence) })

/** A command that holds the folder, with a run that goes on until it is stopped. */
async function startHolder(options: CliOptions) {
  const path = await tempDir()
  // Of a name of its own, since all of them arrive in the same module.
  await bigFile(path, basename(path), 30_000_000)
  const id = await createTask(
    {
      path: `${path}/`,
      user: me,
      remotehost: `127.0.0.1:${daemon.port}`,
      remotemodule: 'open',
      compress: false,
      extra: ['--bwlimit=300'],
    },
    options,
  )
  const holder = await startCli(['run', String(id), '--json'], options)
  await waitUntil(() => processesOfRun(options.dataDir, 1).length > 0, { what: 'rsync' })
  onTestFinished(() => void holder.child.kill('SIGKILL'))
  return { id, holder }
}

/** Another program that holds the lock of a data folder. */
async function lockByOther(dataDir: string) {
  const other = spawn('flock', ['-x', '-o', `${dataDir}/lock`, 'sleep', '300'])
  onTestFinished(() => void other.kill('SIGKILL'))
  const isLocked = async () => (await run('flock', ['-n', `${dataDir}/lock`, 'true'])).code === 1
  await waitUntil(isLocked, { what: 'the lock of the other program' })
  return other
}

describe('a command that has to wait for the data folder', () => {
  it('says so, and ends with one sentence when another program keeps it', async () => {
    const dataDir = await makeDataDir()
    await lockByOther(dataDir)
    const { code, stdout, stderr } = await runCli(['list', '--json'], { dataDir })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      errors: [{ message: expect.stringContaining('Another program has locked the data folder') }],
    })
    expect(stderr).toMatch(/^Waiting for the data folder, which another program has locked\./)
  })

  it('ends at once on Ctrl-C', async () => {
    const dataDir = await makeDataDir()
    await lockByOther(dataDir)
    const command = await startCli(['list'], { dataDir })
    await hears(command, /^Waiting for the data folder/)
    command.child.kill('SIGINT')
    expect(await command.ended).toMatchObject({ code: 1, stdout: '' })
    expect(command.stderr()).toMatch(/Interrupted\.\n$/)
  })

  it('ends with one sentence when the folder is removed', async () => {
    const dataDir = await makeDataDir('/folder')
    await runOk('mkdir', [dataDir])
    await lockByOther(dataDir)
    const command = await startCli(['list'], { dataDir })
    await hears(command, /^Waiting for the data folder/)
    await rm(dataDir, { recursive: true })
    expect(await command.ended).toMatchObject({ code: 1, stdout: '' })
    expect(command.stderr()).toMatch(/The data folder .* cannot be used: it was removed\.\n$/)
  })

  it('is carried out once by an app that was frozen and goes on', async () => {
    const options = { dataDir: await makeDataDir() }
    const { holder } = await startHolder(options)
    process.kill(holder.pid, 'SIGSTOP')
    const command = await startCli(['list', '--json'], options)
    await hears(command, new RegExp(`^Waiting for process ${holder.pid} \\(rsync-tasks run\\)`))
    process.kill(holder.pid, 'SIGCONT')
    expect(await command.ended).toMatchObject({ code: 0 })
    expect(JSON.parse(command.stdout())).toMatchObject([{ state: 'RUNNING' }])
  })

  it('is not carried out later when it gave up on a frozen app', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, holder } = await startHolder(options)
    process.kill(holder.pid, 'SIGSTOP')
    const { code, stderr } = await runCli(['duplicate', String(id)], options)
    expect(code).toBe(1)
    expect(stderr).toMatch(/did not answer for 30 seconds\. Nothing was carried out\./)
    process.kill(holder.pid, 'SIGCONT')
    expect(await cliJson<unknown[]>(['list', '--json'], options)).toHaveLength(1)
  })
})

describe('a share that does not answer', () => {
  it.each(['a folder of PATH', 'TMPDIR'])('holds up no command as %s', async (what) => {
    const [dataDir, share] = [await makeDataDir(), await mountShare()]
    const path = await tempDir()
    const task = { path: `${path}/`, user: me, remotehost: `127.0.0.1:${daemon.port}` }
    const id = await createTask({ ...task, remotemodule: 'open', compress: false }, { dataDir })
    share.die()
    const PATH = `${share.path}:${process.env['PATH']}`
    const env = what === 'TMPDIR' ? { TMPDIR: share.path } : { PATH }
    const options = { dataDir, env, timeoutMs: 20_000 }
    expect(await runCli(['list'], options)).toMatchObject({ code: 0 })
    expect(await runCli(['run', String(id)], options)).toMatchObject({ code: 0 })
  })
})

describe('a command that was taken', () => {
  it('is not repeated when the app that took it is killed', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, holder } = await startHolder(options)
    const second = await startCli(['run', String(id), '--json'], options)
    await waitUntil(() => second.lines().some(({ type }) => type === 'waiting'), {
      what: 'the second run to wait',
    })
    holder.child.kill('SIGKILL')
    expect(await second.ended).toMatchObject({ code: 1 })
    expect(second.lines().at(-1)).toMatchObject({
      errors: [{ message: expect.stringContaining('It may have been carried out') }],
    })
    const runs = await cliJson<WireRun[]>(['runs', String(id), '--json'], options)
    expect(runs.map(({ state }) => state)).toEqual(['ABORTED', 'FAILED'])
  })

  it('says that the app gives no sign of life, and leaves it on Ctrl-C', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, holder } = await startHolder(options)
    const second = await startCli(['run', String(id)], options)
    await hears(second, /^Waiting: run 1 of this task is still going on\./)
    process.kill(holder.pid, 'SIGSTOP')
    await hears(second, /gives no sign of life/)
    second.child.kill('SIGINT')
    expect(await second.ended).toMatchObject({ code: 1 })
    process.kill(holder.pid, 'SIGCONT')
  })
})

describe('a command that reads its input', () => {
  it.each(['standard input', 'a named pipe'])('says that it waits for %s', async (what) => {
    const dataDir = await makeDataDir()
    const pipe = `${await tempDir()}/pipe`
    await runOk('mkfifo', [pipe])
    const command = await startCli(['import', what === 'a named pipe' ? pipe : '-'], { dataDir })
    await hears(command, /^Waiting for the input\. Ctrl-C ends the wait\.\n/)
    command.child.kill('SIGINT')
    expect(await command.ended).toMatchObject({ code: 2, stdout: '' })
    expect(command.stderr()).toMatch(/ could not be read: interrupted\.\n$/)
  })

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeff[]')],
    ['UTF-16', Buffer.from('\ufeff[]', 'utf16le')],
  ])('reads %s', async (_, bytes) => {
    const dataDir = await makeDataDir()
    const file = `${await tempDir()}/tasks.json`
    await writeFile(file, bytes)
    const { stderr } = await runCli(['import', file], { dataDir })
    expect(stderr).toBe('Nothing to import was found.\n')
  })

  it('gives up a file on a share that does not answer, with a word before that', async () => {
    const [dataDir, share] = [await makeDataDir(), await mountShare()]
    const file = `${share.path}/tasks.json`
    await writeFile(file, '[]')
    const read = () => runCli(['import', file], { dataDir, timeoutMs: 30_000 })
    expect((await read()).stderr).toBe('Nothing to import was found.\n')
    const starter = ['sh', '-c', 'file=$1; shift; exec "$@" < "$file"', 'sh', file]
    expect((await runCli(['import', '/dev/stdin'], { dataDir, starter })).stderr).toBe(
      'Nothing to import was found.\n',
    )
    share.die()
    const { code, stdout, stderr } = await read()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(
      /^Waiting for the input\. .+\n.+ could not be read: .+ did not answer for 10 seconds.+, then try again\.\n$/,
    )
    const command = await startCli(['import', file], { dataDir })
    await hears(command, /^Waiting for the input/)
    command.child.kill('SIGINT')
    expect(await command.ended).toMatchObject({ code: 2, signal: null, stdout: '' })
  })

  it('refuses one that never ends', async () => {
    const dataDir = await makeDataDir()
    const { code, stderr } = await runCli(['import', '/dev/zero'], { dataDir })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'The file could not be read: it is larger than 67.1 MB.\n',
    })
  })
})

describe('a command on a desktop with a service that hangs', () => {
  it.each(['org.freedesktop.portal.Desktop', 'org.freedesktop.Notifications'])(
    'ends all the same: %s',
    async (name) => {
      const session = await startDbusSession()
      const service = await hangAs(session.address, name)
      onTestFinished(() => {
        service.close()
        session.stop()
      })
      // Chromium alone waits for 25 seconds.
      const options = { dataDir: await makeDataDir(), env: session.env, timeoutMs: 20_000 }
      expect(await runCli(['list'], options)).toMatchObject({ code: 0, signal: null, stderr: '' })
    },
  )

  it('is not held up by the wallet of KDE, which safeStorage waits for', async () => {
    const session = await startDbusSession()
    const names = ['', '5', '6'].map((version) => `org.kde.kwalletd${version}`)
    const services = await Promise.all(names.map((name) => hangAs(session.address, name)))
    onTestFinished(() => {
      for (const service of services) service.close()
      session.stop()
    })
    const env = { ...session.env, XDG_CURRENT_DESKTOP: 'KDE', KDE_SESSION_VERSION: '5' }
    const options = { dataDir: await makeDataDir(), env, timeoutMs: 20_000 }
    const { code, signal } = await runCli(['keypairs', 'generate', 'key'], options)
    expect({ code, signal }).toEqual({ code: 1, signal: null })
  })
})
