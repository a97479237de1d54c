import { filterRules, type FilterRule } from './filter-rules'
import { isOn, valueOf } from './option-questions'
import type { OptionReading } from './read-options'

/**
 * Whether rules leave all that is in a folder out of a run for sure, on both sides: rsync neither
 * sends nor writes nor deletes it. A rule of unknown meaning (in a file, for one side, with an odd
 * pattern) leaves nothing out, and lets in whatever comes behind it.
 * @param name as the run names it, without a slash at either end
 */
export function leavesOutFolder(reading: OptionReading, name: string): boolean {
  if (isOn(reading, 'delete-excluded') === true || valueOf(reading, 'files-from') !== null)
    return false
  const all = filterRules(reading)
  // What a file has forgotten, or lets in, is not known.
  const last = all.findLastIndex(({ kind }) => kind === 'clear' || kind === 'merge')
  if (all[last]?.kind === 'merge') return false
  const rules = all.slice(last + 1)
  const parts = [...name.split('/'), ANYTHING]
  // A folder that is left out has all that is in it left out.
  return parts.some((_, i) => isOut(rules, parts.slice(0, i + 1)))
}

/** Stands for each name, and is none: it is longer than any, and has what none can have. */
const ANYTHING = '\0'.repeat(256)

/** The first rule that matches counts, and any that may match lets it in. */
function isOut(rules: readonly FilterRule[], parts: readonly string[]): boolean {
  for (const { kind, modifiers, pattern, option } of rules) {
    const isMatch = option.isRemote || modifiers !== '' ? null : matches(pattern, parts)
    if (kind === 'exclude' && isMatch === true) return true
    if (kind === 'include' && (isMatch !== false || parts.at(-1) === ANYTHING)) return false
    if (!['exclude', 'include', 'hide', 'protect'].includes(kind)) return false
  }
  return false
}

/** Whether a pattern (rsync(1), PATTERN MATCHING RULES) matches a folder; null for an odd one. */
function matches(pattern: string, parts: readonly string[]): boolean | null {
  const body = pattern.replace(/\/$/, '')
  // A slash at the end is for folders only, and what is in a folder may be a file.
  if (body !== pattern && parts.at(-1) === ANYTHING) return null
  const isAnchored = body.startsWith('/')
  const isOfName = !isAnchored && !/\/|\*\*/.test(body)
  if (/[[\\]/.test(body) || !(isAnchored || isOfName)) return null
  const path = isAnchored ? `/${parts.join('/')}` : (parts.at(-1) ?? '')
  const expression = body
    .replace(/[.+^${}()|]/g, '\\$&')
    .replace(/\/\*\*\*$|\*\*+|[*?]/g, (sign) => MEANING[sign] ?? '.*')
  return new RegExp(`^${expression}$`, 's').test(path)
}

const MEANING: Readonly<Record<string, string>> = {
  '/***': '(/.*)?',
  '*': '[^/]*',
  '?': '[^/]',
}
