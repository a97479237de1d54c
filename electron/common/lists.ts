/*
 * A call takes no more arguments than the stack has room for, some 100,000: `push(...list)` and
 * `Math.max(...list)` throw where a list, such as the lines of a file, is longer.
 */

/** Adds values to the end of a list, however many they are. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const one of more) list.push(one)
}

/** The largest of numbers, however many they are; `least` where none is larger. */
export function largest(numbers: Iterable<number>, least: number): number {
  let most = least
  for (const number of numbers) most = Math.max(most, number)
  return most
}
