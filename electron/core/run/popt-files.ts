import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  HOME_POPT_FILE,
  readPoptFile,
  SYSTEM_POPT_FILES,
  SYSTEM_POPT_FOLDER,
  type PoptAlias,
} from '@common/rsync/popt-aliases'
import { unlessShortage } from '@common/text/system-error'
import type { Account, Accounts } from '../system/accounts'
import { runAs } from '../system/run-as'

/**
 * The options that popt's files make up for rsync when it runs as a user, in popt's order. A file
 * that is missing or cannot be read brings none, to rsync as to us.
 * @throws when the app has run out of something, which need not be so for rsync
 */
export async function poptAliases(account: Account, accounts: Accounts): Promise<PoptAlias[]> {
  const further = await readdir(SYSTEM_POPT_FOLDER).catch(unlessShortage([]))
  const system = [
    ...SYSTEM_POPT_FILES,
    ...further.sort().map((name) => join(SYSTEM_POPT_FOLDER, name)),
  ]
  const texts = await Promise.all(system.map(textOf))
  return [...texts, await homeText(account, accounts)].flatMap(readPoptFile)
}

/** As that user: a home folder of another is not ours to read. */
async function homeText(account: Account, accounts: Accounts): Promise<string> {
  const file = join(account.home, HOME_POPT_FILE)
  if (account.name === accounts.current.name) return textOf(file)
  const read = await runAs(account, accounts, 'cat', ['--', file]).catch(unlessShortage(null))
  return read?.exitCode === 0 ? read.stdout : ''
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(unlessShortage(''))
}
