import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '@common/errors'
import { readImport } from '@common/exchange/read-import'
import { writeTasks } from '@common/exchange/write-tasks'
import { validateTask } from '@common/task/task-schema'
import { readBackup, writeBackup } from '@core/exchange/backup-text'
import { EMPTY_SETTINGS } from '@core/store/settings-store'
import { aTask } from '../builders'
import { anyBytes, damaged, damagedBytes } from './any-value'
import { asJson, FUZZ_TIMEOUT, runs } from './fuzz'

const hasPassword = () => false
const CONTEXT = { user: 'ada', home: '/home/ada', connections: [] }
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'))
const COMMANDS = (fixture('rsync-commands') as { command: string }[]).map(({ command }) => command)
const PAYLOADS = (
  fixture('truenas-cases') as { commandline_cases: { payload: object }[] }
).commandline_cases.map(({ payload }) => payload)

const wrong = fc.jsonValue({ maxDepth: 2 })
const damagedText = (text: string) => damagedBytes(Buffer.from(text)).map((bytes) => String(bytes))
const TEXTS: readonly (readonly [string, fc.Arbitrary<string>])[] = [
  ['any bytes', anyBytes.map((bytes) => bytes.toString('latin1'))],
  ['damaged commands', fc.constantFrom(...COMMANDS).chain(damagedText)],
  [
    'damaged crontabs',
    fc.constantFrom(...COMMANDS).chain((line) => damagedText(`PATH=/bin\n5 * * * 1 ${line}\n`)),
  ],
  [
    'damaged tasks of TrueNAS',
    fc
      .array(fc.constantFrom(...PAYLOADS).chain((payload) => damaged(payload, wrong)))
      .map((tasks) => JSON.stringify({ result: tasks })),
  ],
  [
    'lists in lists',
    fc.integer({ min: 1, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  ],
  [
    'objects in objects',
    fc.integer({ min: 1, max: 20_000 }).map((n) => `${'{"path":'.repeat(n)}1${'}'.repeat(n)}`),
  ],
  [
    'lists in a task',
    fc.integer({ min: 1, max: 20_000 }).map((n) => `{"extra":${'['.repeat(n)}${']'.repeat(n)}}`),
  ],
]

describe('a text to import', () => {
  it.each(TEXTS)(
    'made of %s is tasks that can be written and read again, or refusals of a bounded size',
    { timeout: FUZZ_TIMEOUT },
    (_, texts) => {
      fc.assert(
        fc.property(texts, (text) => {
          const { found, refused } = readImport(text, CONTEXT)
          for (const { settings } of found) {
            expect(validateTask(settings)).toEqual({ ok: true, settings })
            const task = { ...settings, id: 1, revision: 1 }
            const written = writeTasks('truenas', [task], { connections: [], hasPassword })
            const again = readImport(written, CONTEXT).found.map((one) => one.settings)
            expect(again).toEqual([settings])
          }
          for (const { reason, text: shown } of refused) {
            expect(reason).toMatch(/\S/)
            expect(reason.length + shown.length).toBeLessThan(2000)
          }
        }),
        runs(40, 'imports'),
      )
    },
  )
})

const SETTINGS = { ...EMPTY_SETTINGS, lastTaskId: 1, tasks: [aTask({ desc: 'é' })] }
/** What a backup is not asked for, whoever wrote it. */
const STAYS = { pause: null, isPlainAllowed: false }
const BACKUP = writeBackup(SETTINGS)
const BACKUPS: readonly (readonly [string, fc.Arbitrary<string>])[] = [
  ['damaged bytes', damagedText(BACKUP)],
  ['any JSON', fc.json()],
  [
    'wrong settings',
    damaged(SETTINGS, wrong).map((settings) =>
      JSON.stringify({ ...(JSON.parse(BACKUP) as object), settings }),
    ),
  ],
  ['a wrong cover', damaged(JSON.parse(BACKUP) as object, wrong).map((one) => JSON.stringify(one))],
  [
    'lists in lists',
    fc.tuple(fc.constantFrom(10, 50_000), fc.constantFrom('tasks', 'desc')).map(([depth, name]) => {
      const list = '['.repeat(depth) + ']'.repeat(depth)
      const task = { id: 1, revision: 1, path: '/', user: 'ada' }
      const tasks = [{ ...task, [name]: '?' }]
      const settings = name === 'tasks' ? { ...SETTINGS, tasks: '?' } : { ...SETTINGS, tasks }
      return JSON.stringify({ format: 'rsync-tasks-backup', settings }).replace('"?"', list)
    }),
  ],
]

describe('a text to restore', () => {
  it.each(BACKUPS)(
    'made of %s is a whole backup or refused in a sentence',
    { timeout: FUZZ_TIMEOUT },
    (_, texts) => {
      fc.assert(
        fc.property(texts, (text) => {
          try {
            const { settings } = readBackup(text)
            const again = readBackup(writeBackup(settings))
            expect(asJson(again.settings)).toEqual(asJson({ ...settings, ...STAYS }))
          } catch (error) {
            if (!(error instanceof AppError)) throw error
            expect(error.code).toBe('INVALID_INPUT')
            expect(error.message.length).toBeLessThan(2000)
          }
        }),
        runs(40),
      )
    },
  )
})
