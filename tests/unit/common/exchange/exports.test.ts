import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { writeTasks, type ExportContext, type ExportKind } from '@common/exchange/write-tasks'
import { buildCommand } from '@common/rsync/build-command'
import { slotsAfter, readTimetable } from '@common/schedule/slots'
import type { Task } from '@common/task/task'
import { moduleSettings, sshSettings } from '../../builders'
import { wordsOfShell } from '../../../support/shell-words'
import { anyTask, CONNECTION } from './any-task'

const EXPORT: ExportContext = { connections: [CONNECTION], hasPassword: () => true }
const CONTEXT = { user: 'nobody', home: '/home/ada', connections: [CONNECTION] }
const cwd = mkdtempSync(join(tmpdir(), 'rt-words-'))
afterAll(() => rmSync(cwd, { recursive: true }))

const stored = (settings: ReturnType<typeof moduleSettings>): Task => ({
  ...settings,
  id: 1,
  revision: 1,
})
const write = (kind: ExportKind, task: Task) => writeTasks(kind, [task], EXPORT)
const readBack = (text: string) => {
  const { found, refused } = readImport(text, CONTEXT)
  expect(refused).toEqual([])
  return found.map(({ settings }) => stored(settings))
}
/** The command a task has where no connection is saved. */
const commandOf = (task: Task): readonly string[] => {
  const { host, port, username } = CONNECTION
  const settings =
    task.sshCredentials === null
      ? task
      : { ...task, sshCredentials: null, remoteHost: `${username}@${host}`, remotePort: port }
  return buildCommand(settings, { isBare: true }).argv
}
/** A crontab line holds no line break, and cron reads no longer one. */
const fitsCron = (task: Task) =>
  !commandOf(task).some((word) => word.includes('\n')) && commandOf(task).join(' ').length < 600

describe('tasks as JSON', () => {
  it('come back as they were, and go out the same again', () => {
    fc.assert(
      fc.property(fc.array(anyTask, { minLength: 1, maxLength: 3 }), (tasks) => {
        const text = writeTasks('truenas', tasks, EXPORT)
        const back = readBack(text)
        expect(back).toEqual(tasks.map((task) => ({ ...task, id: 1, revision: 1 })))
        expect(writeTasks('truenas', back, EXPORT)).toBe(text)
      }),
      { numRuns: 40 },
    )
  })
})

it.each(['script', 'crontab'] as const)(
  'as a %s a task keeps its user, whatever its description says, and the description',
  (kind) => {
    for (const desc of ['Rsync Tasks, to run as root:', 'Photos', '', 'for root:']) {
      const extra = ['--exclude=x']
      for (const user of ['ada', 'root']) {
        const task = stored(moduleSettings({ desc, user, extra }))
        expect(readBack(write(kind, task))).toMatchObject([{ desc, user }])
      }
    }
  },
)

describe('a task as a script', () => {
  it('hands rsync the words of the task, by a real shell', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        expect(wordsOfShell(write('script', task), '/home/ada', cwd)).toEqual([commandOf(task)])
      }),
      { numRuns: 40 },
    )
  })

  it('comes back, and goes out the same again', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const [back] = readBack(write('script', task))
        if (!back) throw new Error('nothing came back')
        const again = write('script', back)
        expect(commandOf(back)).toEqual(commandOf(task))
        expect(readBack(again).map((one) => write('script', one))).toEqual([again])
      }),
      { numRuns: 60 },
    )
  })

  it('comes back with Recursive off, also where excluded files are deleted', () => {
    const extra = ["--exclude='*.tmp'", '--delete-excluded']
    const task = stored(moduleSettings({ recursive: false, archive: false, delete: true, extra }))
    expect(readBack(write('script', task))).toMatchObject([{ recursive: false, extra }])
    expect(readBack("rsync -r --exclude='/*/' --delete-excluded /src/ nas::m")).toMatchObject([
      { recursive: true },
    ])
  })

  it('says what it needs, and holds no secret', () => {
    const connection = stored(sshSettings({ sshCredentials: CONNECTION.id, desc: 'Photos' }))
    expect(write('script', connection).split('\n').slice(0, 8)).toEqual([
      '#!/bin/sh',
      '',
      '# Needs the private key of the SSH connection “nas” where ssh finds it, such as ~/.ssh/id_ed25519.',
      '# Needs these lines in ~/.ssh/known_hosts:',
      '# [nas.example.com]:2222 ssh-ed25519 AAAA',
      '',
      '# Rsync Tasks, to run as ada:',
      '# Photos',
    ])
    expect(write('script', stored(moduleSettings()))).toContain(
      '# Needs the password of the module',
    )
  })
})

describe('a task as a line of a crontab', () => {
  it('hands rsync the words of the task, by a real shell, after cron took the backslashes', () => {
    fc.assert(
      fc.property(anyTask.filter(fitsCron), (task) => {
        const line = write('crontab', task).trimEnd().split('\n').at(-1) ?? ''
        const command = line.split(' ').slice(5).join(' ').replaceAll('\\%', '%')
        expect(/(^|[^\\])%/.test(line)).toBe(false)
        expect(wordsOfShell(command, '/home/ada', cwd)).toEqual([commandOf(task)])
      }),
      { numRuns: 40 },
    )
  })

  it('comes back with its times, and goes out the same again', () => {
    const from = Date.UTC(2026, 0, 1)
    const firstTimes = ({ schedule }: Task) => {
      const table = readTimetable(schedule)
      const times = table ? slotsAfter(table, from, 'UTC') : []
      return [...take(times, 20)]
    }
    fc.assert(
      fc.property(anyTask.filter(fitsCron), (task) => {
        const text = write('crontab', task)
        const [back] = readBack(text)
        if (!back) throw new Error('nothing came back')
        expect(commandOf(back)).toEqual(commandOf(task))
        expect(firstTimes(back)).toEqual(firstTimes(task))
        const again = write('crontab', back)
        expect(readBack(again).map((one) => write('crontab', one))).toEqual([again])
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    [{ dom: '*/2', dow: '1' }, '0 2 1-31/2 * 1'],
    [{ dom: '1', dow: '*/2' }, '0 2 1 * 0-7/2'],
    [{ dom: '*/2', dow: '0-6' }, '0 2 */2 * *'],
    [{ minute: '5/10' }, '5-59/10 2 * * *'],
  ])('keeps what the days %j mean to cron: %s', (days, times) => {
    const schedule = { minute: '0', hour: '2', dom: '*', month: '*', dow: '*', ...days }
    const line = write('crontab', stored(moduleSettings({ schedule })))
      .trimEnd()
      .split('\n')
      .at(-1)
    expect(line?.startsWith(`${times} rsync `) ? times : line).toBe(times)
  })

  it('is refused where cron could not hold it', () => {
    expect(() => write('crontab', stored(moduleSettings({ path: '/a\nb/' })))).toThrow('line break')
    expect(() =>
      write('crontab', stored(moduleSettings({ path: `/${'a'.repeat(1000)}` }))),
    ).toThrow('more than 998 bytes')
  })
})

function* take<T>(all: Iterable<T>, count: number): Generator<T> {
  for (const one of all) {
    if (count-- <= 0) return
    yield one
  }
}
