import { stat, writeFile } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import {
  cliErrors,
  cliJson,
  cliOk,
  createTask,
  makeDataDir,
  runCli,
  storedSettings,
} from '../../support/cli'
import { me, tempDir } from '../../support/engine'

type Wire = Record<string, unknown>

/** Every setting with its default of TrueNAS's API, and ours. */
const defaults = {
  ...{ direction: 'PUSH', desc: '', mode: 'MODULE', remoteport: null, ssh_credentials: null },
  ...{ remotepath: '', validate_rpath: true, ssh_keyscan: false, recursive: true, enabled: true },
  ...{ times: true, compress: true, archive: false, delete: false, quiet: false },
  ...{ preserveperm: false, preserveattr: false, delayupdates: true, extra: [] },
  schedule: { minute: '00', hour: '*', dom: '*', month: '*', dow: '*' },
  ...{ missed_runs: 'RUN_ONCE', missed_max_age: 720, retries: 3, notify: null },
  ...{ delete_limit: 100_000, delete_limit_percent: 50 },
}

const minimal = async () => ({
  ...{ path: `${await tempDir()}/`, user: me },
  ...{ remotehost: 'backup.example.com', remotemodule: 'photos' },
})

describe('a task made from JSON', () => {
  it('has TrueNAS names and defaults in every answer, and is stored for the owner only', async () => {
    const [options, given] = [{ dataDir: await makeDataDir() }, await minimal()]
    const input = JSON.stringify(given)
    const created = await cliJson<Wire>(['create', '--file', '-'], { ...options, input })
    expect(created).toEqual({ id: 1, ...defaults, ...given })
    expect(await cliJson(['get', '1'], options)).toEqual(created)
    const [listed] = await cliJson<Wire[]>(['list', '--json'], options)
    expect(listed).toEqual({
      ...created,
      state: 'PENDING',
      ...{ job: null, last_success: null, waits_for: null },
      ...{ next_run: listed?.['next_run'], overdue_at: listed?.['overdue_at'] },
    })
    expect(new Date(String(listed?.['next_run'])).getUTCMinutes()).toBe(0)
    const modeOf = async (name: string) => (await stat(`${options.dataDir}/${name}`)).mode & 0o777
    expect(await modeOf('settings.json')).toBe(0o600)
    expect(await modeOf('runs')).toBe(0o700)
    expect(await modeOf('runs/journal.jsonl')).toBe(0o600)
  })

  it('may carry what TrueNAS adds to its answers', async () => {
    const options = { dataDir: await makeDataDir() }
    const truenas = { id: 17, locked: false, job: null, ...(await minimal()) }
    expect(await createTask(truenas, options)).toBe(1)
  })

  it('changes by what the JSON names and nothing else', async () => {
    const [options, given] = [{ dataDir: await makeDataDir() }, await minimal()]
    await createTask(given, options)
    const input = '{"desc": "photos", "schedule": {"hour": "3"}, "enabled": false}'
    const file = `${await tempDir()}/changes.json`
    await writeFile(file, input)
    const updated = await cliJson<Wire>(['update', '1', '--file', file], options)
    expect(updated).toEqual({
      ...{ id: 1, ...defaults, ...given, desc: 'photos', enabled: false },
      schedule: { ...defaults.schedule, hour: '3' },
    })
    expect(await cliJson(['get', '1'], options)).toEqual(updated)
    const bad = { ...options, input: '{"remotehost": null, "user": "no-such-user"}' }
    const errors = await cliErrors(['update', '1', '--file', '-'], bad)
    expect(errors.map(({ field }) => field).sort()).toEqual(['remotehost', 'user'])
    expect(await cliJson(['get', '1'], options)).toEqual(updated)
  })

  it('is listed as a table, and its number is never given out again', async () => {
    const options = { dataDir: await makeDataDir() }
    const given = await minimal()
    await createTask({ ...given, desc: 'first\u001b[31m' }, options)
    await createTask({ ...given, desc: 'second', enabled: false }, options)
    const table = (await cliOk(['list'], options)).split('\n')
    expect(table[0]).toMatch(/^ID\s+STATE\s+ENABLED\s+DIRECTION\s+PATH\s+REMOTE\s+SCHEDULE\s+DESC/)
    expect(table[1]).toMatch(/^1\s+PENDING\s+Yes\s+PUSH .*backup\.example\.com::photos.*first\\x1b/)
    expect(table[2]).toMatch(/^2\s+PENDING\s+No\s+PUSH .*second$/)
    expect(await cliJson(['delete', '2', '--json'], options)).toEqual({ deleted: 2 })
    expect(await createTask(given, options)).toBe(3)
    const ids = (await cliJson<Wire[]>(['list', '--json'], options)).map(({ id }) => id)
    expect(ids).toEqual([1, 3])
    expect(storedSettings(options.dataDir)).toMatchObject({ lastTaskId: 3, schemaVersion: 4 })
  })
})

describe('command', () => {
  interface Shown {
    readonly program: string
    readonly argv: readonly string[]
    readonly taskArgs: readonly string[]
    readonly env: Record<string, string>
  }

  it('shows what would be spawned, for a stored task and for a file alike', async () => {
    const [options, given] = [{ dataDir: await makeDataDir() }, await minimal()]
    await createTask(given, options)
    const shown = await cliJson<Shown>(['command', '1'], options)
    expect(Object.keys(shown)).toEqual(['program', 'argv', 'taskArgs', 'env'])
    expect(shown).toMatchObject({ program: 'rsync', env: { LC_ALL: 'C.UTF-8', USER: me } })
    expect(shown.argv.slice(-3)).toEqual([
      ...['--', given.path, `rsync://${me}@backup.example.com/photos`],
    ])
    const input = JSON.stringify(given)
    expect(await cliJson(['command', '--file', '-'], { ...options, input })).toEqual(shown)
    expect((await cliJson<unknown[]>(['list', '--json'], options)).length).toBe(1)
  })

  it('asks nothing of this machine, and keeps our own environment out', async () => {
    const dataDir = await makeDataDir()
    const given = { path: '/no/such path', user: 'no-such-user', remotehost: 'nas', mode: 'SSH' }
    const input = JSON.stringify({ ...given, remotepath: '/a b', remoteport: 22 })
    const env = { RSYNC_RSH: 'touch /tmp/x', RSYNC_PASSWORD: 'secret', LD_PRELOAD: '' }
    const options = { dataDir, input, env }
    const shown = await cliJson<Shown>(['command', '--file', '-'], options)
    expect(shown.argv.slice(-2)).toEqual(['/no/such path', 'no-such-user@nas:/a b'])
    expect(Object.keys(shown.env).filter((name) => /^(RSYNC|LD|ELECTRON|SSH)_/.test(name))).toEqual(
      [],
    )
    expect(shown.env).toMatchObject({ USER: 'no-such-user', LOGNAME: 'no-such-user' })
  })
})

describe('--help', () => {
  it.each([[['--help']], [['help']], [['run', '--help']]])('is told by %j', async (args) => {
    const { code, stdout, stderr } = await runCli(args, { dataDir: await makeDataDir() })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const word of ['create', 'import', 'practice', '--json', 'Exit code'])
      expect(stdout).toContain(word)
  })
})
