import { expect, it } from 'vitest'
import { parseListing } from '@common/rsync/parse-listing'

// As rsync 3.5.0 prints them.
it.each([
  ['-rw-r--r--           0 2020/01/01 00:00:00 a b', { size: 0, name: 'a b' }],
  ['-rw-r--r--     1000000  500/02/28 00:00:00 early', { size: 1_000_000, name: 'early' }],
  ['-rw-r--r--           7   -2/12/17 14:13:20 earlier', { size: 7, name: 'earlier' }],
  ['-rw-r--r--           7 11476/08/15 05:20:0 late', { size: 7, name: 'late' }],
  ['-rw-r--r--           7 285200616/07/24 16: later', { size: 7, name: 'later' }],
  ['-rw-r--r--           7 (time out of range) never', { size: 7, name: 'never' }],
])('an entry is read whatever its time is: %s', (line, entry) =>
  expect(parseListing(line)).toEqual({ isFolder: false, ...entry }),
)

it.each(['receiving file list ... done', '', '-rw-r--r-- 7 today name'])(
  'what is no entry is none: %j',
  (line) => expect(parseListing(line)).toBeNull(),
)
