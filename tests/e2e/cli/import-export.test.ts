import { readFile, stat } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import { cliErrors, cliJson, cliOk, makeDataDir, runCli } from '../../support/cli'
import { me, tempDir } from '../../support/engine'

/** As TrueNAS's API answers, with what is no setting of a task. */
const fromTrueNas = [
  {
    ...{ id: 4, path: '/mnt/tank/photos', user: 'root', direction: 'PUSH', mode: 'MODULE' },
    ...{ remotehost: 'nas2', remotemodule: 'photos', remoteport: null, ssh_credentials: null },
    ...{ remotepath: '', desc: 'photos to nas2', validate_rpath: true, ssh_keyscan: false },
    schedule: { minute: '00', hour: '3', dom: '*', month: '*', dow: '1,3,5' },
    ...{ recursive: true, times: true, compress: true, archive: false, delete: true },
    ...{ quiet: false, preserveperm: true, preserveattr: false, delayupdates: true },
    ...{ extra: ["--exclude='my cache'", '--bwlimit=1000'], enabled: true },
    ...{ locked: false, job: { id: 99, state: 'SUCCESS' } },
  },
  {
    ...{ path: '/mnt/tank/docs/', user: 'no-such-user', direction: 'PULL', mode: 'SSH' },
    ...{ remotehost: 'me@nas2', remoteport: 2222, remotepath: '/srv/docs', enabled: false },
  },
]

describe('import and export', () => {
  it('give the same tasks back, word for word, also from an empty folder', async () => {
    const [first, second] = [{ dataDir: await makeDataDir() }, { dataDir: await makeDataDir() }]
    const input = JSON.stringify(fromTrueNas)
    expect(await runCli(['import', '-'], { ...first, input })).toMatchObject({
      code: 0,
      stdout: 'Imported 2 tasks.\n',
      stderr: expect.stringMatching(/^\[0\]: It was enabled there, and comes switched off/),
    })
    const exported = await cliOk(['export'], first)
    expect(await cliOk(['import', '-'], { ...second, input: exported })).toMatch(/^Imported 2/)
    expect(await cliOk(['export'], second)).toBe(exported)
    const {
      id: _id,
      locked: _locked,
      job: _job,
      ...settings
    } = fromTrueNas[0] as object as Record<string, unknown>
    // What TrueNAS has no name for has its default.
    const own = {
      ...{ missed_runs: 'RUN_ONCE', missed_max_age: 720, retries: 3, notify: null },
      ...{ delete_limit: 100_000, delete_limit_percent: 50 },
    }
    expect((JSON.parse(exported) as unknown[])[0]).toEqual({ ...settings, ...own, enabled: false })
  })

  it('go through files, which only their owner can read', async () => {
    const [options, dir] = [{ dataDir: await makeDataDir() }, await tempDir()]
    const input = JSON.stringify(fromTrueNas[1])
    const answer = await cliJson<{ id: number }[]>(['import', '-', '--json'], { ...options, input })
    expect(answer.map(({ id }) => id)).toEqual([1])
    expect(await cliOk(['export', 'tasks.json'], { ...options, cwd: dir })).toBe('')
    expect((await stat(`${dir}/tasks.json`)).mode & 0o777).toBe(0o600)
    expect(await readFile(`${dir}/tasks.json`, 'utf8')).toBe(await cliOk(['export'], options))
    const elsewhere = { dataDir: await makeDataDir(), cwd: dir }
    expect(await cliOk(['import', 'tasks.json'], elsewhere)).toBe('Imported 1 task.\n')
    const again = await runCli(['import', 'tasks.json'], elsewhere)
    expect(again.stderr).toMatch(/^\[0\]: The same task is here already/)
    expect(await cliJson<unknown[]>(['list', '--json'], elsewhere)).toHaveLength(1)
    const failed = await runCli(['export', `${dir}/no/such/folder.json`], options)
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(failed.stderr).toMatch(/^The export could not be written: [^\n]+\n$/)
  })

  it('take all or none, and name the place of each mistake', async () => {
    const options = { dataDir: await makeDataDir() }
    const sound = { path: '/tmp', user: me, remotehost: 'h', remotemodule: 'm' }
    const list = [sound, { ...sound, remotehost: null }, { ...sound, extra: ["'"] }, 'no task']
    const input = JSON.stringify(list)
    const errors = await cliErrors(['import', '-'], { ...options, input })
    expect(errors.map(({ field }) => field)).toEqual(['[1].remotehost', '[2].extra[0]', '[3]'])
    expect(await cliJson(['list', '--json'], options)).toEqual([])
    expect(JSON.parse(await cliOk(['export'], options))).toEqual([])
  })

  it('keep every kind of text', async () => {
    const [first, second] = [{ dataDir: await makeDataDir() }, { dataDir: await makeDataDir() }]
    const task = {
      ...{ path: '/tmp/a b\'c"d$e\nf\\g 😀/', user: me, mode: 'SSH', remotehost: 'h' },
      ...{
        remoteport: 22,
        remotepath: "-x $(touch y) 'z'\t",
        desc: '<b>\u202e\u0007',
        enabled: false,
      },
      extra: ['--exclude=\\*.txt', "--rsync-path='sudo rsync'", '--filter="- a b"'],
    }
    const imported = await runCli(['import', '-'], { ...first, input: JSON.stringify(task) })
    expect(imported.stderr).toMatch(
      /^\[0\]: --rsync-path runs something else on the remote host\.\n/,
    )
    const exported = await cliOk(['export'], first)
    expect((JSON.parse(exported) as unknown[])[0]).toMatchObject(task)
    expect(await runCli(['import', '-'], { ...second, input: exported })).toMatchObject({ code: 0 })
    expect(await cliOk(['export'], second)).toBe(exported)
  })
})
