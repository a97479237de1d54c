import { join } from 'node:path'
import { say } from '@common/i18n/say'
import { factsOf } from '../files/files'
import { NoAnswer } from '../files/no-answer'
import type { Account, Accounts } from '../system/accounts'
import { isBehindSudo, runAs } from '../system/run-as'

/** The keys ssh tries by itself that are still safe to use (design 5). */
const KEY_NAMES = ['id_ed25519', 'id_ecdsa', 'id_rsa'] as const

/** TrueNAS's text, truenas (c) 14. */
const tooOpen = ({ mode, file }: KeyMode) => say('home.tooOpen', { mode: mode.toString(8), file })

/**
 * Why the user cannot use SSH with the keys in the home directory, as one sentence; null when all
 * is well. ssh refuses a key that others can read, so one of those is a fault beside a good one, too.
 * @throws NoAnswer
 */
export async function homeKeyProblem(account: Account, accounts: Accounts): Promise<string | null> {
  const files = KEY_NAMES.map((name) => join(account.home, '.ssh', name))
  const modes = isBehindSudo(account, accounts)
    ? await modesBehindSudo(files, account, accounts)
    : await Promise.all(files.map(modeOf))
  const found = modes.filter((key) => key !== null)
  if (found.length === 0) return say('home.noKey')
  const bad = found.find(({ mode }) => (mode & 0o077) !== 0)
  return bad ? tooOpen(bad) : null
}

interface KeyMode {
  readonly file: string
  readonly mode: number
}

/** The files that there are, asked of stat(1) as their owner. */
async function modesBehindSudo(
  files: readonly string[],
  account: Account,
  accounts: Accounts,
): Promise<KeyMode[]> {
  const argv = ['-L', '-c', '%a %F %n', '--', ...files]
  const { stdout } = await runAs(account, accounts, 'stat', argv)
  return stdout.split('\n').flatMap((line) => {
    const [, mode, file] = /^([0-7]+) regular (?:empty )?file (.*)$/.exec(line) ?? []
    return mode === undefined || file === undefined ? [] : [{ file, mode: parseInt(mode, 8) }]
  })
}

async function modeOf(file: string): Promise<KeyMode | null> {
  try {
    const { kind, mode } = await factsOf(file)
    return kind === 'file' ? { file, mode: mode & 0o777 } : null
  } catch (error) {
    if (error instanceof NoAnswer) throw error
    return null
  }
}
