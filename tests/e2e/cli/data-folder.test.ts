import {
  chmod,
  lchown,
  link,
  mkdir,
  readFile,
  readdir,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'

import { SCHEMA_VERSION } from '@core/store/settings-store'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import {
  cliJson,
  cliOk,
  createTask,
  makeDataDir,
  runCli,
  runTask,
  startCli,
  storedSettings,
  writeSettings,
} from '../../support/cli'
import { me, processesOfRun, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { locateProgram, runOk } from '../../support/run'
import { mountShare } from '../../support/share'
import { bigFile } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

/** Answers single calls of the system in its place. */
const hasStrace = locateProgram('strace') !== undefined

const task = (path = '/tmp') => ({
  ...{ path, user: me, remotehost: `127.0.0.1:${daemon.port}`, remotemodule: 'open' },
  ...{ compress: false, extra: ['--bwlimit=500'] },
})

describe('a data folder', () => {
  it.each([
    ['deep', `/${'deep folder/'.repeat(12)}end`],
    ['with blanks and quotes', `/my "data" $HOME 'x'; é`],
  ])('%s serves a run and a second command beside it', async (_, below) => {
    const [dataDir, path] = [await makeDataDir(below), await tempDir()]
    await mkdir(dataDir, { recursive: true })
    await bigFile(path, 'big', 30_000_000)
    const id = await createTask(task(`${path}/`), { dataDir })
    const running = await startCli(['run', String(id), '--json'], { dataDir })
    await waitUntil(() => processesOfRun(dataDir, 1).length > 0, { what: 'rsync' })
    const [view] = await cliJson<{ state: string }[]>(['list', '--json'], { dataDir })
    expect(view?.state).toBe('RUNNING')
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 1, stderr: '' })
    expect(await cliOk(['logs', '1'], { dataDir })).toContain('ABORTED')
  })

  it('is made for its owner only', async () => {
    const dataDir = await makeDataDir('/new/folder')
    await createTask(task(), { dataDir })
    expect((await readdir(dataDir)).sort()).toEqual(
      expect.arrayContaining(['runs', 'settings.json']),
    )
  })

  it('that cannot be had is told in one sentence, and no other takes its place', async () => {
    const [home, file] = [await tempDir(), `${await tempDir()}/a file`]
    await writeFile(file, '')
    const env = { HOME: home, XDG_CONFIG_HOME: `${home}/.config` }
    for (const dataDir of ['/proc/no/such/folder', file, `${file}/below`]) {
      const { code, stdout, stderr } = await runCli(['list'], { dataDir, env })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toMatch(/^[A-Z][^\n]+\.\n$/)
    }
    const made = await readdir(home, { recursive: true })
    expect(made.filter((name) => /journal\.jsonl|settings\.json/.test(name))).toEqual([])
  })

  it('that is read-only is told in one sentence, and nothing hangs', async () => {
    const dataDir = await makeDataDir()
    await runOk('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', dataDir])
    onTestFinished(async () => void (await runOk('umount', ['-l', dataDir])))
    const result = await runCli(['list'], { dataDir, timeoutMs: 8000 })
    expect(result).toMatchObject({ code: 1, signal: null, stdout: '' })
    expect(result.stderr).toMatch(/^[A-Z][^\n]+\.\n$/)
  })

  it('on a share of another user is told with the remedy', async () => {
    const { path } = await mountShare({ onlyFor: 65534 })
    for (const below of ['', '/data', '/data/of/mine']) {
      const ended = await runCli(['list'], { dataDir: `${path}${below}` })
      expect(ended).toMatchObject({ code: 1, stdout: '' })
      expect(ended.stderr).toBe(
        `The data folder ${path}${below} cannot be used: ${path} is a share that lets in only the user who mounted it, not even root. Mount it with the option allow_root or allow_other, or choose another folder with --user-data-dir.\n`,
      )
    }
  })

  it('that is a link to nothing is told with the remedy', async () => {
    const dataDir = await makeDataDir('/link')
    await symlink('nowhere', dataDir)
    expect(await runCli(['list'], { dataDir })).toEqual({
      ...{ code: 1, signal: null, stdout: '' },
      stderr: `There is no data folder: ${dataDir} is a link to a folder that is not there. Make that folder, or remove the link: rm ${dataDir}\n`,
    })
  })

  it.each([0o400, 0o000])('may have a lock file of mode %o, which is mended', async (mode) => {
    const dataDir = await makeDataDir()
    // Root opens any file, unless it has given that up.
    const rights = '-dac_override,-dac_read_search'
    const starter = ['setpriv', `--inh-caps=${rights}`, `--bounding-set=${rights}`]
    await writeFile(`${dataDir}/lock`, '')
    await chmod(`${dataDir}/lock`, mode)
    expect(await runCli(['list', '--json'], { dataDir, starter })).toEqual({
      ...{ code: 0, signal: null, stdout: '[]\n' },
      stderr: expect.not.stringContaining('denied'),
    })
    expect((await stat(`${dataDir}/lock`)).mode & 0o777).toBe(0o600)
  })
})

