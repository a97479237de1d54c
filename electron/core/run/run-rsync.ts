import { say } from '@common/i18n/say'
import type { ItemRecord, StatRecord } from '@common/rsync/parse-line'
import { decideOutcome, isTransient, type Ending, type Outcome } from '@common/run/outcome'
import { advance, NO_PROGRESS } from '@common/run/progress'
import type { RunProgress, RunStats } from '@common/run/run'
import { LineReader } from './line-reader'
import { OutputReader } from './output-reader'
import { chunksOf, ProcessGroup, type ProcessEnd, type SpawnRequest } from './process-group'
import type { OutputSink } from './run-log'
import { RSYNC } from './programs'

/** At most this often progress is told; rsync prints a record for each file (peers 3.4). */
const PROGRESS_INTERVAL_MS = 250
/** Enough to hold the cause of a failure, which stands near the end. */
const KEPT_ERROR_LINES = 50

export interface RsyncRequest {
  readonly spawn: SpawnRequest
  readonly compress: boolean
  readonly log: OutputSink
  /** Aborting it stops the run. */
  readonly stop: AbortSignal
  onSpawn?(pid: number): void
  onProgress?(progress: RunProgress): void
  onItem?(item: ItemRecord): void
}

export interface RsyncResult {
  readonly outcome: Outcome
  /** True for a failure that may well be gone by itself in a while. */
  readonly isTransient: boolean
  readonly exitCode: number | null
  readonly stats: RunStats | null
}

/** Runs rsync to its end. Never rejects because of what rsync does, or that it is missing. */
export async function runRsync(request: RsyncRequest): Promise<RsyncResult> {
  if (request.stop.aborted) return aborted()
  const group = new ProcessGroup(request.spawn)
  const stop = () => group.stop()
  request.stop.addEventListener('abort', stop, { once: true })
  try {
    if (group.pid !== undefined) request.onSpawn?.(group.pid)
    const [end, stats, errorLines] = await Promise.all([
      group.ended,
      readOutput(group, request),
      readErrors(group, request.log),
    ])
    if (errorLines.some((line) => NOT_EXECUTED.test(line))) return notStarted(RSYNC, MISSING)
    const ending: Ending = {
      ...end,
      ...{ wasStopped: request.stop.aborted, errorLines, compress: request.compress },
    }
    return {
      outcome: decideOutcome(ending),
      isTransient: isTransient(ending),
      ...{ exitCode: end.exitCode, stats: readStats(stats) },
    }
  } catch (error) {
    return notStarted(request.spawn.program, error as NodeJS.ErrnoException)
  } finally {
    request.stop.removeEventListener('abort', stop)
  }
}

async function readOutput(
  group: ProcessGroup,
  request: RsyncRequest,
): Promise<Map<string, number>> {
  const stats = new Map<string, number>()
  let progress = NO_PROGRESS
  let toldAt = 0
  const reader = new OutputReader({
    stat: ({ name, value }: StatRecord) => stats.set(name, value),
    progress: (record) => {
      progress = advance(progress, record)
      const now = performance.now()
      if (now - toldAt < PROGRESS_INTERVAL_MS) return
      toldAt = now
      request.onProgress?.(progress)
    },
    ...(request.onItem ? { item: (item) => request.onItem?.(item) } : {}),
  })
  for await (const chunk of chunksOf(group.stdout)) await request.log.write(reader.push(chunk))
  await request.log.write(reader.end())
  return stats
}

async function readErrors(group: ProcessGroup, log: OutputSink): Promise<string[]> {
  const reader = new LineReader()
  let kept: string[] = []
  const take = async (lines: Buffer[]) => {
    kept = [...kept, ...lines.map((line) => line.toString('utf8'))].slice(-KEPT_ERROR_LINES)
    await log.writeErrors(lines)
  }
  for await (const chunk of chunksOf(group.stderr)) await take(reader.push(chunk))
  await take(reader.end())
  return kept
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
  }
}

function aborted(): RsyncResult {
  const end: ProcessEnd = { exitCode: null, signal: null }
  const outcome = decideOutcome({ ...end, wasStopped: true, errorLines: [], compress: false })
  return { outcome, isTransient: false, exitCode: null, stats: null }
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
      : say('runs.programFailed', { program, error: error.message })
  return {
    outcome: { state: 'FAILED', hasWarning: false, reason },
    ...{ isTransient: false, exitCode: null, stats: null },
  }
}
