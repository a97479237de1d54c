import { parseVersionJson, parseVersionText, type RsyncProgram } from '@common/rsync/rsync-program'
import { unlessShortage } from '@common/text/system-error'
import { answeringPath } from '../files/answering-path'
import { runProgram } from './run-program'

const ANSWER_MS = 10_000

/**
 * What an rsync says of itself; null when it is missing or something else answers.
 * @throws AppError PROGRAM_MISSING when the system can start no program now
 */
export async function askRsync(program: string): Promise<RsyncProgram | null> {
  // Old versions answer this with text, openrsync not at all.
  const first = await answerOf(program, ['-VV'])
  const known = parseVersionJson(first) ?? parseVersionText(first)
  return known ?? parseVersionText(await answerOf(program, ['--version']))
}

/** What OpenSSH says of itself, such as `OpenSSH_9.2p1`; else as {@link askRsync}. */
export async function askSsh(program: string): Promise<string | null> {
  return /^OpenSSH_[\w.]+/.exec(await answerOf(program, ['-V']))?.[0] ?? null
}

async function answerOf(program: string, argv: string[]): Promise<string> {
  const env = { ...(process.env as Record<string, string>), PATH: await answeringPath() }
  // What does not answer in time need not be asked kindly to end, and may not have to agree.
  const request = { program, argv, env, cwd: '/', killGraceMs: 0 }
  try {
    const { exitCode, stdout, stderr } = await runProgram(request, ANSWER_MS)
    if (exitCode !== 0) return ''
    return stdout === '' ? stderr : stdout
  } catch (error) {
    return unlessShortage('')(error)
  }
}
