import { rm, symlink, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { poptAliases } from '@core/run/popt-files'
import { Accounts } from '@core/system/accounts'
import { run } from '../../../support/run'
import { canMakeUsers, makeTempUser } from '../../../support/temp-user'
import { makeTempDir } from '../../../support/temp-dir'

it('the aliases in ~/.popt of the user of a run are found', async () => {
  const home = await makeTempDir('popt')
  onTestFinished(() => home.dispose())
  const accounts = new Accounts()
  const account = { ...accounts.current, home: home.path }
  const own = async () =>
    (await poptAliases(account, accounts)).filter(({ name }) => name === 'ours-only')
  expect(await own()).toEqual([])
  await writeFile(join(home.path, '.popt'), 'rsync alias --ours-only -n\nother alias --x -n\n')
  expect(await own()).toEqual([{ kind: 'alias', name: 'ours-only', isLong: true, words: ['-n'] }])
  expect(account.name).toBe(userInfo().username)
})

describe('a ~/.popt', () => {
  it('that is a pipe or has no end is refused, since rsync would wait for it or read on', async () => {
    const home = await makeTempDir('popt')
    onTestFinished(() => home.dispose())
    const accounts = new Accounts()
    const own = () => poptAliases({ ...accounts.current, home: home.path }, accounts)
    const file = join(home.path, '.popt')
    await writeFile(file, 'x'.repeat(1024 * 1024 + 1))
    await expect(own()).rejects.toThrow(`${file} is a pipe, or too large`)
    await rm(file)
    await run('mkfifo', [file])
    await expect(own()).rejects.toThrow(`${file} is a pipe, or too large`)
    await rm(file)
    await symlink('/dev/null', file)
    expect(await own()).toEqual(await poptAliases({ ...accounts.current, home: '/no' }, accounts))
  })

  it.runIf(canMakeUsers)('of another user is read as that user, and no further', async () => {
    const user = await makeTempUser()
    onTestFinished(() => user.dispose())
    const accounts = new Accounts()
    const theirs = async () => poptAliases(user, accounts)
    const file = join(user.home, '.popt')
    await writeFile(file, 'rsync alias --theirs -n\n')
    expect(await theirs()).toContainEqual(expect.objectContaining({ name: 'theirs' }))
    await rm(file)
    await symlink('/dev/zero', file)
    await expect(theirs()).rejects.toThrow(`${file} is a pipe, or too large`)
  })
})
