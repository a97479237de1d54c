import { describe, expect, it, vi } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import type { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { InvokeChannel } from '@common/ipc/contract'
import { OPTIONS, type OptionEffect } from '@common/rsync/option-table'
import type { Task } from '@common/task/task'
import { readBackup, writeBackup } from '@core/exchange/backup-text'
import { mergeInto, replaceAll } from '@core/exchange/restored-settings'
import { EMPTY_SETTINGS } from '@core/store/settings-store'
import { askedHandlers, type AskedContext } from '@main/ipc/asked-handlers'
import { makeCallee, type Handlers } from '@main/ipc/callee'
import { Consent, type Question } from '@main/ipc/consent'
import { spellings } from '../../../support/option-spellings'
import { aTask } from '../../builders'

const EVIL = '/home/ada/evil'
const CONTEXT = { user: 'ada', home: '/home/ada', connections: [] }
const OF_TRUENAS = {
  ...{ path: '/srv/photos', user: 'ada', mode: 'SSH', remotehost: 'nas' },
  ...{ remoteport: 22, remotepath: '/b', delayupdates: false },
}
const overSsh = (changes: Partial<Task>) =>
  aTask({
    ...{ mode: 'SSH', remoteHost: 'nas', remotePort: 22, remoteModule: null, remotePath: '/b' },
    ...changes,
  })

/** Calls over stored tasks, with a person who answers the same to every question. */
function person(tasks: readonly Task[], answer: boolean | (() => Promise<boolean>) = true) {
  const asked: Question[] = []
  const done = () => undefined
  const engine = {
    tasks: {
      list: () => tasks,
      get: (id: number) => tasks.find((task) => task.id === id) as Task,
      ...{ create: done, update: done, add: done },
    },
    exchange: { read: (text: string) => Promise.resolve(readImport(text, CONTEXT)) },
    ...{ previews: { start: done }, programs: { update: done } },
    backup: { understand: (text: string) => Promise.resolve(readBackup(text)), store: done },
  }
  const context = { engine, desktop: { restored: done } } as unknown as AskedContext
  const ask = (question: Question) => {
    asked.push(question)
    return typeof answer === 'boolean' ? Promise.resolve(answer) : answer()
  }
  const consent = new Consent(context.engine.tasks, ask)
  const callee = makeCallee(askedHandlers(context) as Handlers, (brought) =>
    consent.allows(brought),
  )
  const allows = async (channel: InvokeChannel, ...args: unknown[]) => {
    try {
      await callee(channel, args)
      return true
    } catch (error) {
      if ((error as AppError).message !== say('consent.refused')) throw error
      return false
    }
  }
  return { asked, allows }
}

const RISKY: readonly OptionEffect[] = [
  ...(['runs-here', 'runs-there', 'writes-here', 'writes-devices'] as const),
]
/** Every option that a person must allow, said in every way; what is refused in any case is not. */
const SAID: readonly (readonly [extra: readonly string[], shown: string])[] = [
  ...OPTIONS.filter(
    ({ does }) => RISKY.some((effect) => does.includes(effect)) && !does.includes('no-copy'),
  ).flatMap((spec) => {
    const value = spec.name === 'remote-option' ? `--log-file=${EVIL}` : EVIL
    const shown = spec.value === 'none' ? `--${spec.name}` : EVIL
    return spellings(spec, value).map((words) => [words, shown] as const)
  }),
  [[`-vze ${EVIL}`], EVIL],
  [[`--rsh='${EVIL} x'`], EVIL],
  [['--exclude=x', '--rsh', EVIL, '-v'], EVIL],
  // Of a newer rsync nobody knows what it starts.
  [[`--run-later=${EVIL}`], EVIL],
  [[`--archive=${EVIL}`], EVIL],
  [['-vj'], '-vj'],
]

describe('an option that runs a program or writes a file of its own', () => {
  it.each(SAID)(
    '%j is asked for, and nothing goes on where it is declined',
    async (extra, shown) => {
      for (const [channel, ...args] of [
        ['tasks:create', { extra }],
        ['tasks:update', 1, { extra }, null],
        ['tasks:update', 1, { extra, enabled: true }, null],
        ['previews:start', { taskId: null, settings: { extra } }],
        ['previews:start', { taskId: 1, settings: { extra } }],
      ] as const) {
        const { asked, allows } = person([aTask({})], false)
        expect(await allows(channel, ...args)).toBe(false)
        expect(asked[0]?.detail).toContain(shown)
      }
    },
  )

  it('is asked for once: not at Save after the preview, and not while a stored task has it', async () => {
    const { asked, allows } = person([aTask({ extra: ['-e', "'ssh -p 22'"] })])
    const settings = { extra: ['-e', EVIL] }
    expect(await allows('previews:start', { taskId: null, settings })).toBe(true)
    expect(await allows('tasks:create', settings)).toBe(true)
    expect(await allows('tasks:create', { extra: ["-e 'ssh -p 22'"] })).toBe(true)
    expect(asked).toHaveLength(1)
  })

  it('is asked for again after it was declined', async () => {
    const { asked, allows } = person([], false)
    expect(await allows('tasks:create', { extra: ['-e', EVIL] })).toBe(false)
    expect(await allows('tasks:create', { extra: ['-e', EVIL] })).toBe(false)
    expect(asked).toHaveLength(2)
  })

  it('is asked for when a task that has it is switched on', async () => {
    const { asked, allows } = person([aTask({ enabled: false, extra: ['-e', EVIL] })], false)
    expect(await allows('tasks:update', 1, { enabled: true }, null)).toBe(false)
    expect(asked[0]?.detail).toContain(EVIL)
  })

  it('is shown as it is, on a line of its own, with hidden characters in a visible form', async () => {
    const { asked, allows } = person([])
    await allows('tasks:create', { extra: ["--rsh='a\nb\u202e'", '--log-file=/tmp/x'] })
    expect(asked[0]?.detail).toBe('--rsh=a\\x0ab\\u202e\n--log-file=/tmp/x')
  })

  it.each([
    ['a long value', [`--rsync-path='${'rsync --fake-super '.repeat(90)}; ${EVIL}'`]],
    [
      'hidden characters that fill the line',
      [`--rsync-path='rsync ${'\u200b'.repeat(400)}; ${EVIL}'`],
    ],
    ['megabytes of hidden characters', [`--rsync-path='rsync ${'\u200b'.repeat(1e6)}; ${EVIL}'`]],
    ['many lines', Array.from({ length: 21 }, (_, i) => `--log-file=/tmp/${i}`)],
  ])('is refused in words, asking nothing, where it cannot be shown for %s', async (_, extra) => {
    const { asked, allows } = person([])
    const settings = { extra }
    for (let time = 0; time < 2; time++) {
      await expect(allows('tasks:create', settings)).rejects.toMatchObject({
        code: 'FORBIDDEN',
        message: expect.stringContaining('too much to show in one question'),
      })
    }
    expect(asked).toEqual([])
    expect(await allows('tasks:create', { extra: ['--log-file=/tmp/1'] })).toBe(true)
    expect(asked).toHaveLength(1)
  })

  it.each([
    ['one value', [`--log-file=${'😀'.repeat(794)}`]],
    [
      'many values',
      Array.from({ length: 20 }, (_, i) => `--log-file=${String(i).padStart(69, 'x')}`),
    ],
  ])('is allowed at the largest that is shown, in %s', async (_, extra) => {
    const { asked, allows } = person([])
    expect(await allows('tasks:create', { extra })).toBe(true)
    expect(asked[0]?.detail.split('\n')).toEqual(extra)
  })
})

describe('a file that is imported or restored', () => {
  it.each(SAID)('with %j is asked for before anything of it is stored', async (extra, shown) => {
    const { asked, allows } = person([], false)
    const list = JSON.stringify([{ ...OF_TRUENAS, extra }])
    expect(await allows('exchange:import', list, [0], true)).toBe(false)
    const two = JSON.stringify([{ ...OF_TRUENAS, extra }, OF_TRUENAS])
    expect(await allows('exchange:import', two, [1], true)).toBe(true)
    const settings = {
      ...EMPTY_SETTINGS,
      lastTaskId: 1,
      tasks: [overSsh({ extra, delayUpdates: false })],
    }
    const backup = writeBackup(settings)
    expect(await allows('backup:restore', backup, 'merge')).toBe(false)
    expect(await allows('backup:restore', backup, 'replace')).toBe(false)
    expect(asked).toHaveLength(3)
    for (const { detail } of asked) expect(detail).toContain(shown)
  })

  it('is refused in words where it cannot be read, and nothing is asked', async () => {
    const { asked, allows } = person([])
    await expect(allows('backup:restore', '{}', 'merge')).rejects.toThrow(/backup/)
    expect(asked).toEqual([])
  })
})

describe('another program for every run', () => {
  it('is asked for by its path, and the one of PATH is not', async () => {
    const { asked, allows } = person([], false)
    expect(await allows('programs:update', { rsync: EVIL })).toBe(false)
    expect(await allows('programs:update', { ssh: EVIL })).toBe(false)
    expect(asked.map(({ detail }) => detail)).toEqual([`rsync: ${EVIL}`, `ssh: ${EVIL}`])
    const long = `/opt/${'x'.repeat(1600)}`
    await expect(allows('programs:update', { rsync: long })).rejects.toThrow(/too much to show/)
    expect(await allows('programs:update', { rsync: null, ssh: null })).toBe(true)
  })

  it.each(['replace', 'merge'] as const)(
    'does not come with a backup that is restored (%s), so nothing is asked',
    async (mode) => {
      const { asked, allows } = person([], false)
      const settings = { ...EMPTY_SETTINGS, programs: { rsync: EVIL, ssh: EVIL } }
      const text = writeBackup(settings)
      expect(await allows('backup:restore', text, mode)).toBe(true)
      expect(asked).toEqual([])
      const restored = (mode === 'replace' ? replaceAll : mergeInto)(
        EMPTY_SETTINGS,
        readBackup(text),
      )
      expect(restored.settings.programs).toEqual({ rsync: null, ssh: null })
    },
  )

  it('is refused while another question is open', async () => {
    const answers: ((answer: boolean) => void)[] = []
    const ask = () => new Promise<boolean>((resolve) => answers.push(resolve))
    const { allows } = person([], ask)
    const first = allows('programs:update', { rsync: EVIL })
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    expect(await allows('programs:update', { ssh: EVIL })).toBe(false)
    expect(answers).toHaveLength(1)
    answers[0]?.(true)
    expect(await first).toBe(true)
  })
})

describe('nothing is asked', () => {
  it.each([
    ['tasks:create', [{ extra: ['--bwlimit=5', '--exclude=*.tmp', '--timeout=30'] }]],
    ['tasks:create', [{}]],
    ['tasks:create', [{ extra: 'no list' }]],
    ['tasks:create', [{ extra: [7, null] }]],
    ['tasks:create', [{ extra: ["--rsh='not closed"] }]],
    ['tasks:update', [1, { desc: 'x' }, null]],
    ['tasks:update', [1, { extra: ['-e', 'ssh'] }, null]],
    ['tasks:update', [1, { enabled: true }, null]],
    ['previews:start', [{ taskId: 1, settings: null }]],
  ] as const)('for %s of %j', async (channel, args) => {
    const { asked, allows } = person([aTask({ extra: ['-e', 'ssh'] })], false)
    expect(await allows(channel, ...args)).toBe(true)
    expect(asked).toEqual([])
  })
})
