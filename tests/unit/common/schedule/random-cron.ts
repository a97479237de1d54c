/** Cron lines made up by a small generator with a seed, so that a failure can be seen again. */

type Random = () => number

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const between = (next: Random, low: number, high: number) =>
  low + Math.floor(next() * (high - low + 1))
const pick = <T>(next: Random, ...items: readonly T[]): T =>
  items[Math.floor(next() * items.length)] as T

function part(next: Random, min: number, max: number, names?: readonly string[]): string {
  const name = (value: number) => (names && next() < 0.5 ? (names[value] ?? value) : value)
  const low = between(next, min, max)
  const high = between(next, low, max)
  const step = between(next, 1, max - min + 1)
  return pick(
    next,
    () => String(name(low)),
    () => String(low).padStart(2, '0'),
    () => `${name(low)}-${name(high)}`,
    () => `${low}-${high}/${step}`,
    () => `*/${step}`,
  )()
}

function field(next: Random, free: number, min: number, max: number, names?: readonly string[]) {
  if (next() < free) return '*'
  const parts = Array.from({ length: between(next, 1, 3) }, () => part(next, min, max, names))
  return parts.join(',')
}

const MONTHS = ' jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const DAYS = 'sun mon tue wed thu fri sat'.split(' ')

/** A line that the rules of a schedule accept, as people write them and worse. */
export function randomCron(next: Random): string {
  return [
    field(next, 0.1, 0, 59),
    // Small hours often, because clocks are changed then.
    next() < 0.5 ? field(next, 0.1, 0, 4) : field(next, 0.3, 0, 23),
    field(next, 0.5, 1, 31),
    field(next, 0.6, 1, 12, MONTHS),
    field(next, 0.5, 0, 6, DAYS),
  ].join(' ')
}

/** How often a day a line fires: minutes times hours, roughly. */
function isDense(cron: string): boolean {
  const [minute = '', hour = ''] = cron.split(' ')
  return /[*-]/.test(minute) && /[*-]/.test(hour)
}

/** So many different lines; of those that fire all day long a few are enough. */
export function randomCrons(count: number, seed: number): string[] {
  const next = random(seed)
  const lines = new Set<string>()
  let dense = 0
  while (lines.size < count) {
    const line = randomCron(next)
    if (isDense(line) && dense++ > count / 25) continue
    lines.add(line)
  }
  return [...lines]
}
