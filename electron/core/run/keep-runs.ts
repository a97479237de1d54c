import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { linkOrCopy } from '../store/link-or-copy'

/**
 * Keeps records and logs of all runs in a second folder. Settings that were lost name none of the
 * tasks they belong to, and what belongs to no task is removed at the start.
 * @returns that folder; null when there are no runs
 */
export function keepRuns(folder: string, now: number): string | null {
  const runs = join(folder, 'runs')
  if (!statSync(join(runs, 'journal.jsonl'), { throwIfNoEntry: false })?.size) return null
  const kept = join(folder, `runs.kept-${now}`)
  mkdirSync(kept, { mode: 0o700 })
  for (const entry of readdirSync(runs, { withFileTypes: true })) {
    if (!entry.isFile()) continue
    // A log is done with; what is written on must not be the same file.
    const keep = /\.(log|errors)$/.test(entry.name) ? linkOrCopy : copyFileSync
    keep(join(runs, entry.name), join(kept, entry.name))
  }
  return kept
}
