import { expect, it } from 'vitest'
import { deletes, leavesOut, removedFromSource, removesSource } from '@common/guard/deletes'
import { moduleSettings } from '../../builders'

it.each([
  ...['--delete', '--del', '--delete-before', '--delete-excluded', '--delete-missing-args'],
  ...['--force', '-M--delete', '--remote-option=--delete-after', '-v --delete', "'--delete'"],
])('%s deletes at the destination', (extra) => {
  expect(deletes(moduleSettings({ extra: [extra] }))).toBe(true)
})

it.each(['-v', '--max-delete=5', '--remove-source-files', '--exclude=--delete', '--existing'])(
  '%s does not',
  (extra) => expect(deletes(moduleSettings({ extra: [extra] }))).toBe(false),
)

it('the setting Delete does', () => expect(deletes(moduleSettings({ delete: true }))).toBe(true))

it.each([
  ['--remove-source-files', true],
  ['--remove-sent-files', true],
  ['--delete', false],
])('%s deletes at the source: %s', (extra, is) =>
  expect(removesSource(moduleSettings({ extra: [extra] }))).toBe(is),
)

it.each([
  ['--remove-source-files', 'passed'],
  ['--remove-sent-files', 'sent'],
  ['--remove-source-files --remove-sent-files', 'sent'],
  ['--remove-sent-files --remove-source-files', 'passed'],
  ['-M--remove-source-files', null],
])('%s removes what the destination has, or what was sent: %s', (extra, which) =>
  expect(removedFromSource(moduleSettings({ extra: [extra] }))).toBe(which),
)

it.each([
  ['--exclude=/backup', true],
  ['-f "- /backup"', true],
  ['-x', true],
  ['-F', true],
  ['--files-from=/list', true],
  ['-v', false],
  ['--bwlimit=5', false],
])('%s leaves parts out: %s', (extra, is) =>
  expect(leavesOut(moduleSettings({ extra: [extra] }))).toBe(is),
)
