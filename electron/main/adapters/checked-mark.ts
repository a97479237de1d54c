import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

/**
 * The rules of this build, by a hash of its sources (build/electron.vite.config.ts puts it here).
 * Where there is none, nothing counts as checked.
 */
const RULES_ID = process.env.RULES_ID

/**
 * A mark beside the settings that says: the tasks in a file with exactly these bytes have passed
 * the rules of this very build. Checking 10,000 tasks takes longer than everything else at a start,
 * and the app wrote nearly every file it ever reads. Any other file, and any other build, is
 * checked in full.
 */
export class CheckedMark {
  constructor(
    private readonly path: string,
    private readonly rulesId: string | undefined = RULES_ID,
  ) {}

  /** Whether the mark is for this text. */
  isOn(text: string | Buffer): boolean {
    if (this.rulesId === undefined) return false
    try {
      return readFileSync(this.path, 'utf8') === this.markOf(text)
    } catch {
      return false
    }
  }

  /** Marks a text. Without the mark the next start checks, so that a failure is no trouble. */
  put(text: string): void {
    if (this.rulesId === undefined) return
    try {
      writeFileSync(this.path, this.markOf(text), { mode: 0o600 })
    } catch {
      // The data folder can be read-only or full.
    }
  }

  private markOf(text: string | Buffer): string {
    return `${this.rulesId} ${createHash('sha256').update(text).digest('hex')}\n`
  }
}
