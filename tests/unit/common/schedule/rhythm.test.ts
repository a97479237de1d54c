import { expect, it } from 'vitest'
import { overdueAt } from '@common/schedule/rhythm'
import { fromCron } from '@common/schedule/schedule'
import { readTimetable, type Timetable } from '@common/schedule/slots'

const at = (text: string) => new Date(`${text}Z`).getTime()

it.each([
  ['a minute', '* * * * *', '2026-03-10T12:00', '2026-03-10T13:01'],
  ['an hour', '0 * * * *', '2026-03-10T12:05', '2026-03-10T14:00'],
  ['a day', '0 2 * * *', '2026-03-10T02:05', '2026-03-11T14:00'],
  ['a week', '0 2 * * sun', '2026-03-08T02:05', '2026-03-16T02:00'],
  ['a month', '0 2 1 * *', '2026-03-01T02:05', '2026-04-02T02:00'],
  ['working days', '0 2 * * 1-5', '2026-03-13T02:05', '2026-03-16T14:00'],
  ['a leap year', '0 0 29 2 *', '2024-02-29T00:05', '2028-03-01T00:00'],
])('a task with the rhythm of %s is overdue some time after its next slot', (...row) => {
  const [, cron, success, expected] = row
  const table = readTimetable(fromCron(cron)) as Timetable
  expect(new Date(overdueAt(table, at(success), 'UTC') ?? 0)).toEqual(new Date(at(expected)))
})

it('a task that never comes up is never overdue', () => {
  const table = readTimetable(fromCron('0 0 30 2 *')) as Timetable
  expect(overdueAt(table, 0, 'UTC')).toBeNull()
})
