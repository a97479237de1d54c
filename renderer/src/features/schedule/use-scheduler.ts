import { isCronField, type CronField } from '@common/schedule/cron-field'
import {
  fromCron,
  nextRun,
  PRESETS,
  toCron,
  type Preset,
  type ScheduleFields,
} from '@common/schedule/schedule'
import { computed, reactive, shallowRef } from 'vue'
import { say } from '@common/i18n/say'
import { monthField, ticksOf, weekdayField } from './cron-ticks'
import { presetOf } from './presets'

export type TextField = Extract<CronField, 'minute' | 'hour' | 'dom'>

/** The Advanced Scheduler's fields: three texts, months and weekdays as ticks. */
export function useScheduler(start: ScheduleFields) {
  const texts = reactive({ minute: '', hour: '', dom: '' })
  const months = shallowRef<ReadonlySet<number>>(new Set())
  const weekdays = shallowRef<ReadonlySet<number>>(new Set())

  function load(schedule: ScheduleFields): void {
    Object.assign(texts, { minute: schedule.minute, hour: schedule.hour, dom: schedule.dom })
    months.value = ticksOf('month', schedule.month)
    weekdays.value = ticksOf('dow', schedule.dow)
  }
  load(start)

  const schedule = computed<ScheduleFields>(() => {
    const typed = { ...texts, month: monthField(months.value), dow: weekdayField(weekdays.value) }
    // Sunday alone is spelled alike, and so is what was loaded and not touched.
    return sameTicks(start, months.value, weekdays.value)
      ? { ...typed, month: start.month, dow: start.dow }
      : typed
  })
  const errorOf = (field: TextField) =>
    texts[field] === ''
      ? say('rules.required')
      : isCronField(field, texts[field])
        ? null
        : say('rules.task.cron')
  const isWellFormed = computed(() =>
    (['minute', 'hour', 'dom'] as const).every((field) => !errorOf(field)),
  )
  const neverRuns = computed(
    () => isWellFormed.value && nextRun(schedule.value, new Date(0), 'UTC') === null,
  )

  return {
    texts,
    months,
    weekdays,
    schedule,
    errorOf,
    neverRuns,
    isValid: computed(() => isWellFormed.value && !neverRuns.value),
    preset: computed(() => presetOf(schedule.value)),
    choosePreset: (name: Preset) => load(fromCron(PRESETS[name])),
    /** Days of the month and of the week both restrict: then either one is enough. */
    hasOr: computed(() => schedule.value.dom !== '*' && schedule.value.dow !== '*'),
    cron: computed(() => toCron(schedule.value)),
  }
}

function sameTicks(
  start: ScheduleFields,
  months: ReadonlySet<number>,
  weekdays: ReadonlySet<number>,
): boolean {
  return (
    monthField(months) === monthField(ticksOf('month', start.month)) &&
    weekdayField(weekdays) === weekdayField(ticksOf('dow', start.dow))
  )
}

/** The ticks with one of them turned over. */
export function toggled(ticks: ReadonlySet<number>, value: number): ReadonlySet<number> {
  const next = new Set(ticks)
  if (!next.delete(value)) next.add(value)
  return next
}
