import { systemErrorText } from '@common/text/system-error'
import { AppError } from '@common/errors'
import type { RunHold } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { bytesText } from '@common/run/bytes-text'
import { failed, stopped, type Outcome } from '@common/run/outcome'
import { fieldOfSource, isTaskField, openField, OPEN_LOG } from '@common/run/remedy'
import { stoppedText } from '@common/run/stop-cause'
import type { Run, RunProgress } from '@common/run/run'
import { shellLine } from '@common/rsync/quote'
import { isQuiet } from '@common/task/quiet'
import type { Task } from '@common/task/task'
import type { Verdict } from '../guard/run-guard'
import { factsOf } from '../files/files'
import type { Patience } from '../files/ask'
import { NoAnswer } from '../files/no-answer'
import { untilStopped } from '../system/until-stopped'
import { withAccount, type AskAccount } from './account-doubt'
import { RunLog, type OutputSink } from './run-log'
import { causeOf, NOT_RUN, runRsync, type RsyncRequest, type RsyncResult } from './run-rsync'

export interface RunCommand {
  /** rsync and its arguments, for people to read. */
  readonly command: readonly string[]
  readonly request: Pick<RsyncRequest, 'spawn' | 'itemPrefix' | 'task' | 'silenceSeconds'>
}

/** What a run needs of its task at the moment it starts. */
export interface PreparedRun extends RunCommand {
  readonly task: Task
  /** The same, to the same place, but nothing can be deleted. */
  readonly keepingAll: () => Promise<RunCommand>
  /** @throws AppError CONFLICT where the saved connection leads elsewhere by now */
  readonly assertSameWay: () => void
  /** The folder on this computer that is read; null when it is the remote side that is read. */
  readonly localSource: string | null
  readonly rsyncVersion: string | null
  readonly askAccount: AskAccount
  /** Takes back what was laid out for this run; called once rsync has ended. */
  readonly dispose: () => Promise<void>
}

export interface Stage {
  readonly save: (run: Run) => Promise<void>
  /** Once for each run: what is edited while it goes is for the next one. */
  readonly prepare: (run: Run) => Promise<PreparedRun>
  /** Asked before rsync is started; nothing has been touched by then. */
  readonly guard: (run: Run, task: Task, stop: AbortSignal) => Promise<Verdict>
  /** Asked when rsync has ended: whether the local folder is still on the disk it was on. */
  readonly isInPlace: (run: Run, patience: Patience) => Promise<boolean>
  readonly logPath: string
  readonly stop: AbortSignal
  /** The run of this task before; null when it is the first. */
  readonly previous: Run | null
  readonly now: () => number
  readonly retryTime: (run: Run, isTransient: boolean) => number | null
  readonly onProgress: (run: Run, progress: RunProgress) => void
}

/**
 * Takes a waiting run from RUNNING to its end, with its record and log. Never rejects: whatever
 * goes wrong on the way becomes the run's reason.
 */
