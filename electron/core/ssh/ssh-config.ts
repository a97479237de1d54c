import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { Account, Accounts } from '../system/accounts'
import { childEnvironment, isOther, spawnAs } from '../system/run-as'
import { runProgram } from '../system/run-program'
import { plainPlan, readPlan, type SshPlan, type SshQuestion } from './ssh-plan'

/** Commands of the person (`Match exec`) and name servers take part; they must not hang a form. */
const TIMEOUT_MS = 10_000
/** Several questions of one check get one answer; a file that is edited counts at the next. */
const FRESH_MS = 3_000
const MAX_ANSWERS = 200

interface Answer {
  readonly at: number
  readonly plan: Promise<SshPlan>
}

/**
 * Knows what ssh would do for a host, by asking ssh itself (`ssh -G`) as the user who will run it:
 * aliases, Include, Match and what else is in that user's and the machine's ssh_config. It starts
 * the commands of `Match exec` as that user, as every ssh of that user does.
 */
export class SshConfig {
  private readonly answers = new Map<string, Answer>()
  /** The last answers, for those who cannot wait. */
  private readonly last = new Map<string, SshPlan>()

  constructor(
    private readonly accounts: Accounts,
    private readonly sshProgram: () => string,
  ) {}

  /** @throws AppError INVALID_INPUT with ssh's own words when it cannot read its configuration */
  plan(question: SshQuestion, account: Account): Promise<SshPlan> {
    const key = keyOf(question, account.name)
    const known = this.answers.get(key)
    if (known && performance.now() - known.at < FRESH_MS) return known.plan
    const plan = this.ask(question, account)
    remember(this.answers, key, { at: performance.now(), plan })
    plan.then(
      (answer) => remember(this.last, key, answer),
      () => this.answers.delete(key),
    )
    return plan
  }

  /** What {@link plan} last answered to this; null when it was never asked. */
  lastPlan(question: SshQuestion, user: string): SshPlan | null {
    return this.last.get(keyOf(question, user)) ?? null
  }

  private async ask(question: SshQuestion, account: Account): Promise<SshPlan> {
    const { host, port, username } = question
    const argv = [
      '-G',
      ...(port ? ['-p', String(port)] : []),
      ...(username === null ? [] : ['-l', username]),
      ...['--', host],
    ]
    const request = await spawnAs(account, this.accounts, this.sshProgram(), argv)
    const { exitCode, stdout, stderr, isTimeout } = await runProgram(request, TIMEOUT_MS)
    if (isTimeout) {
      throw new AppError('INVALID_INPUT', say('sshConfig.timedOut', { user: account.name }))
    }
    const isUnknown = /(illegal|unknown|invalid) option/i.test(stderr)
    if (exitCode === 0 || isUnknown) {
      const env = childEnvironment(process.env, account, isOther(account, this.accounts))
      const plan = readPlan(isUnknown ? '' : stdout, question, account, env)
      return plan ?? plainPlan(question, account)
    }
    const [error = ''] = stderr.split('\n').filter((line) => !/^Pseudo-terminal/.test(line))
    throw new AppError('INVALID_INPUT', say('sshConfig.unreadable', { error: error.trim() }))
  }
}

function keyOf({ host, port, username }: SshQuestion, user: string): string {
  return JSON.stringify([host, port || 0, username, user])
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > MAX_ANSWERS && oldest !== undefined) map.delete(oldest)
}
