import { describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import type { FoundTask } from '@common/exchange/reading'
import { OPTIONS } from '@common/rsync/option-table'
import { shellQuote } from '@common/rsync/quote'
import { toWire } from '@common/task/wire-names'
import { spellings } from '../../../support/option-spellings'
import { ADA } from './import-table'

const STAYS_OFF = /^It stays switched off until it is enabled in the form/
const operandsOf = (direction: string) =>
  direction === 'PUSH' ? '/srv/a/ nas:/b' : 'nas:/b /srv/a/'

/** A command as a line of a crontab, and in a script. */
function found(options: string, direction = 'PUSH'): readonly FoundTask[] {
  const command = `rsync -a ${options} ${operandsOf(direction)}`
  const [line, script] = [`0 3 * * * ${command}\n`, `#!/bin/sh\n${command}\n`].map(
    (text) => readImport(text, ADA).found,
  )
  const told = (tasks: readonly FoundTask[] = []) => tasks.map(({ staysOff }) => staysOff)
  expect(told(script)).toEqual(told(line))
  return line ?? []
}

/** Options that a person who wrote the line wanted, and that start or write nothing of their own. */
const MEANT = ['remove-source-files', 'remove-sent-files', 'copy-devices']
const MEANT_AT_RECEIVER = ['compare-dest', 'copy-dest', 'link-dest']

describe('a command for rsync that does more than copy', () => {
  it.each([
    ['--copy-as=root', 'PUSH', '--copy-as starts a program on this computer.'],
    ['--rsync-path=evil', 'PUSH', '--rsync-path runs something else on the remote host.'],
    ['-M --log-file=/x', 'PUSH', '-M runs something else on the remote host.'],
    ['--log-file=/srv/log', 'PUSH', '--log-file writes on this computer beside what is copied.'],
    ['-b --backup-dir=/etc', 'PULL', '--backup-dir writes on this computer'],
    ['-T /etc', 'PULL', '-T writes on this computer'],
    ['--write-devices --no-W', 'PULL', '--write-devices writes over what a device holds'],
    ['--write-devices', 'PUSH', '--write-devices writes over what a device holds'],
    ['--insecure-links', 'PULL', '--insecure-links trusts the other side'],
    ['-K', 'PULL', '-K trusts the other side'],
    ['--keep-dirlinks', 'PULL', '--keep-dirlinks trusts the other side'],
    ['--trust-sender', 'PULL', '--trust-sender trusts the other side'],
    ['--password-file=/x', 'PUSH', '--password-file reads a file of this computer.'],
    ['--exclude-from=/x', 'PUSH', '--exclude-from reads a file of this computer.'],
    ['--files-from=/x', 'PUSH', '--files-from reads a file of this computer.'],
    ['--run-later=/x', 'PUSH', '--run-later is not an option of rsync'],
  ])('stays off for %s (%s), and says so once', (options, direction, note) => {
    const [task] = found(`--no-delay-updates ${options}`, direction)
    expect(task?.staysOff).toBe(true)
    expect(task?.notes.filter((one) => one.startsWith(note))).toHaveLength(1)
    expect(task?.notes.at(-1)).toMatch(STAYS_OFF)
    expect(new Set(task?.notes).size).toBe(task?.notes.length)
  })

  const merges = [
    '. /etc/shadow',
    'merge /x',
    'merge,- /x',
    '.- /x',
    '.,+ /x',
    ': /../../x',
    '._/x',
  ]
  it.each(
    merges.flatMap((rule) => [
      `--filter='${rule}'`,
      `-f '${rule}'`,
      `-f'${rule}'`,
      `-vf '${rule}'`,
    ]),
  )('stays off for %s: its rules are from a file of this computer', (options) => {
    const [task] = found(options)
    expect(task?.staysOff).toBe(true)
    expect(task?.notes.join('\n')).toMatch(/^-\S*f\S* reads a file of this computer\.$/m)
    const [same] = readImport(JSON.stringify(toWire((task as FoundTask).settings)), ADA).found
    expect(same?.staysOff).toBe(true)
  })

  it.each(['-F', '-FF', '-C', "--filter=': .rules'", "--exclude='. /x'", "--filter='- . /x'"])(
    'may run at once with %s, which names no file elsewhere',
    (options) => {
      expect(found(options)[0]?.staysOff).toBe(false)
    },
  )

  it.each([
    ['--delete --exclude=x --filter="- y"', 'PUSH', /^$/],
    ['--delete-excluded --link-dest=../old', 'PUSH', /deletes files at the destination/],
    ['--backup-dir=../old -b', 'PUSH', /^$/],
    ['--remove-source-files', 'PUSH', /^--remove-source-files deletes files on this computer\./],
    ['--remove-source-files', 'PULL', /deletes files at the source after they were copied/],
    ['-K --trust-sender', 'PUSH', /^$/],
    ['--link-dest=/srv/old', 'PULL', /^--link-dest reads a file of this computer\./],
  ])('may run at once with %s (%s), which whoever wrote it meant', (options, direction, note) => {
    const [task] = found(options, direction)
    expect(task?.staysOff).toBe(false)
    const notes = task?.notes.filter((one) => !one.startsWith('Account or port')) ?? []
    expect(notes.join('\n')).toMatch(note)
    expect(notes.length).toBeLessThanOrEqual(1)
  })

  it.each(
    OPTIONS.filter(({ does }) => does.length > 0).flatMap((spec) =>
      spellings(spec, spec.name === 'remote-option' ? '--fuzzy' : '/x').flatMap((words) =>
        (['PUSH', 'PULL'] as const).map(
          (direction) => [words.map(shellQuote).join(' '), direction, spec] as const,
        ),
      ),
    ),
  )('says of %s (%s) what the same task says as JSON', (options, direction, { name }) => {
    for (const task of found(options, direction)) {
      const [same] = readImport(JSON.stringify(toWire(task.settings)), ADA).found
      const about = (notes: readonly string[] = []) =>
        notes.filter((note) => / (this computer|remote host|holds|other side)\b/.test(note))
      expect(task.notes).toEqual(expect.arrayContaining(about(same?.notes)))
      const isMeant =
        MEANT.includes(name) || (direction === 'PULL' && MEANT_AT_RECEIVER.includes(name))
      expect(task.staysOff).toBe(same?.staysOff === true && !isMeant)
    }
  })
})
