import { PRESETS, toCron, type Preset, type ScheduleFields } from '@common/schedule/schedule'
import type { MessageKey } from '../../i18n/i18n'

export const PRESET_TEXTS: Readonly<Record<Preset, { title: MessageKey; text: MessageKey }>> = {
  hourly: { title: 'schedule.hourly', text: 'schedule.hourlyText' },
  daily: { title: 'schedule.daily', text: 'schedule.dailyText' },
  weekly: { title: 'schedule.weekly', text: 'schedule.weeklyText' },
  monthly: { title: 'schedule.monthly', text: 'schedule.monthlyText' },
}

export const PRESET_NAMES = Object.keys(PRESETS) as readonly Preset[]

/** The preset with exactly this cron text; another spelling of the same times is a custom one. */
export function presetOf(schedule: ScheduleFields): Preset | null {
  const cron = toCron(schedule)
  return PRESET_NAMES.find((name) => PRESETS[name] === cron) ?? null
}
