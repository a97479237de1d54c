import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { homeKeyProblem } from '@core/ssh/home-keys'
import { plainPlan } from '@core/ssh/ssh-plan'
import { Accounts } from '@core/system/accounts'
import { makeTempDir } from '../../../support/temp-dir'

const NO_KEY =
  'In order to use rsync over SSH you need a user with a private key (DSA/ECDSA/RSA) set up in home dir.'

const accounts = new Accounts()
const problemOf = (home: string) => {
  const account = { ...accounts.current, home }
  const plan = plainPlan({ host: 'nas', port: null, username: null }, account)
  return homeKeyProblem(account, accounts, { ...plan, identityAgent: '' })
}

/** A home directory with these files in `.ssh`. */
async function homeWith(files: Readonly<Record<string, number>>): Promise<string> {
  const home = await makeTempDir()
  onTestFinished(() => home.dispose())
  await mkdir(join(home.path, '.ssh'), { mode: 0o700 })
  for (const [name, mode] of Object.entries(files)) {
    await writeFile(join(home.path, '.ssh', name), 'key', { mode })
  }
  return home.path
}

it.each(['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk'])(
  '%s of its owner alone is usable',
  async (name) => {
    expect(await problemOf(await homeWith({ [name]: 0o600 }))).toBeNull()
    expect(await problemOf(await homeWith({ [name]: 0o400 }))).toBeNull()
  },
)

it.each([
  [{}],
  [{ 'id_ed25519.pub': 0o644, known_hosts: 0o600 }],
  // DSA is no longer safe; any other name ssh does not try by itself.
  [{ id_dsa: 0o600 }],
  [{ my_key: 0o600 }],
])('with only %o there is no key', async (files) => {
  expect(await problemOf(await homeWith(files))).toBe(NO_KEY)
})

it('without a home directory there is no key', async () => {
  expect(await problemOf('/nowhere')).toBe(NO_KEY)
})

it('a directory with the name of a key is none', async () => {
  const home = await homeWith({})
  await mkdir(join(home, '.ssh', 'id_rsa'))
  expect(await problemOf(home)).toBe(NO_KEY)
})

it.each([
  [0o644, '644'],
  [0o640, '640'],
  [0o604, '604'],
  [0o610, '610'],
])('a key of mode %i is too open, and the command that mends it is told', async (mode, text) => {
  const home = await homeWith({ id_rsa: mode })
  const file = join(home, '.ssh', 'id_rsa')
  expect(await problemOf(home)).toBe(
    `Permissions ${text} for ${file} are too open. Please correct them by running chmod 600 ${file}`,
  )
})

it('a link to a key counts as the key', async () => {
  const home = await homeWith({ elsewhere: 0o600 })
  await symlink('elsewhere', join(home, '.ssh', 'id_ed25519'))
  expect(await problemOf(home)).toBeNull()
})
