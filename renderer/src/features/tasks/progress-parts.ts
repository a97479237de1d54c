import type { RunProgress } from '@common/run/run'
import { bytesText, durationText, numberText } from '../../format/quantity'
import { t } from '../../i18n/i18n'

/** What is known about a running run, as short texts: percent, amount, speed, time left, files. */
export function progressParts(progress: RunProgress | null): string[] {
  if (progress === null) return [t('progress.starting')]
  const { percent, bytes, bytesPerSecond, secondsLeft, filesDone, filesKnown } = progress
  const files =
    filesKnown === null
      ? t('progress.filesSoFar', { files: numberText(filesDone) }, filesDone)
      : t('progress.filesOf', { done: numberText(filesDone), known: numberText(filesKnown) })
  return [
    ...(percent === null ? [t('progress.counting')] : [t('progress.percent', { percent })]),
    bytesText(bytes),
    ...(bytesPerSecond > 0 ? [t('progress.speed', { amount: bytesText(bytesPerSecond) })] : []),
    ...(secondsLeft === null ? [] : [t('progress.left', { time: durationText(secondsLeft) })]),
    files,
  ]
}
