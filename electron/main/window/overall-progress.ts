/**
 * One bar for several runs.
 * @param percents of each running run, null where it cannot be known yet
 * @returns 0 to 1; null while one of them cannot be known; `none` when nothing runs
 */
export function overallProgress(percents: readonly (number | null)[]): number | null | 'none' {
  if (percents.length === 0) return 'none'
  let sum = 0
  for (const percent of percents) {
    if (percent === null) return null
    sum += percent
  }
  return sum / percents.length / 100
}
