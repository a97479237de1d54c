import { posix } from 'node:path'
import type { Finding, Source } from './source'

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.ts$/
const PASCAL_CASE = /^([A-Z][a-z0-9]*)+\.vue$/

/** Files whose names are in another form than those of their kind. */
export function formFindings(sources: readonly Source[]): Finding[] {
  return sources.flatMap(({ path }) => {
    const form = path.endsWith('.vue') ? PASCAL_CASE : KEBAB_CASE
    const finding: Finding = `${path}:1 has a name in another form`
    return form.test(posix.basename(path)) ? [] : [finding]
  })
}
