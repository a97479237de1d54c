import { shallowRef, watch, type ShallowRef } from 'vue'

/** A choice about looks that survives a restart. Never for what main owns. */
export function useSaved<T>(key: string, initial: T): ShallowRef<T> {
  const value = shallowRef(readSaved(key, initial))
  watch(value, (now) => localStorage.setItem(key, JSON.stringify(now)))
  return value
}

function readSaved<T>(key: string, initial: T): T {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    const isSameKind =
      typeof stored === typeof initial && Array.isArray(stored) === Array.isArray(initial)
    return stored !== null && isSameKind ? (stored as T) : initial
  } catch {
    return initial
  }
}