/** Others could lay what they like there, before it is closed to them. */
describe('a data folder that was open to others', () => {
  const STRANGER = 65_534
  const setUp = async () => {
    const [dataDir, elsewhere] = [await makeDataDir('/data'), await tempDir()]
    await mkdir(`${dataDir}/Crashpad`, { recursive: true, mode: 0o700 })
    await chmod(dataDir, 0o777)
    const letter = `${elsewhere}/letter`
    await writeFile(letter, 'dear')
    return { dataDir, letter, id: `${dataDir}/Crashpad/client_id` }
  }
  const wasOpen = (dataDir: string) =>
    `Other users could change the data folder ${dataDir}; it is closed to them now. Look through the tasks before they run.\n`

  it('is refused, and Chromium writes nowhere by a link that was laid there', async () => {
    const { dataDir, letter, id } = await setUp()
    await symlink(letter, id)
    await lchown(id, STRANGER, STRANGER)
    const { code, stderr } = await runCli(['list'], { dataDir })
    expect(code).toBe(1)
    expect(stderr).toContain(`${id} in the data folder belongs to user ${STRANGER}`)
    await lchown(id, 0, 0)
    expect((await runCli(['list'], { dataDir })).stderr).toContain(
      `${id} in the data folder is a link`,
    )
    expect(await readFile(letter, 'utf8')).toBe('dear')
    expect(await readdir(dataDir)).toEqual(['Crashpad'])
  })

  it.each(['Local State', 'Crashpad/client_id', 'runs/journal.jsonl'])(
    'is refused at once with a pipe as %s, at which Chromium would wait',
    async (name) => {
      const { dataDir } = await setUp()
      await mkdir(`${dataDir}/runs`)
      await runOk('mkfifo', [`${dataDir}/${name}`])
      const { code, stderr } = await runCli(['list'], { dataDir, timeoutMs: 15_000 })
      expect({ code, stderr }).toEqual({
        ...{ code: 1, stderr: expect.stringContaining(`${name} in the data folder is no file`) },
      })
    },
  )

  it('is parted from names that a file has elsewhere before Chromium writes there', async () => {
    const { dataDir, letter, id } = await setUp()
    await link(letter, id)
    for (const [words, links] of [
      ['a second name outside of it', 1],
      ['', 1],
    ] as const) {
      const { code, stderr } = await runCli(['list'], { dataDir })
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(words) })
      expect([await readFile(letter, 'utf8'), (await stat(id)).nlink]).toEqual(['dear', links])
    }
  })

  it('loses the socket on which somebody else waited for commands, and says so', async () => {
    const { dataDir } = await setUp()
    const path = `${dataDir}/control.sock`
    let callers = 0
    const server = createServer(() => callers++)
    await new Promise<void>((done) => server.listen(path, done))
    onTestFinished(() => void server.close())
    await lchown(path, STRANGER, STRANGER)
    expect(await runCli(['list', '--json'], { dataDir })).toEqual({
      ...{ code: 0, signal: null, stdout: '[]\n' },
      stderr: `${wasOpen(dataDir)}User ${STRANGER} waited at ${path} for commands of yours; the socket was removed. If an app of yours is open, end it and start it again.\n`,
    })
    expect(callers).toBe(0)
  })

  it('is closed without a word where nobody else is in the group that could change it', async () => {
    const { dataDir } = await setUp()
    for (const [mode, gid, words] of [
      [0o770, 0, ''],
      [0o775, 0, ''],
      [0o770, STRANGER, wasOpen(dataDir)],
    ] as const) {
      await chmod(dataDir, mode)
      await lchown(dataDir, 0, gid)
      expect((await runCli(['list'], { dataDir })).stderr).toBe(words)
      expect((await stat(dataDir)).mode & 0o777).toBe(0o700)
    }
  })

  it('is said to have been open by whatever command comes first', async () => {
    const { dataDir } = await setUp()
    expect((await runCli(['--help'], { dataDir })).stderr).toBe(wasOpen(dataDir))
    expect(await cliOk(['list', '--json'], { dataDir })).toBe('[]\n')
  })
})

