import { copyFileSync, linkSync } from 'node:fs'

/** Keeps a file under a second name; without a copy where the disk can do that. */
export function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
