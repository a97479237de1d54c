import type { WordPart } from './syntax'

/** More words than this are no list that a person wrote. */
const MAX_WORDS = 500
/** So many characters are looked at: each opening brace may look for its end up to the last one. */
const MAX_STEPS = 100_000

const NUMBERS = /^(-?\d{1,6})\.\.(-?\d{1,6})(?:\.\.(-?\d{1,4}))?$/
const LETTERS = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d{1,4}))?$/

/** One character of unquoted text, or a part that braces never look into. */
type Unit = string | WordPart

/**
 * What bash makes of `a{b,c}` and `a{1..3}`, before anything else is expanded.
 * @returns the words; the same one alone where it has no braces that bash would expand; null for
 *   too many of them
 */
export function expandBraces(parts: readonly WordPart[]): readonly WordPart[][] | null {
  const units = parts.flatMap((part): Unit[] =>
    part.kind === 'text' && !part.isQuoted ? [...part.text] : [part],
  )
  const words = expand(units, { words: MAX_WORDS, pairs: MAX_WORDS, steps: MAX_STEPS })
  return words === null ? null : words.map(joined)
}

/** True where bash would make several words, and `sh` perhaps not. */
export function hasBraces(parts: readonly WordPart[]): boolean {
  const hasAny = parts.some(
    (part) => part.kind === 'text' && !part.isQuoted && part.text.includes('{'),
  )
  if (!hasAny) return false
  const words = expandBraces(parts)
  return words === null || words.length > 1
}

/** How much work is left for one word; nothing is expanded below zero. */
interface Budget {
  words: number
  pairs: number
  steps: number
}

function expand(units: readonly Unit[], budget: Budget): Unit[][] | null {
  for (let open = units.indexOf('{'); open >= 0; open = units.indexOf('{', open + 1)) {
    const inside = insideOf(units, open)
    budget.steps -= (inside?.end ?? units.length) - open
    if (budget.steps < 0) return null
    if (inside === null) continue
    if (--budget.pairs < 0) return null
    const choices = inside.choices.map((choice) => expand(choice, budget))
    const rest = expand(units.slice(inside.end + 1), budget)
    if (rest === null || choices.includes(null)) return null
    const before = units.slice(0, open)
    const words = (choices as Unit[][][])
      .flat()
      .flatMap((choice) => rest.map((after) => [...before, ...choice, ...after]))
    budget.words -= words.length
    return budget.words < 0 ? null : words
  }
  return [[...units]]
}

/** The choices of the braces that open there; null where they are ordinary characters. */
function insideOf(units: readonly Unit[], open: number): { choices: Unit[][]; end: number } | null {
  let depth = 0
  let from = open + 1
  const choices: Unit[][] = []
  for (let at = open; at < units.length; at++) {
    const unit = units[at]
    if (unit === '{') depth++
    else if (unit === ',' && depth === 1) {
      choices.push(units.slice(from, at))
      from = at + 1
    } else if (unit === '}' && --depth === 0) {
      const last = units.slice(from, at)
      if (choices.length > 0) return { choices: [...choices, last], end: at }
      const range = last.every((one) => typeof one === 'string') ? rangeOf(last.join('')) : null
      return range && { choices: range.map((text) => [...text]), end: at }
    }
  }
  return null
}

function rangeOf(text: string): string[] | null {
  const letters = LETTERS.exec(text)
  if (letters) {
    const [from = 0, to = 0] = letters.slice(1, 3).map((letter) => letter.charCodeAt(0))
    return steps(from, to, stepOf(letters[3]))?.map((code) => String.fromCharCode(code)) ?? null
  }
  const [, from = '', to = '', step] = NUMBERS.exec(text) ?? []
  if (from === '') return null
  const isPadded = [from, to].some((end) => /^-?0\d/.test(end))
  const width = isPadded ? Math.max(from.length, to.length) : 0
  const padded = (value: number) =>
    value < 0 ? `-${String(-value).padStart(width - 1, '0')}` : String(value).padStart(width, '0')
  return steps(Number(from), Number(to), stepOf(step))?.map(padded) ?? null
}

const stepOf = (text = '1') => Math.abs(Number(text)) || 1

function steps(from: number, to: number, step: number): number[] | null {
  const count = Math.floor(Math.abs(to - from) / step) + 1
  if (count > MAX_WORDS) return null
  const sign = to < from ? -1 : 1
  return Array.from({ length: count }, (_, index) => from + sign * index * step)
}

/** Characters in a row are one text again. */
function joined(units: readonly Unit[]): WordPart[] {
  const parts: WordPart[] = []
  for (const unit of units) {
    const last = parts.at(-1)
    if (typeof unit !== 'string') parts.push(unit)
    else if (last?.kind === 'text' && !last.isQuoted)
      parts[parts.length - 1] = { ...last, text: last.text + unit }
    else parts.push({ kind: 'text', text: unit, isQuoted: false })
  }
  return parts
}
