import { execFileSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { leavesOutFolder } from '@common/rsync/left-out'
import { readOptions } from '@common/rsync/read-options'

import { tempDir } from '../../../support/engine'

it.each<[string[], string, boolean]>([
  [['--exclude=/mnt/*'], 'mnt/usb', true],
  [['--exclude=/mnt/*'], 'mnt/usb/deeper', true],
  [['--exclude=/mnt/*'], 'mnt', true],
  [['--exclude=/mnt/a*', '--exclude=/mnt/???'], 'mnt', false],
  [['--include=/mnt/keep', '--exclude=/mnt/*'], 'mnt', false],
  [['--exclude=/mnt/***'], 'mnt', true],
  [['--exclude=/mnt/'], 'mnt/usb', true],
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

const SEED = randomInt(2 ** 31)
it(`what is left out for sure, rsync leaves out (seed ${SEED})`, async () => {
  const names = ['a', 'b', 'a/a', 'a/b', 'b/a', 'a/b/a', 'a/b/b', 'b/a/a', 'b/a/b']
  const folder = await tempDir()
  for (const name of names) await mkdir(`${folder}/${name}`, { recursive: true })
  const part = fc.constantFrom('a', 'b', '*', '?', '**', 'a*', '***', '')
  const pattern = fc
    .tuple(fc.constantFrom('/', ''), fc.array(part, { minLength: 1, maxLength: 3 }))
    .map(([start, parts]) => `${start}${parts.join('/')}`)
    .filter((text) => !/^$|\/\/|^[+-] |^!$/.test(text))
  const rule = fc
    .tuple(fc.constantFrom('--exclude=', '--include=', '--filter=P ', '--filter=H '), pattern)
    .map(([kind, text]) => `${kind}${text}`)
  const rules = fc.array(rule, { minLength: 1, maxLength: 4 })
  let times = 0
  for (const words of fc.sample(rules, { numRuns: 150, seed: SEED })) {
    const listed = execFileSync('rsync', ['-r', '--list-only', ...words, `${folder}/`]).toString()
    for (const name of names.filter((one) => leavesOutFolder(readOptions(words), one))) {
      times++
      expect(listed, `${words.join(' ')}: ${name}`).not.toMatch(new RegExp(` ${name}/`, 'm'))
    }
  }
  expect(times).toBeGreaterThan(20)
})
