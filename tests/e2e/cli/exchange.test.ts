import { describe, expect, it } from 'vitest'

import { cliErrors, cliJson, cliOk, makeDataDir, runCli } from '../../support/cli'
import { tempDir } from '../../support/engine'
import { locateProgram } from '../../support/run'

const CRONTAB = [
  'MAILTO=anna',
  '30 2 * * 1-5 rsync -a --delete "/srv/my photos/" nas::photos >/dev/null 2>&1',
  '0 4 * * * /usr/bin/backup-everything',
  '',
].join('\n')

interface Listed {
  readonly id: number
  readonly path: string
  readonly enabled: boolean
}

describe('the command line', () => {
  it('without words is for the help where no window can open', async () => {
    const options = { dataDir: await makeDataDir() }
    const help = await cliOk(['--help'], options)
    expect(help).toMatch(/^Usage: /)
    expect(await runCli([], options)).toMatchObject({ code: 0, stdout: help, stderr: '' })
    expect(await runCli(['--hidden'], options)).toMatchObject({ code: 2, stdout: '' })
  })

  it('takes a crontab, duplicates a task of it, and gives both back as a crontab and a script', async () => {
    const options = { dataDir: await makeDataDir() }
    const imported = await runCli(['import', '-', '--json'], { ...options, input: CRONTAB })
    expect(imported.code).toBe(0)
    expect(imported.stderr).toMatch(/^1 command starts no rsync\.$/m)
    expect(JSON.parse(imported.stdout)).toMatchObject([
      { id: 1, path: '/srv/my photos/', remotehost: 'nas', remotemodule: 'photos', enabled: false },
    ])
    const copy = await cliJson<Listed>(['duplicate', '1', '--json'], options)
    expect(copy).toMatchObject({ id: 2, path: '/srv/my photos/', enabled: false })
    const crontab = await cliOk(['export', '--as', 'crontab', '--only', '1,2'], options)
    expect(
      crontab.match(/^#? ?30 0?2 \* \* (1-5|1,2,3,4,5) .*'\/srv\/my photos\/'/gm),
    ).toHaveLength(2)
    const script = await cliOk(['export', '--as', 'script', '--only', '2'], options)
    expect(script).toMatch(/^#!/)
    expect(script.match(/ '\/srv\/my photos\/' \\\n {2}rsync:\/\/\w+@nas\/photos$/gm)).toHaveLength(
      1,
    )
    expect(await cliErrors(['export', '--as', 'excel'], options)).toEqual([
      { field: '', message: expect.stringContaining('crontab') as string },
    ])
    expect(await cliErrors(['duplicate', '9'], options)).toMatchObject([{ field: 'id' }])
  })

  it('chooses the programs of all runs, and refuses what is none', async () => {
    const options = { dataDir: await makeDataDir() }
    const rsync = locateProgram('rsync')
    const chosen = ['programs', '--rsync', String(rsync), '--json']
    expect(await cliJson(chosen, options)).toMatchObject({ rsync: { path: rsync, problem: null } })
    const nothing = `${await tempDir()}/rsync`
    const errors = await cliErrors(['programs', '--rsync', nothing], options)
    expect(errors).toEqual([
      { field: 'rsync', message: `${nothing} is not a program that can be started` },
    ])
    expect(await cliJson(['programs', '--json'], options)).toMatchObject({ rsync: { path: rsync } })
  })
})
