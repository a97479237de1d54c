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

/** An update of rsync is noticed within this time. */
const REMEMBER_MS = 600_000

/** The version number, `3.4.1`, asked for at most every ten minutes. */
export class RsyncVersions {
  private known: { at: number; version: Promise<string | null> } | null = null

  constructor(private readonly program: string) {}

  current(): Promise<string | null> {
    const now = performance.now()
    if (this.known === null || now - this.known.at > REMEMBER_MS) {
      this.known = { at: now, version: rsyncVersion(this.program).then(numberIn) }
    }
    return this.known.version
  }
}

function numberIn(line: string | null): string | null {
  return /version v?(\d[\w.]*)/.exec(line ?? '')?.[1] ?? null
}
