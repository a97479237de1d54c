/** So many times as many names as are kept are gathered before those that come last are dropped. */
const ROOM = 2

type Compare = (a: string, b: string) => number

/**
 * The first names of many, in their order. Comparing names as people sort them is what costs, so
 * only those kept are sorted, and what comes after the last of them is only counted.
 */
export class FirstNames {
  private readonly collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
  private readonly names: string[] = []
  /** At least as many names as are kept come before this one, or are equal. */
  private last: string | null = null
  private seen = 0

  /** @param limit how many are kept */
  constructor(private readonly limit: number) {}

  add(name: string): void {
    this.seen++
    if (this.last !== null && this.collator.compare(name, this.last) >= 0) return
    this.names.push(name)
    if (this.names.length >= ROOM * this.limit) this.drop()
  }

  /** The names kept, and how many more there were. */
  take(): { readonly names: readonly string[]; readonly left: number } {
    if (this.names.length > this.limit) this.drop()
    const names = [...this.names].sort(this.collator.compare)
    return { names, left: this.seen - names.length }
  }

  private drop(): void {
    this.last = bringForward(this.names, this.limit - 1, this.collator.compare)
    this.names.length = this.limit
  }
}

/**
 * Puts at a place the name that a sort would put there, with what comes before it before it (Hoare's
 * "Find"). From a place drawn by lot, so that no order of the names makes it slow.
 */
function bringForward(names: string[], place: number, compare: Compare): string {
  const at = (index: number) => names[index] as string
  for (let low = 0, high = names.length - 1; low < high;) {
    const pivot = at(low + Math.floor(Math.random() * (high - low + 1)))
    let [i, j] = [low, high]
    while (i <= j) {
      while (compare(at(i), pivot) < 0) i++
      while (compare(at(j), pivot) > 0) j--
      if (i > j) break
      ;[names[i], names[j]] = [at(j), at(i)]
      i++
      j--
    }
    if (j < place) low = i
    if (place < i) high = j
  }
  return at(place)
}
