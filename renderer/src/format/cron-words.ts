import { toCron, type ScheduleFields } from '@common/schedule/schedule'
import cronstrue from 'cronstrue'

/**
 * A schedule in words, as TrueNAS says it: 24-hour, verbose, and every time of day once more in
 * the 12-hour clock. Falls back to the cron text, since a stored schedule must show something.
 */
export function cronWords(schedule: ScheduleFields): string {
  const cron = toCron(schedule)
  try {
    const words = cronstrue.toString(withoutLeadingZeros(cron), {
      use24HourTimeFormat: true,
      verbose: true,
    })
    return words.replaceAll(' in a month', '').replace(/\b(\d\d):(\d\d)\b/g, withTwelveHours)
  } catch {
    return cron
  }
}

/** `00` and `0` are the same minute, but cronstrue has a clumsier sentence for the first. */
function withoutLeadingZeros(cron: string): string {
  return cron.replace(/\b0+(?=\d)/g, '')
}

function withTwelveHours(time: string, hourText: string, minute: string): string {
  const hour = Number(hourText)
  const twelve = String(hour % 12 || 12).padStart(2, '0')
  return `${time} (${twelve}:${minute} ${hour < 12 ? 'AM' : 'PM'})`
}
