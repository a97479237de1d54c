import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import {
  HOME_POPT_FILE,
  readPoptFile,
  SYSTEM_POPT_FILES,
  SYSTEM_POPT_FOLDER,
  type PoptAlias,
} from '@common/rsync/popt-aliases'
import { bytesText } from '@common/run/bytes-text'
import { unlessShortage } from '@common/text/system-error'
import { ask } from '../files/ask'
import { NoAnswer } from '../files/no-answer'
import { NotPlain, readPlainFile } from '../files/plain-file'
import type { Account, Accounts } from '../system/accounts'
import { HELPER_SECONDS, isOther, runAs } from '../system/run-as'

/** Such files have a few lines. */
const MAX_BYTES = 1024 * 1024

/**
 * The options that popt's files make up for rsync when it runs as a user, in popt's order. A file
 * that is missing or cannot be read brings none, to rsync as to us.
 * @throws NoAnswer and AppError INVALID_INPUT for what would hold rsync, too; an error when the app has
 *   run out of something, which need not be so for rsync
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

/**
 * As that user: a home folder of another is not ours to read, and one's own may be on a share. What
 * rsync would wait for is refused here, and what it reads is looked through as a whole or not at all.
 */
async function homeText(account: Account, accounts: Accounts): Promise<string> {
  const file = join(account.home, HOME_POPT_FILE)
  const text = await (isOther(account, accounts)
    ? theirText(file, account, accounts)
    : ownText(file).catch(noneUnlessHeld))
  if (text === null || Buffer.byteLength(text) > MAX_BYTES) throw unreadable(file)
  return text
}

/** Null for one that is too large. */
async function ownText(file: string): Promise<string | null> {
  return ask({
    path: file,
    call: async () => (await readPlainFile(file, MAX_BYTES))?.toString('utf8') ?? null,
    program: ['head', ...head(file)],
    read: (text): string | null => text,
    maxBytes: MAX_BYTES + 1,
  })
}

async function theirText(file: string, account: Account, accounts: Accounts) {
  const read = await runAs(account, accounts, 'head', head(file)).catch(unlessShortage(null))
  if (read?.isTimeout) throw new NoAnswer(file, null, HELPER_SECONDS)
  return read?.exitCode === 0 ? read.stdout : ''
}

function head(file: string): string[] {
  return ['-c', String(MAX_BYTES + 1), '--', file]
}

/** rsync, too, would wait for a share that is gone, and for the writer of a pipe. */
function noneUnlessHeld(error: unknown): string | null {
  if (error instanceof NoAnswer) throw error
  return error instanceof NotPlain && error.isPipe ? null : unlessShortage('')(error)
}

function unreadable(file: string): AppError {
  const limit = bytesText(MAX_BYTES)
  return new AppError('INVALID_INPUT', say('machine.poptUnread', { file, limit }))
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(unlessShortage(''))
}
