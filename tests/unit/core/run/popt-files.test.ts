import { writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { poptAliases } from '@core/run/popt-files'
import { Accounts } from '@core/system/accounts'
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
