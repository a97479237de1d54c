import { posix } from 'node:path'
import type { Finding, Source } from './source'

export const MAX_LINES = 300
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/
const PASCAL_CASE = /^([A-Z][a-z0-9]*)+\.vue$/

/** Files that are too long or whose name has not the form of the house. */
export function formFindings(sources: readonly Source[]): Finding[] {
  return sources.flatMap(({ path, text }) => {
    const name = posix.basename(path)
    const lines = text.replace(/\n$/, '').split('\n').length
    const form = path.endsWith('.vue') ? PASCAL_CASE : KEBAB_CASE
    const findings: Finding[] = []
    if (lines > MAX_LINES) findings.push(`${path}:${lines} is longer than ${MAX_LINES} lines`)
    if (!form.test(name)) findings.push(`${path}:1 has a name in another form`)
    return findings
  })
}
