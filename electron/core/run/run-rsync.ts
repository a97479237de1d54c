import { append } from '@common/lists'
import { systemErrorText } from '@common/text/system-error'
import { say } from '@common/i18n/say'
import type { ItemRecord, StatRecord } from '@common/rsync/parse-line'
import { NO_RSYNC_ANSWERED } from '@common/run/causes-of-rsync'
import type { FailedPaths } from '@common/run/failed-paths'
import { FailureTally } from '@common/run/failure-tally'
import { decideOutcome, failed, isTransient, type Ending, type Outcome } from '@common/run/outcome'
import { RUN_AGAIN, type RunTraits } from '@common/run/remedy'
import type { ProgressPlan, RunProgress, RunStats } from '@common/run/run'
import { stopCause, type StopCause } from '@common/run/stop-cause'
import { addFailedPath, failedPath } from './failed-paths'
import { LineReader } from './line-reader'
import { closePipes, makePipesAhead, takeOutputPipes } from './output-pipes'
import { masking } from './masking'
import { OutputReader } from './output-reader'
import { whyNotStarted } from '../system/started-from'
import { ProcessGroup, type SpawnRequest } from './process-group'
import { ProgressMeter } from './progress-meter'
import type { OutputSink } from './run-log'
import { RSYNC } from './programs'
import { SilenceWatch } from './silence-watch'

/** What ends a run before it begins is said first; what ends it later, last. */
const KEPT_FIRST = 50
const KEPT_LAST = 50

export interface RsyncRequest {
  readonly spawn: SpawnRequest
  /** What the itemised lines of that command begin with. */
  readonly itemPrefix: string
  readonly task: RunTraits
  /** Seconds in which nothing moves after which the run is ended; null for never. */
  readonly silenceSeconds: number | null
  /** What a dry run found there is to do; without it the percent is an estimate. */
  readonly plan?: ProgressPlan
  readonly log: OutputSink
  /** Aborting it stops the run; its reason is the StopCause. */
  readonly stop: AbortSignal
  onSpawn?(pid: number): void
  onProgress?(progress: RunProgress): void
  onItem?(item: ItemRecord): void
  /** A line of an entry that is the same on both sides; only with `-ii`, and then it is no item. */
  onUnchanged?(line: Buffer): void
}

export interface RsyncResult {
  readonly outcome: Outcome
  /** True for a failure that may well be gone by itself in a while. */
  readonly isTransient: boolean
  readonly exitCode: number | null
  readonly stats: RunStats | null
  readonly failedPaths: FailedPaths | null
  /** True when rsync said that it changed nothing: an option such as `-n` made it a dry run. */
  readonly isDryRun: boolean
  /** True when the other side is too old to tell what is new and what it deletes. */
  readonly isOld: boolean
  /** True when something other than rsync answered: only another login tells what. */
  readonly isAccountInDoubt: boolean
}

/** Code 23: part of it could not be read. What could is listed, and rsync then deletes nothing. */
export const PARTIAL = 23

/** What a run that ended without rsync has to tell. */
export const NOT_RUN = {
  ...{ exitCode: null, stats: null, failedPaths: null },
  ...{ isTransient: false, isDryRun: false, isOld: false, isAccountInDoubt: false },
} as const satisfies Omit<RsyncResult, 'outcome'>

/** Runs rsync to its end. Never rejects because of what rsync does, or that it is missing. */
export async function runRsync(request: RsyncRequest): Promise<RsyncResult> {
  const meter = new ProgressMeter(request.onProgress?.bind(request), request.plan ?? null)
  const pipes = await takeOutputPipes()
  if (request.stop.aborted) {
    closePipes(Object.values(pipes ?? {}))
    return { outcome: decideOutcome(neverBegun(request)), ...NOT_RUN }
  }
  const group = new ProcessGroup(request.spawn, { pipes })
  const stop = () => group.stop()
  request.stop.addEventListener('abort', stop, { once: true })
  const watch = watchSilence(group, request)
  try {
    if (group.pid !== undefined) request.onSpawn?.(group.pid)
    makePipesAhead()
    const [end, { stats, isDryRun, isOld, leftOut }, errors] = await Promise.all([
      group.ended,
      readOutput(group, request, meter, watch),
      readErrors(group, request, watch),
    ])
    if (errors.lines.some((line) => NOT_EXECUTED.test(line))) return notStarted(RSYNC, MISSING)
    const problem = whyNotStarted(end.exitCode, errors.lines)
    if (problem) return notStarted(request.spawn.program, problem)
    const { exitCode, signal, left } = end
    const ending: Ending = {
      ...{ exitCode, signal, isLeftBehind: left !== null, errorLines: errors.lines },
      stoppedBy: causeOf(request.stop),
      silentSeconds: watch.wasSilent ? request.silenceSeconds : null,
      ...{ filesKnown: stats?.filesKnown ?? null, failures: errors.tally, task: request.task },
      leftOut,
      hasMoved: meter.hasMoved,
    }
    const outcome = decideOutcome(ending)
    if (outcome.state === 'SUCCESS') meter.finish()
    return {
      ...{ outcome, isTransient: isTransient(ending), exitCode, stats },
      failedPaths: errors.failed.total === 0 ? null : errors.failed,
      ...{ isDryRun, isOld },
      isAccountInDoubt: errors.lines.some((line) => NO_RSYNC_ANSWERED.test(line)),
    }
  } catch (error) {
    return notStarted(request.spawn.program, error as NodeJS.ErrnoException)
  } finally {
    watch.stop()
    request.stop.removeEventListener('abort', stop)
  }
}