export async function performRun(waiting: Run, stage: Stage): Promise<void> {
  let run: Run = { ...waiting, state: 'RUNNING', startedAt: stage.now() }
  // At once, so that a start in the same instant sees it running and queues behind it.
  const started = stage.save(run)
  // Awaited below; until then a rejection must not count as one that nobody heard.
  started.catch(() => undefined)
  const log = await RunLog.open(stage.logPath)
  let prepared: PreparedRun | null = null
  try {
    await started
    prepared = await preparedUnlessStopped(stage.prepare(run), stage.stop)
    run = { ...run, command: prepared.command, rsyncVersion: prepared.rsyncVersion }
    const planned = stage.save(run)
    planned.catch(() => undefined)
    await log.write([
      `# ${time(stage)} run ${run.id} of task ${run.taskId}`,
      `# ${shellLine(run.command)}`,
    ])
    const verdict = await stage.guard(run, prepared.task, stage.stop)
    await planned
    // The dry run may have asked another host than the one to which this run goes.
    if (verdict.kind === 'go') prepared.assertSameWay()
    if (verdict.kind === 'go' && verdict.keepsAll) {
      const keeping = await untilStopped(prepared.keepingAll(), stage.stop)
      prepared = { ...prepared, ...keeping }
      run = { ...run, command: prepared.command }
      await log.write([`# ${say('guard.keepsAll')}`, `# ${shellLine(run.command)}`])
    }
    if (verdict.kind === 'go') await log.write((verdict.notes ?? []).map((note) => `# ${note}`))
    if (verdict.kind === 'held') await log.write(verdict.lines)
    run =
      verdict.kind === 'held'
        ? held(run, verdict.hold, stage)
        : await carriedOut(run, verdict, prepared, { ...stage, log })
  } catch (error) {
    const isTransient = error instanceof NoAnswer && !stage.stop.aborted
    run = ended(run, failure(error, stage.stop), { ...NOT_RUN, isTransient }, stage)
  } finally {
    await prepared?.dispose().catch(() => undefined)
  }
  const tail = [`# ${time(stage)} ${run.state}: ${run.reason}`, ...retryNote(run)]
  await (run.state === 'FAILED' || run.state === 'BLOCKED'
    ? log.writeErrors(tail)
    : log.write(tail))
  await log.close().catch(() => undefined)
  // The record stays open on disk when it cannot be written, and the next start says so.
  await stage.save(run).catch(() => undefined)
}

/**
 * What a run needs, which may have to be asked of what does not answer: who stops the run need not
 * wait for that. What comes of it later is taken back.
 */
export async function preparedUnlessStopped(
  prepared: Promise<PreparedRun>,
  stop: AbortSignal,
): Promise<PreparedRun> {
  try {
    return await untilStopped(prepared, stop)
  } catch (error) {
    void prepared.then(({ dispose }) => dispose()).catch(() => undefined)
    throw error
  }
}

/** rsync's work, or what came of its dry run where that failed already. */
async function carriedOut(
  run: Run,
  verdict: Exclude<Verdict, { kind: 'held' }>,
  prepared: PreparedRun,
  stage: Stage & { log: RunLog },
): Promise<Run> {
  const { log } = stage
  if (verdict.kind === 'failed') {
    await log.writeErrors(verdict.errors)
    const { outcome, ...result } = verdict.result
    return ended(run, outcome, result, stage)
  }
  const { outcome, ...result } = await runRsync({
    ...prepared.request,
    ...(verdict.plan ? { plan: verdict.plan } : {}),
    log: isQuiet(prepared.task) ? withoutMessages(log) : log,
    stop: stage.stop,
    onProgress: (progress) => stage.onProgress(run, progress),
  })
  // Who has stopped the run waits no longer for its folder.
  const patience = stage.stop.aborted ? { seconds: 1 } : { stop: stage.stop }
  const [seen, isInPlace] = await Promise.all([
    withVanishedSource(outcome, prepared, patience),
    // Where it is no success anyway, nobody waits for the folder.
    outcome.state !== 'SUCCESS' || stage.isInPlace(run, patience).catch(whereSilent(false)),
    log.flush(),
  ])
  const placed = isInPlace ? seen : withoutDisk(seen, prepared.task)
  const asked = await withAccount(placed, result, prepared.askAccount, stage.stop)
  const done = withProof(asked, result)
  const told = withSavings(done, result, stage.previous)
  return ended(run, withLogFailure(told, log.failure), result, stage)
}

/** What is taken to be so of a folder that does not answer. */
function whereSilent<T>(answer: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof NoAnswer) return answer
    throw error
  }
}

/** Quiet (seed): "informational messages are suppressed". rsync's -q would hide them from us, too. */
function withoutMessages(log: RunLog): OutputSink {
  return { write: async () => undefined, writeErrors: (lines) => log.writeErrors(lines) }
}

