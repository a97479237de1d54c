import type { Value } from './expand'
import type { Word } from './syntax'

const ASSIGNMENT = /^([A-Za-z_]\w*)(\[[^\]]*\])?(\+)?=/

/** True for `NAME=value`, which sets a variable. */
export function isAssignment({ parts: [first], elements }: Word): boolean {
  if (elements !== null) return true
  return first?.kind === 'text' && !first.isQuoted && ASSIGNMENT.test(first.text)
}

/** The left side of an assignment. */
export function assignmentOf({ parts: [first] }: Word) {
  const text = first?.kind === 'text' ? first.text : ''
  const [, name = '', index, plus] = ASSIGNMENT.exec(text) ?? []
  return { name, hasIndex: index !== undefined, isAppended: plus !== undefined }
}

/** The parts behind the `=`. */
export function valueParts(parts: Word['parts']): Word['parts'] {
  const [first, ...rest] = parts
  if (first?.kind !== 'text') return parts
  const text = first.text.slice(first.text.indexOf('=') + 1)
  return text === '' ? rest : [{ ...first, text }, ...rest]
}

/** The value after `+=`. */
export function appended(former: Value | undefined, value: Value): Value {
  if (former === undefined || (typeof value === 'object' && 'problem' in value)) return value
  if (typeof former === 'string')
    return typeof value === 'string' ? former + value : [former, ...value]
  if ('problem' in former) return former
  if (typeof value !== 'string') return [...former, ...value]
  return [(former[0] ?? '') + value, ...former.slice(1)]
}
