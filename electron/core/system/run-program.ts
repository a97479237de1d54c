import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { chunksOf, ProcessGroup, type SpawnRequest } from '../run/process-group'

/** More output than this is nobody's answer; the rest is read and dropped. */
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024

export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** True when it was ended because its time was up. */
  readonly isTimeout: boolean
}

/**
 * Runs a program to its end and collects what it says.
 * @throws AppError PROGRAM_MISSING when it cannot be started
 */
export async function runProgram(request: SpawnRequest, timeoutMs: number): Promise<Finished> {
  const group = new ProcessGroup(request)
  let isTimeout = false
  const timer = setTimeout(() => {
    isTimeout = true
    group.stop()
  }, timeoutMs)
  try {
    const [{ exitCode }, stdout, stderr] = await Promise.all([
      group.ended,
      collect(group.stdout),
      collect(group.stderr),
    ])
    return { exitCode, stdout, stderr, isTimeout }
  } catch (error) {
    const { program } = request
    throw new AppError(
      'PROGRAM_MISSING',
      say('machine.programFailed', { program, error: (error as Error).message }),
    )
  } finally {
    clearTimeout(timer)
  }
}

async function collect(stream: ProcessGroup['stdout']): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of chunksOf(stream)) {
    if (length < MAX_OUTPUT_BYTES) chunks.push(chunk)
    length += chunk.length
  }
  return Buffer.concat(chunks).toString('utf8')
}
