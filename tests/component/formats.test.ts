import { fromCron } from '@common/schedule/schedule'
import { describe, expect, it } from 'vitest'
import { cronWords } from '@renderer/format/cron-words'
import { bytesText, durationText } from '@renderer/format/quantity'
import { relativeTime } from '@renderer/format/relative-time'
import { destinationOf } from '@renderer/features/task-form/destination'
import { emptyValues, type TaskFormValues } from '@renderer/features/task-form/form-values'
import { visibleText } from '@common/text/visible-text'

const NOW = Date.UTC(2024, 0, 10, 12)
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('a time as seen from now', () => {
  it.each([
    [3 * HOUR, 'in 3 hours'],
    [HOUR, 'in 1 hour'],
    [90 * MINUTE, 'in 1 hour'],
    [5 * MINUTE, 'in 5 min.'],
    [30_000, 'in 30 sec.'],
    [-30_000, '30 sec. ago'],
    [-MINUTE, '1 min. ago'],
    [-2 * DAY, '2 days ago'],
    [-8 * DAY, '1 week ago'],
    [40 * DAY, 'in 1 month'],
    [800 * DAY, 'in 2 years'],
  ])('%d ms away reads "%s"', (distance, text) => {
    expect(relativeTime(NOW + distance, NOW)).toBe(text)
  })
})

describe('a schedule in words', () => {
  it.each([
    ['0 * * * *', 'Every hour, every day'],
    ['00 * * * *', 'Every hour, every day'],
    ['0 0 * * *', 'At 00:00 (12:00 AM), every day'],
    ['0 0 * * sun', 'At 00:00 (12:00 AM), only on Sunday'],
    ['0 0 1 * *', 'At 00:00 (12:00 AM), on day 1 of the month'],
    ['0 2 * * mon', 'At 02:00 (02:00 AM), only on Monday'],
    [
      '*/15 8-18 * * mon-fri',
      'Every 15 minutes, between 08:00 (08:00 AM) and 18:59 (06:59 PM), Monday through Friday',
    ],
    [
      '30-35 1,14 */2 * *',
      'Minutes 30 through 35 past the hour, at 01:00 (01:00 AM) and 14:00 (02:00 PM), every 2 days',
    ],
    ['0 2 24-25 * mon', 'At 02:00 (02:00 AM), between day 24 and 25 of the month, and on Monday'],
  ])('%s reads "%s"', (cron, words) => {
    expect(cronWords(fromCron(cron))).toBe(words)
  })

  it('is the cron text itself where no words can be found', () => {
    expect(cronWords(fromCron('x * * * *'))).toBe('x * * * *')
  })
})

describe('amounts', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1500, '1.5 kB'],
    [1.23e9, '1.2 GB'],
  ])('%d bytes read "%s"', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text)
  })

  it.each([
    [0, '0 s'],
    [59.6, '1 min'],
    [125, '2 min 5 s'],
    [7260, '2 h 1 min'],
    [90_000, '1 d 1 h'],
  ])('%d seconds read "%s"', (seconds, text) => {
    expect(durationText(seconds)).toBe(text)
  })
})

describe('where files arrive', () => {
  const remote = { remoteHost: 'nas', remoteModule: 'photos', remotePath: '/backup' }
  const at = (given: Partial<TaskFormValues>) =>
    destinationOf({
      ...emptyValues('ada'),
      ...remote,
      path: '/srv/photos',
      direction: 'PUSH',
      ...given,
    })

  it.each<[string, Partial<TaskFormValues>, string, string]>([
    ['a folder pushed to a module', {}, 'folder', 'rsync://nas/photos/photos'],
    ['contents pushed to a module', { path: '/srv/photos/' }, 'contents', 'rsync://nas/photos'],
    ['a folder pushed by SSH', { mode: 'SSH' }, 'folder', 'nas:/backup/photos'],
    [
      'a slash at the destination',
      { mode: 'SSH', remotePath: '/backup/' },
      'folder',
      'nas:/backup/photos',
    ],
    ['a module pulled', { direction: 'PULL' }, 'contents', '/srv/photos'],
    ['a folder pulled by SSH', { direction: 'PULL', mode: 'SSH' }, 'folder', '/srv/photos/backup'],
    ['an IPv6 host', { mode: 'SSH', remoteHost: 'bob@::1' }, 'folder', '[::1]:/backup/photos'],
  ])('is right for %s', (_case, given, what, target) => {
    expect(at(given)).toMatchObject({ what, target })
  })

  it('is unknown while something is missing', () => {
    expect(at({ direction: null })).toBeNull()
    expect(at({ path: '' })).toBeNull()
    expect(at({ remoteHost: '-x' })).toBeNull()
  })
})

describe('a log line', () => {
  it('shows control characters and turns of direction', () => {
    expect(visibleText('a\u001b[31mb\u0007\tc')).toBe('a<U+001B>[31mb<U+0007>\tc')
    expect(visibleText('gpj.\u202eexe')).toBe('gpj.<U+202E>exe')
  })

  it('is cut where it is far too long to be drawn', () => {
    expect(visibleText('x'.repeat(5000))).toHaveLength(4000)
  })
})