/** Ends the run when nothing of it moves any more. */
function watchSilence(group: ProcessGroup, { silenceSeconds }: RsyncRequest): Watch {
  if (group.pid === undefined || silenceSeconds === null) {
    return { wasSilent: false, heard: () => undefined, stop: () => undefined }
  }
  return new SilenceWatch(group.pid, silenceSeconds * 1000, () => group.stop())
}

type Watch = Pick<SilenceWatch, 'wasSilent' | 'heard' | 'stop'>

async function readOutput(
  group: ProcessGroup,
  { itemPrefix, log, onItem, onUnchanged, spawn }: RsyncRequest,
  meter: ProgressMeter,
  watch: Watch,
): Promise<Pick<RsyncResult, 'stats' | 'isDryRun' | 'isOld'> & { leftOut: number }> {
  const stats = new Map<string, number>()
  const mask = masking(spawn.input)
  let isDryRun = false
  let leftOut = 0
  const reader = new OutputReader(
    {
      stat: ({ name, value }: StatRecord) => stats.set(name, value),
      dryRun: () => (isDryRun = true),
      leftOut: () => void leftOut++,
      progress: (line) => meter.record(line),
      itemised: (line) => meter.itemised(line),
      ...(onItem ? { item: (item) => onItem(item) } : {}),
      ...(onUnchanged ? { unchanged: (line: Buffer) => onUnchanged(line) } : {}),
    },
    itemPrefix,
  )
  for await (const chunk of group.turnsOf(group.stdout)) {
    watch.heard()
    await log.write(reader.push(chunk).map(mask))
  }
  await log.write(reader.end().map(mask))
  return { stats: readStats(stats), isDryRun, isOld: isOld(stats), leftOut }
}

async function readErrors(group: ProcessGroup, { log, spawn }: RsyncRequest, watch: Watch) {
  const reader = new LineReader()
  const first: string[] = []
  let last: string[] = []
  const tally = new FailureTally()
  let failed: FailedPaths = { paths: [], total: 0 }
  const mask = masking(spawn.input)
  const take = async (said: Buffer[]) => {
    const lines = said.map(mask)
    const texts = lines.map((line) => line.toString('utf8'))
    const begin = texts.slice(0, KEPT_FIRST - first.length)
    append(first, begin)
    last = [...last, ...texts.slice(begin.length)].slice(-KEPT_LAST)
    for (const text of texts) {
      tally.add(text)
      const path = failedPath(text)
      if (path) failed = addFailedPath(failed, path)
    }
    await log.writeErrors(lines)
  }
  for await (const chunk of group.turnsOf(group.stderr)) {
    watch.heard()
    await take(reader.push(chunk))
  }
  await take(reader.end())
  return { lines: [...first, ...last], failed, tally }
}

/** Below protocol 29, which is rsync 2.6.4, neither the figures nor the list have what is new. */
function isOld(stats: ReadonlyMap<string, number>): boolean {
  return stats.has('Number of files') && !stats.has('Number of created files')
}

function readStats(stats: Map<string, number>): RunStats | null {
  const known = stats.get('Number of files')
  if (known === undefined) return null
  const value = (name: string) => stats.get(name) ?? 0
  return {
    filesKnown: known,
    filesCreated: value('Number of created files'),
    filesDeleted: value('Number of deleted files'),
    filesTransferred: value('Number of regular files transferred'),
    totalSize: value('Total file size'),
    transferredSize: value('Total transferred file size'),
    matchedSize: value('Matched data'),
  }
}

/** How a run ends that was stopped before it began. */
function neverBegun({ task, stop }: RsyncRequest): Ending {
  return {
    ...{ exitCode: null, signal: null, stoppedBy: causeOf(stop), silentSeconds: null },
    ...{ errorLines: [], filesKnown: null, task },
  }
}

export function causeOf({ aborted, reason }: AbortSignal): StopCause | null {
  return aborted ? stopCause(reason) : null
}

/** setpriv found no program to hand over to; its exit code alone could be the remote shell's. */
const NOT_EXECUTED = /^setpriv: failed to execute /
const MISSING = Object.assign(new Error('not found'), { code: 'ENOENT' })

/** Where a program comes from, if that has another name. */
const PACKAGES: Readonly<Record<string, string>> = { setpriv: 'util-linux' }

function notStarted(program: string, error: NodeJS.ErrnoException): RsyncResult {
  const reason =
    error.code === 'ENOENT'
      ? say('runs.programMissing', { program, package: PACKAGES[program] ?? program })
      : say('runs.programFailed', { program, error: systemErrorText(error) })
  return { outcome: failed('failed', reason, RUN_AGAIN), ...NOT_RUN }
}
