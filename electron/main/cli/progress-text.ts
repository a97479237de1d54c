import { numberText, say } from '@common/i18n/say'
import { bytesText } from '@common/run/bytes-text'
import type { RunProgress } from '@common/run/run'
import { terminalLine } from '@common/text/visible-text'

/** The end of a path says more than its beginning. */
const NAME_WIDTH = 32

/** One line of progress: `42 %  12.3 MB  4.1 MB/s  0:07 left  120 of 300 files  a/b.jpg`. */
export function progressText(progress: RunProgress): string {
  const { percent, bytes, bytesPerSecond, secondsLeft, filesDone, filesKnown, currentFile } =
    progress
  return [
    percent === null ? say('cli.progress.counting') : say('cli.progress.percent', { percent }),
    bytesText(bytes),
    say('cli.progress.perSecond', { amount: bytesText(bytesPerSecond) }),
    ...(secondsLeft === null ? [] : [say('cli.progress.left', { time: timeText(secondsLeft) })]),
    ...(filesKnown === null
      ? []
      : [say('cli.progress.files', { done: numberText(filesDone) }, filesKnown)]),
    ...(currentFile === null ? [] : [shortName(terminalLine(currentFile))]),
  ].join('  ')
}

/** A line that is wider than the terminal would leave its upper part behind. */
function shortName(name: string): string {
  const letters = [...name]
  return letters.length <= NAME_WIDTH ? name : `…${letters.slice(1 - NAME_WIDTH).join('')}`
}

function timeText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
