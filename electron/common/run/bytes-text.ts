import { numberText } from '../i18n/say'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
const ONE_DIGIT = { minimumFractionDigits: 1, maximumFractionDigits: 1 }

/** Bytes for people, in steps of 1000: `12.3 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let step = 0
  // Rounded first, so that 999,950 is 1.0 MB and not 1000.0 kB.
  for (; step + 1 < UNITS.length && Number((bytes / 1000 ** step).toFixed(1)) >= 1000;) step++
  return `${numberText(bytes / 1000 ** step, ONE_DIGIT)} ${UNITS[step]}`
}
