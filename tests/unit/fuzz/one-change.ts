import fc from 'fast-check'
import { anyValue, name } from './any-value'

type Place = readonly (string | number)[]

/** What makes a right value nearly right: one of its parts is another, is missing, or is one too many. */
export interface Change {
  readonly at: Place
  readonly how: 'replace' | 'remove' | 'add'
  readonly value?: unknown
  /** With `replace`: what a text becomes; `$` is the text as it was. */
  readonly pattern?: string
  /** How often the pattern is written, one after the other; once when left out. */
  readonly times?: number
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Every part of a value, at any depth, but not the value itself. */
function partsOf(value: unknown, at: Place = []): { at: Place; part: unknown }[] {
  if (!isObject(value)) return []
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value)
  return keys.flatMap((key) => {
    const part: unknown = Reflect.get(value, key)
    return [{ at: [...at, key], part }, ...partsOf(part, [...at, key])]
  })
}

/** Stands for a file that nobody may touch; who makes the call puts its path there. */
export const CANARY = 'CANARY'

/** What a shell, a program's reader of options or a reader of lines would take for something else. */
const PATTERNS = [
  ...['-$', '--$', '-', '--', ' $', '$ ', '\0', '$\0', '$\n', '\n$', '\ud800$', '$\u202e', '~root'],
  ...['$\n-oProxyCommand=touch CANARY', '-oProxyCommand=touch CANARY', '--rsh=touch CANARY'],
  ...['$;touch CANARY', '$`touch CANARY`', "$';touch CANARY;'", '$ $(touch CANARY)'],
  ...[
    '|touch CANARY',
    '-eCANARY',
    '$@$',
    '$:$',
    '$/../..',
    '%h',
    '*',
    '[$]',
    '$\\',
    '"$',
    '$#',
    '$=',
  ],
]
/** What is no port, number of something or count of seconds. */
const NUMBERS = [NaN, Infinity, -1, 0, 0.5, 1, 65_535, 65_536, 2 ** 31, 2 ** 53, 1e308, -(2 ** 31)]

/** What may stand in the place of a part: mostly what it is not, but looks like. */
function others(part: unknown): fc.Arbitrary<Partial<Change>> {
  const values = fc
    .oneof(
      { weight: 2, arbitrary: anyValue },
      fc.constantFrom<unknown>(null, undefined, '', String(part), [part], { value: part }),
    )
    .map((value) => ({ value }))
  if (typeof part === 'number') {
    return fc.oneof(
      values,
      fc.constantFrom(...NUMBERS).map((value) => ({ value })),
    )
  }
  if (typeof part !== 'string') return values
  const patterns = fc.constantFrom(...PATTERNS).map((pattern) => ({ pattern }))
  const long = fc.constantFrom(30, 500, 40_000).map((times) => ({ pattern: '$', times }))
  return fc.oneof(values, { weight: 2, arbitrary: patterns }, long)
}

/** All changes of a right value. */
export function changesOf(right: readonly unknown[]): fc.Arbitrary<Change> {
  const parts = partsOf(right)
  const homes = [{ at: [] as Place }, ...parts.filter(({ part }) => isObject(part))]
  const replaced = fc
    .constantFrom(...parts)
    .chain(({ at, part }) =>
      others(part).map((other) => ({ at, how: 'replace' as const, ...other })),
    )
  const removed = fc.constantFrom(...parts).map(({ at }) => ({ at, how: 'remove' as const }))
  const added = fc
    .tuple(fc.constantFrom(...homes), name, anyValue)
    .map(([{ at }, key, value]) => ({ at: [...at, key], how: 'add' as const, value }))
  return fc.oneof({ weight: 6, arbitrary: replaced }, removed, added)
}

/**
 * A right value with one change.
 * @param canary path of the file that nobody may touch
 */
export function changed(right: readonly unknown[], change: Change, canary: string): unknown[] {
  return changedAt(right, change.at, change, canary) as unknown[]
}

function changedAt(value: unknown, at: Place, change: Change, canary: string): unknown {
  const [key = '', ...rest] = at
  if (!isObject(value)) return value
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...value }
  if (rest.length > 0) {
    define(copy, key, changedAt(Reflect.get(value, key), rest, change, canary))
  } else if (change.how === 'remove') {
    if (Array.isArray(copy)) copy.splice(Number(key), 1)
    else Reflect.deleteProperty(copy, key)
  } else if (change.how === 'add' && Array.isArray(copy)) {
    copy.push(change.value)
  } else {
    const before = String(Reflect.get(value, key))
    const text = change.pattern
      ?.repeat(change.times ?? 1)
      .replaceAll('$', () => before)
      .replaceAll(CANARY, canary)
    define(copy, key, text ?? change.value)
  }
  return copy
}

// Assigning to `__proto__` would set the prototype, which no clone carries.
const define = (target: object, key: string | number, value: unknown) =>
  Object.defineProperty(target, key, {
    ...{ value, enumerable: true, configurable: true, writable: true },
  })
