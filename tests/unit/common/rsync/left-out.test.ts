import { expect, it } from 'vitest'

import { leavesOutFolder } from '@common/rsync/left-out'
import { readOptions } from '@common/rsync/read-options'

it.each<[string[], string, boolean]>([
  [['--exclude=/mnt/*'], 'mnt/usb', true],
  [['--exclude=/mnt/*'], 'mnt/usb/deeper', true],
  [['--exclude=/mnt/*'], 'mnt', true],
  [['--exclude=/mnt/a*', '--exclude=/mnt/???'], 'mnt', false],
  [['--include=/mnt/keep', '--exclude=/mnt/*'], 'mnt', false],
  [['--exclude=/mnt/***'], 'mnt', true],
  [['--exclude=/mnt/'], 'mnt/usb', true],
  // Only folders: files in the disk itself are no folders.
  [['--exclude=/mnt/*/'], 'mnt', false],
  [['--exclude=/mnt/*/'], 'mnt/usb', true],
  [['--exclude=/**/*/'], 'mnt', false],
  [['--exclude=mnt'], 'a/mnt', true],
  [['--exclude=/mnt'], 'a/mnt', false],
  [['--exclude=/media/**'], 'media/ada/stick', true],
  [['--exclude=*.mnt', '--exclude=/a?c'], 'abc', true],
  [['--filter=- /mnt/*'], 'mnt/usb', true],
  [['--exclude=/a.c'], 'abc', false],
  [['--include=/mnt/usb', '--exclude=/mnt/*'], 'mnt/usb', false],
  [['--include=/mnt/sd', '--exclude=/mnt/*'], 'mnt/usb', true],
  [['--include=[m]nt', '--exclude=/mnt/*'], 'mnt/usb', false],
  [['--exclude=/[m]nt/*'], 'mnt/usb', false],
  [['--exclude-from=rules', '--exclude=/mnt/*'], 'mnt/usb', false],
  [['--exclude=/mnt/*', '--exclude-from=rules'], 'mnt/usb', false],
  [['--exclude=/mnt/*', '-F'], 'mnt/usb', true],
  [['-F', '--exclude=/mnt/*'], 'mnt/usb', false],
  [['-C', '--exclude=/mnt/*'], 'mnt/usb', false],
  [['--exclude=/mnt/*', '-f!'], 'mnt/usb', false],
  [['-f!', '--exclude=/mnt/*'], 'mnt/usb', true],
  [['-fH /mnt/*'], 'mnt/usb', false],
  [['-fP /mnt/*', '--exclude=/mnt/*'], 'mnt/usb', true],
  [['-f-p /mnt/*'], 'mnt/usb', false],
  [['-M--exclude=/mnt/*'], 'mnt/usb', false],
  [['--exclude=/mnt/*', '--delete-excluded'], 'mnt/usb', false],
  [['--exclude=/mnt/*', '--files-from=list'], 'mnt/usb', false],
  [[], 'mnt/usb', false],
])('%j leave %s out: %s', (words, name, is) => {
  expect(leavesOutFolder(readOptions(words), name)).toBe(is)
})
