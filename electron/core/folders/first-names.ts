/** Names sorted at once: few enough that nothing else has to wait for it. */
const BATCH = 2500

/**
 * The first names of many, in their order. Not all of them are sorted: what comes after the last
 * one kept is only counted.
 */
export class FirstNames {
  private readonly collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
  private kept: string[] = []
  private fresh: string[] = []
  private seen = 0

  /** @param limit how many are kept */
  constructor(private readonly limit: number) {}

  add(name: string): void {
    this.seen++
    const last = this.kept[this.limit - 1]
    if (last !== undefined && this.collator.compare(name, last) >= 0) return
    this.fresh.push(name)
    if (this.fresh.length >= BATCH) this.settle()
  }

  /** The names kept, and how many more there were. */
  take(): { readonly names: readonly string[]; readonly left: number } {
    this.settle()
    return { names: this.kept, left: this.seen - this.kept.length }
  }

  /** Takes the fresh ones in among those kept; equal names stay in the order they came in. */
  private settle(): void {
    const { compare } = this.collator
    const fresh = this.fresh.sort(compare)
    const merged: string[] = []
    for (let i = 0, j = 0; merged.length < this.limit;) {
      const [old, name] = [this.kept[i], fresh[j]]
      if (old === undefined && name === undefined) break
      const isOldFirst = name === undefined || (old !== undefined && compare(old, name) <= 0)
      merged.push((isOldFirst ? old : name) as string)
      if (isOldFirst) i++
      else j++
    }
    this.kept = merged
    this.fresh = []
  }
}
