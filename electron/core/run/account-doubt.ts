import { say } from '@common/i18n/say'
import type { Outcome } from '@common/run/outcome'
import { whatWasSaid } from '@common/run/what-was-said'
import { exitCode } from '@common/rsync/exit-codes'
import { untilStopped } from '../system/until-stopped'
import type { RsyncResult } from './run-rsync'

/** What the remote account says instead of running commands; null where it runs them. */
export type AskAccount = (stop: AbortSignal) => Promise<readonly string[] | null>

/**
 * An account without a shell, or for SFTP only, answers rsync with text, as a noisy shell does: one
 * more login tells them apart.
 */
export async function withAccount(
  outcome: Outcome,
  { isAccountInDoubt, exitCode: code }: Pick<RsyncResult, 'isAccountInDoubt' | 'exitCode'>,
  askAccount: AskAccount,
  stop: AbortSignal,
): Promise<Outcome> {
  if (!isAccountInDoubt || outcome.state !== 'FAILED') return outcome
  // A login may take long; without it the reason is rsync's own.
  const reason = reasonOf(await untilStopped(askAccount(stop), stop).catch(() => null))
  if (reason === null) return outcome
  if (code === null) return { ...outcome, reason }
  return { ...outcome, reason: say('runs.withCode', { reason, code, name: exitCode(code).name }) }
}

/** Why the account cannot run commands; null where it said nothing that tells. */
function reasonOf(lines: readonly string[] | null): string | null {
  if (lines === null) return null
  const { unknown, sentence } = whatWasSaid(lines)
  return unknown === null ? sentence : say('causes.accountCannot', { said: unknown })
}
