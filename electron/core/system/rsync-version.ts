import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** First line of `rsync --version`, such as `rsync  version 3.5.0  protocol version 32`; null without rsync. */
export async function rsyncVersion(program: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 10_000 })
    return stdout.split('\n')[0]?.replace(/\s+/g, ' ').trim() ?? null
  } catch {
    return null
  }
}
