import { say } from '@common/i18n/say'
import { factsOf } from '../files/files'
import { NoAnswer } from '../files/no-answer'
import type { Account, Accounts } from '../system/accounts'
import { isOther, runAs } from '../system/run-as'
import type { SshPlan } from './ssh-plan'

/** ssh tries it by itself, but no host takes it any more. */
const DSA_KEY = /\/id_dsa$/

/** TrueNAS's text, truenas (c) 14. */
const tooOpen = ({ mode, file }: KeyMode) => say('home.tooOpen', { mode: mode.toString(8), file })

/**
 * Why the user cannot use SSH with what ssh would offer (`ssh -G`), as one sentence; null when all
 * is well. Keys are files, of whatever name and kind, keys on a token (`id_ed25519_sk`), those of an
 * agent (`ssh-add -L`), and those of a smart card. ssh refuses a file that others can read, so one of
 * those is a fault beside a good one, too.
 * @throws NoAnswer
 */
export async function homeKeyProblem(
  account: Account,
  accounts: Accounts,
  plan: SshPlan,
): Promise<string | null> {
  const files = plan.identityFiles.filter((file) => !DSA_KEY.test(file))
  const modesOf = async (paths: readonly string[]) =>
    isOther(account, accounts)
      ? modesAs(paths, account, accounts)
      : (await Promise.all(paths.map(modeOf))).filter((key) => key !== null)
  const found = await modesOf(files)
  const bad = found.find(({ mode, file }) => (mode & 0o077) !== 0 && !file.endsWith('.pub'))
  if (bad) return tooOpen(bad)
  if (found.some(({ file }) => !file.endsWith('.pub')) || plan.hasProvider) return null
  if (!(await hasAgentKeys(account, accounts, plan))) return say('home.noKey')
  // Of an agent ssh then takes those keys only of which it has the public part.
  const parts = plan.identitiesOnly ? files.map((file) => file.replace(/(\.pub)?$/, '.pub')) : []
  const isOffered = !plan.identitiesOnly || (await modesOf(parts)).length > 0
  return isOffered ? null : say('home.noKey')
}

function hasAgentKeys(
  account: Account,
  accounts: Accounts,
  { identityAgent }: SshPlan,
): Promise<boolean> {
  if (identityAgent === '') return Promise.resolve(false)
  const socket = identityAgent === null ? {} : { SSH_AUTH_SOCK: identityAgent }
  return runAs(account, accounts, 'ssh-add', ['-L'], undefined, socket).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  )
}

interface KeyMode {
  readonly file: string
  readonly mode: number
}

/** The files that there are, asked of stat(1) as their owner: root follows no link in a home of others. */
async function modesAs(
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
