import { fromCron } from '@common/schedule/schedule'
import { readTimetable, slotsAfter, type Timetable } from '@common/schedule/slots'
import { randomCrons } from './random-cron'

/** Clocks that change at 2:00, by half an hour, and at midnight, on both sides of the equator. */
export const ZONES = [
  ...['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Beirut'],
  'America/Santiago',
] as const
export type Zone = (typeof ZONES)[number]
export const FROM = Date.UTC(2026, 0, 1)
export const TO = Date.UTC(2028, 0, 1)
export const CRONS = randomCrons(500, 20261122)

export const tableOf = (cron: string) => readTimetable(fromCron(cron)) as Timetable

/** Every time of the two years at which the product runs a schedule. */
export function ourTimes(cron: string, zone: string): number[] {
  const times: number[] = []
  for (const slot of slotsAfter(tableOf(cron), FROM - 1, zone)) {
    if (slot >= TO) break
    times.push(slot)
  }
  return times
}

/** The first time only one of two lists has, if any. */
export function firstDifference(ours: readonly number[], theirs: readonly number[]) {
  if (ours.length === theirs.length && ours.every((time, i) => time === theirs[i])) return null
  const at = ours.findIndex((time, i) => time !== theirs[i])
  const show = (time: number | undefined) => time && new Date(time).toISOString()
  const index = at < 0 ? ours.length : at
  return { ours: show(ours[index]), theirs: show(theirs[index]) }
}
