import { systemErrorText } from '@common/text/system-error'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { whyNotStarted } from './started-from'
import { chunksOf, ProcessGroup, type SpawnRequest } from '../run/process-group'

/** More output than this is nobody's answer, where nothing else is said. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

export interface RunOptions {
  /** Ends the program when aborted. */
  readonly stop?: AbortSignal | undefined
  /** So much of its output is kept; the rest is read and dropped. */
  readonly maxBytes?: number
}

export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** True when it was ended because its time was up. */
  readonly isTimeout: boolean
  /** Null unless it could not be ended (see `ProcessEnd`). */
  readonly left: Promise<unknown> | null
}

/**
 * Runs a program to its end and collects what it says.
 * @throws AppError PROGRAM_MISSING when it cannot be started, caused by the error of the system
 */
export async function runProgram(
  request: SpawnRequest,
  timeoutMs: number,
  { stop, maxBytes = MAX_OUTPUT_BYTES }: RunOptions = {},
): Promise<Finished> {
  const group = started(request)
  let isTimeout = false
  const timer = setTimeout(() => {
    isTimeout = true
    group.stop()
  }, timeoutMs)
  const end = () => group.stop()
  stop?.addEventListener('abort', end, { once: true })
  if (stop?.aborted) end()
  try {
    const [{ exitCode, left }, stdout, stderr] = await Promise.all([
      group.ended,
      collect(group.stdout, maxBytes),
      collect(group.stderr, maxBytes),
    ])
    const problem = whyNotStarted(exitCode, stderr.trimEnd().split('\n'))
    if (problem) throw problem
    return { exitCode, stdout, stderr, isTimeout, left }
  } catch (error) {
    throw notStarted(request, error)
  } finally {
    clearTimeout(timer)
    stop?.removeEventListener('abort', end)
  }
}

function started(request: SpawnRequest): ProcessGroup {
  try {
    return new ProcessGroup(request)
  } catch (error) {
    throw notStarted(request, error)
  }
}

function notStarted({ program }: SpawnRequest, cause: unknown): AppError {
  const message = say('machine.programFailed', { program, error: systemErrorText(cause) })
  return new AppError('PROGRAM_MISSING', message, [], { cause })
}

async function collect(stream: ProcessGroup['stdout'], maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of chunksOf(stream)) {
    if (length < maxBytes) chunks.push(chunk)
    length += chunk.length
  }
  return Buffer.concat(chunks).toString('utf8')
}