function held(run: Run, hold: RunHold, stage: Stage): Run {
  const [first] = hold.findings
  const remedy = first?.field ? openField(first.field) : null
  const ending = { state: 'BLOCKED', outcome: 'blocked', reason: first?.message ?? '' } as const
  // Nothing was spawned but a dry run.
  return { ...run, ...ending, command: [], remedy, hold, endedAt: stage.now() }
}

function time(stage: Stage): string {
  return new Date(stage.now()).toISOString()
}

function ended(
  run: Run,
  outcome: Outcome,
  { isTransient, exitCode, stats, failedPaths }: Omit<RsyncResult, 'outcome'>,
  stage: Stage,
): Run {
  const done = { ...run, ...outcome, exitCode, stats, failedPaths, endedAt: stage.now() }
  return { ...done, retryAt: stage.retryTime(done, isTransient) }
}

function retryNote({ retryAt, attempt, maxAttempts }: Run): string[] {
  if (retryAt === null) return []
  return [
    `# Attempt ${attempt} of ${maxAttempts}; the next one at ${new Date(retryAt).toISOString()}`,
  ]
}

function failure(error: unknown, stop: AbortSignal): Outcome {
  const cause = causeOf(stop)
  if (cause !== null) return stopped(stoppedText(cause, true))
  if (error instanceof NoAnswer) return failed('failed', error.message, openField('path'))
  const reason = systemErrorText(error)
  // A wrong setting is named with its place, such as `extra[0]`.
  const place = error instanceof AppError ? (error.fields[0]?.field ?? '') : ''
  const field = /^\w+/.exec(place)?.[0] ?? ''
  return failed('failed', reason, isTaskField(field) ? openField(field) : OPEN_LOG)
}

/** To rsync a source that is taken away is no more than files that vanished (code 24). */
async function withVanishedSource(
  outcome: Outcome,
  { localSource, request }: PreparedRun,
  patience: Patience,
): Promise<Outcome> {
  if (!outcome.hasWarning || localSource === null) return outcome
  const isThere = await factsOf(localSource, patience).then(
    () => true,
    () => false,
  )
  if (isThere) return outcome
  const reason = say('runs.sourceVanished', { path: localSource })
  return failed('partial', reason, fieldOfSource(request.task))
}

/**
 * The code alone makes no success: an option such as `-n`, in a popt file of the user, makes rsync
 * change nothing, and what ends without its figures has done something else.
 */
function withProof(
  outcome: Outcome,
  { isDryRun, stats }: Pick<RsyncResult, 'isDryRun' | 'stats'>,
): Outcome {
  if (outcome.state !== 'SUCCESS') return outcome
  if (isDryRun) return failed('failed', say('runs.onlyDryRun'), openField('extra'))
  return stats === null ? failed('failed', say('runs.saidNothing'), OPEN_LOG) : outcome
}

/** rsync works on in a disk that was unmounted under it, and calls that a success. */
function withoutDisk(outcome: Outcome, { path }: Task): Outcome {
  if (outcome.state !== 'SUCCESS') return outcome
  return failed('failed', say('guard.goneMeanwhile', { path }), openField('path'))
}

/** Says what a run did not have to send again because one before it was cut short. */
function withSavings(
  outcome: Outcome,
  { stats }: Omit<RsyncResult, 'outcome'>,
  previous: Run | null,
): Outcome {
  const wasCutShort = previous !== null && previous.state !== 'SUCCESS'
  if (outcome.state !== 'SUCCESS' || !stats || stats.matchedSize === 0 || !wasCutShort) {
    return outcome
  }
  const amount = bytesText(stats.matchedSize)
  return { ...outcome, reason: say('runs.continued', { reason: outcome.reason, amount }) }
}

function withLogFailure(outcome: Outcome, failed: Error | null): Outcome {
  if (failed === null) return outcome
  return {
    ...outcome,
    outcome: outcome.outcome === 'success' ? 'warning' : outcome.outcome,
    remedy: outcome.remedy ?? OPEN_LOG,
    hasWarning: true,
    reason: say('runs.logIncomplete', { reason: outcome.reason, error: systemErrorText(failed) }),
  }
}
