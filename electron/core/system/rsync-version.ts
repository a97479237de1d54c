import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { parseVersionJson, parseVersionText, type RsyncProgram } from '@common/rsync/rsync-program'

const ANSWER_MS = 10_000

/** What an rsync says of itself; null when it is missing or something else answers. */
export async function askRsync(program: string): Promise<RsyncProgram | null> {
  // Old versions answer this with text, openrsync not at all.
  const first = await answerOf(program, ['-VV'])
  const known = parseVersionJson(first) ?? parseVersionText(first)
  return known ?? parseVersionText(await answerOf(program, ['--version']))
}

/** What OpenSSH says of itself, such as `OpenSSH_9.2p1`; null when something else answers. */
export async function askSsh(program: string): Promise<string | null> {
  return /^OpenSSH_[\w.]+/.exec(await answerOf(program, ['-V']))?.[0] ?? null
}

async function answerOf(program: string, argv: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, argv, { timeout: ANSWER_MS })
    return stdout === '' ? stderr : stdout
  } catch {
    return ''
  }
}
