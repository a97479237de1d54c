/** Far more than any call has: ten thousand chosen tasks, settings three levels deep. */
const MAX_PARTS = 100_000
const MAX_DEPTH = 20

/**
 * True for what JSON can hold and no more: finite numbers, texts, lists without holes and plain
 * objects, of a bounded number and depth. A page can also send cycles, BigInts, dates and maps,
 * which the rules of the schemas do not expect; a part of an object may be undefined, as if left out.
 */
export function isPlainData(value: unknown): boolean {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }]
  for (let parts = 0; ; parts++) {
    const next = waiting.pop()
    if (next === undefined) return true
    const inner = partsOf(next.value)
    if (inner === null || next.depth > MAX_DEPTH) return false
    // One that is shared counts wherever it stands, so that no small value unfolds for ever.
    if (parts + waiting.length + inner.length > MAX_PARTS) return false
    for (const value of inner) waiting.push({ value, depth: next.depth + 1 })
  }
}

/** What a value is made of; null when it is nothing that JSON knows. */
function partsOf(value: unknown): readonly unknown[] | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return []
  if (typeof value === 'number') return Number.isFinite(value) ? [] : null
  if (typeof value !== 'object') return null
  if (Array.isArray(value)) return value.length > MAX_PARTS ? null : [...(value as unknown[])]
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return null
  return Object.values(value).filter((part) => part !== undefined)
}

/**
 * True for what is nested so deep that nothing of ours is. JSON may be as deep as it is long, and
 * what prints or checks a value part by part would run out of stack.
 */
export function isTooDeep(value: unknown, left = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((part) => isTooDeep(part, left - 1))
}
