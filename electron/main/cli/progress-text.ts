import { numberText, say } from '@common/i18n/say'
import type { RunProgress } from '@common/run/run'

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

/** One line of progress: `42 %  12.3 MB  4.1 MB/s  0:07 left  120 of 300 files`. */
export function progressText(progress: RunProgress): string {
  const { percent, bytes, bytesPerSecond, secondsLeft, filesDone, filesKnown } = progress
  return [
    percent === null ? say('cli.progress.counting') : say('cli.progress.percent', { percent }),
    bytesText(bytes),
    say('cli.progress.perSecond', { amount: bytesText(bytesPerSecond) }),
    ...(secondsLeft === null ? [] : [say('cli.progress.left', { time: timeText(secondsLeft) })]),
    ...(filesKnown === null
      ? []
      : [say('cli.progress.files', { done: numberText(filesDone) }, filesKnown)]),
  ].join('  ')
}

function timeText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