describe('settings that cannot be read', () => {
  it('are set aside and the previous version comes back, with a notice', async () => {
    const options = { dataDir: await makeDataDir() }
    await createTask(task(), options)
    await createTask(task(), options)
    const damaged = '{"schemaVersion": 1, "tasks": [{"id": 1,'
    await writeSettings(options.dataDir, damaged)
    const { code, stdout, stderr } = await runCli(['list', '--json'], options)
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as { id: number }[]).map(({ id }) => id)).toEqual([1])
    expect(stderr).toMatch(
      /^The settings could not be read \(.*\); the previous version was restored\. The damaged file was kept as .*damaged-\d+\.json\.\n$/,
    )
    const aside = (await readdir(options.dataDir)).find((name) => name.includes('damaged')) ?? ''
    expect(await readFile(`${options.dataDir}/${aside}`, 'utf8')).toBe(damaged)
    expect(await cliOk(['list', '--json'], options)).toBe(stdout)
    expect(storedSettings(options.dataDir)).toMatchObject({ tasks: [{ id: 1 }] })
  })

  it.runIf(hasStrace)('for want of open files are not damaged, and stay as they are', async () => {
    const options = { dataDir: await makeDataDir() }
    await createTask(task(), options)
    const file = `${options.dataDir}/settings.json`
    const before = await readFile(file, 'utf8')
    // The system's own answer to the app where no file is left, for this file alone.
    const inject = ['-e', 'trace=openat', '-e', 'inject=openat:error=EMFILE']
    const starter = ['strace', '-f', '-qq', '-o', '/dev/null', '-P', file, ...inject]
    const { code, stderr } = await runCli(['list'], { ...options, starter })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^The settings could not be read: .*too many open files.*\.\n$/)
    expect(await readFile(file, 'utf8')).toBe(before)
    const names = await readdir(options.dataDir)
    expect(names.filter((name) => name.includes('damaged'))).toEqual([])
    expect(await cliJson<unknown[]>(['list', '--json'], options)).toHaveLength(1)
  })

  it('and have no previous version leave nothing but the damaged file and a notice', async () => {
    const options = { dataDir: await makeDataDir() }
    await writeSettings(options.dataDir, 'not JSON')
    const { code, stdout, stderr } = await runCli(['list', '--json'], options)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' })
    expect(stderr).toMatch(/so the app starts empty\. The damaged file was kept as/)
  })

  it('because one task in them breaks a rule are set aside as a whole', async () => {
    const options = { dataDir: await makeDataDir() }
    await createTask(task(), options)
    const stored = storedSettings(options.dataDir) as { tasks: Record<string, unknown>[] }
    const broken = stored.tasks.map((one) => ({ ...one, user: '-rf' }))
    await writeSettings(options.dataDir, JSON.stringify({ ...stored, tasks: broken }))
    const { stderr } = await runCli(['list'], options)
    expect(stderr).toMatch(/^The settings could not be read \(task 1 is not valid \(user: /)
  })

  it('because a newer version wrote them are left untouched', async () => {
    const options = { dataDir: await makeDataDir() }
    const newer = '{"schemaVersion": 99, "tasks": "something new"}'
    await writeSettings(options.dataDir, newer)
    for (const args of [['list'], ['export']]) {
      const { code, stdout, stderr } = await runCli(args, options)
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toBe(
        `The settings were written by a newer version of Rsync Tasks (format 99, this one reads up to ${SCHEMA_VERSION}).\n`,
      )
    }
    expect(await readFile(`${options.dataDir}/settings.json`, 'utf8')).toBe(newer)
  })
})

describe('records that cannot be read', () => {
  it('cost no more than themselves', async () => {
    const [options, path] = [{ dataDir: await makeDataDir() }, await tempDir()]
    await writeFile(`${path}/a`, 'a')
    const id = await createTask({ ...task(`${path}/`), extra: [] }, options)
    await runTask(id, options)
    await runTask(id, options)
    const journal = `${options.dataDir}/runs/journal.jsonl`
    const lines = (await readFile(journal, 'utf8')).split('\n')
    const damaged = lines.map((line) => (line.includes('"id":1') ? line.slice(0, -9) : line))
    await writeFile(journal, `${damaged.join('\n')}{"id":3,"taskId":1,"sta`)
    await chmod(journal, 0o600)
    const runs = await cliJson<{ id: number; state: string }[]>(['runs', '1', '--json'], options)
    expect(runs.map((run) => [run.id, run.state])).toEqual([[2, 'SUCCESS']])
    expect(await runTask(id, options)).toMatchObject({ outcome: { id: 3, state: 'SUCCESS' } })
  })
})
