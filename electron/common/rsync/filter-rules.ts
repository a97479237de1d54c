import type { OptionReading, ReadOption } from './read-options'

/** What a rule of rsync's filters does (rsync(1), FILTER RULES IN DEPTH). */
export type RuleKind =
  | 'exclude'
  | 'include'
  | 'hide'
  | 'show'
  | 'protect'
  | 'risk'
  /** Rules from a file, read once. */
  | 'merge'
  /** Rules from a file in each folder. */
  | 'dir-merge'
  /** `!`: forgets all rules before it, those of the app too. */
  | 'clear'
  /** rsync ends for it. */
  | 'unknown'

export interface FilterRule {
  readonly kind: RuleKind
  /** Letters and signs behind the kind, such as `p` or `/`. */
  readonly modifiers: string
  /** A pattern, or the file of a merge rule. */
  readonly pattern: string
  readonly option: ReadOption
}

const KINDS: Readonly<Record<string, RuleKind>> = {
  ...{ '-': 'exclude', '+': 'include', H: 'hide', S: 'show', P: 'protect', R: 'risk' },
  ...{ '.': 'merge', ':': 'dir-merge', '!': 'clear' },
}
const NAMES =
  /^(exclude|include|hide|show|protect|risk|merge|dir-merge|clear)(?:,([^ _]*))?(?:[ _](.*)|$)/s
const SHORT = /^([-+HSPR.:!])(?:,?([^ _]*))(?:[ _](.*))?$/s

/** All rules that the options bring, on either side, in rsync's order. */
export function filterRules(reading: OptionReading): FilterRule[] {
  let folderRules = 0
  return reading.options.flatMap((option) => {
    if (option.name === 'F') folderRules++
    return rulesOf(option, folderRules)
  })
}

function rulesOf(option: ReadOption, folderRules: number): FilterRule[] {
  const value = option.value ?? ''
  const rule = (kind: RuleKind, pattern: string, modifiers = ''): FilterRule => ({
    ...{ kind, modifiers, pattern, option },
  })
  switch (option.name) {
    case 'filter':
      return value === '' ? [] : [{ ...readRule(value), option }]
    case 'exclude':
    case 'include':
      return value === '' ? [] : [{ ...readPattern(value, option.name), option }]
    case 'exclude-from':
    case 'include-from':
      return [rule('merge', value)]
    case 'F':
      // Said twice it leaves the files of rules out, too; said more often it adds nothing.
      if (folderRules === 1) return [rule('dir-merge', '/.rsync-filter')]
      return folderRules === 2 ? [rule('exclude', '.rsync-filter')] : []
    case 'cvs-exclude':
      return [rule('exclude', 'CVS', 'C'), rule('dir-merge', '.cvsignore', 'C')]
    default:
      return []
  }
}

/** A rule as `--filter` takes it. */
export function readRule(text: string): Omit<FilterRule, 'option'> {
  const named = NAMES.exec(text)
  if (named) {
    const [, name = '', modifiers = '', pattern = ''] = named
    return { kind: name as RuleKind, modifiers, pattern }
  }
  const [, sign = '', modifiers = '', pattern = ''] = SHORT.exec(text) ?? []
  const kind = Object.hasOwn(KINDS, sign) ? KINDS[sign] : undefined
  return { kind: kind ?? 'unknown', modifiers, pattern }
}

/** A pattern as `--exclude` and `--include` take it: with `- `, `+ ` or `!` as in old days. */
function readPattern(text: string, kind: 'exclude' | 'include'): Omit<FilterRule, 'option'> {
  if (text === '!') return { kind: 'clear', modifiers: '', pattern: '' }
  const [, sign = '', pattern = text] = /^([-+]) (.*)$/s.exec(text) ?? []
  return { kind: KINDS[sign] ?? kind, modifiers: '', pattern }
}

/** The file that a rule of `--filter` has read once, and what stands before it; null for others. */
export function mergedFile({ name, value }: ReadOption): { rule: string; path: string } | null {
  const text = name === 'filter' ? (value ?? '') : ''
  const { kind, modifiers, pattern } = readRule(text)
  if (kind !== 'merge') return null
  const rule = text.slice(0, text.length - pattern.length).replace(/[ _]$/, '')
  // CVS's own name where none is said (rsync(1), FILTER RULES IN DEPTH).
  const isOfCvs = pattern === '' && modifiers.includes('C')
  return { rule, path: isOfCvs ? '.cvsignore' : pattern }
}

/**
 * A name as a pattern that matches just this name. The rest of the pattern needs a wildcard: without
 * one rsync takes a backslash for itself (rsync(1), PATTERN MATCHING RULES).
 */
export const literal = (name: string): string => name.replace(/[\\*?[]/g, '\\$&')
