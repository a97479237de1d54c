import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '@common/errors'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import { migrate } from '@core/store/migrations'
import { EMPTY_SETTINGS, type StoredSettings } from '@core/store/settings-store'
import { openSettings } from '@main/adapters/electron-settings-store'
import { tempDir } from '../../support/engine'
import { aTask } from '../builders'
import { anyBytes, damaged, damagedBytes } from './any-value'
import { asJson, FUZZ_TIMEOUT, runs } from './fuzz'

// electron-store asks Electron for a folder only where it is given none.
vi.mock('electron', () => ({ default: {} }))

const SOUND: StoredSettings = {
  ...EMPTY_SETTINGS,
  ...{ lastTaskId: 7, tasks: [aTask({ desc: 'é "x"' }), aTask({ id: 7, extra: ['--bwlimit=9'] })] },
  keyPairs: [{ id: 1, name: 'key', publicKey: 'ssh-ed25519 AAAA', sealedKey: 'sealed' }],
  connections: [
    { ...CONNECTION_DEFAULTS, id: 2, name: 'nas', host: 'nas', username: 'ada', keypairId: 1 },
  ],
  ...{ lastCredentialId: 2, modulePasswords: [{ taskId: 7, sealed: 'sealed' }] },
}
/** One write earlier. */
const PREVIOUS: StoredSettings = { ...SOUND, tasks: SOUND.tasks.slice(0, 1) }

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value))
const wrong = fc.jsonValue({ maxDepth: 2 })
const [task] = SOUND.tasks
const FILES: readonly (readonly [string, fc.Arbitrary<Buffer>])[] = [
  ['any bytes', anyBytes],
  ['any JSON', fc.json().map((text) => Buffer.from(text))],
  ['once good bytes', damagedBytes(bytesOf(SOUND))],
  ['wrong settings', damaged(SOUND, wrong).map(bytesOf)],
  ['a wrong task', damaged(task ?? {}, wrong).map((one) => bytesOf({ ...SOUND, tasks: [one] }))],
  [
    'a wrong key pair or connection',
    fc
      .record({
        keyPairs: fc.array(damaged(SOUND.keyPairs[0] ?? {}, wrong)),
        connections: fc.array(damaged(SOUND.connections[0] ?? {}, wrong)),
      })
      .map((parts) => bytesOf({ ...SOUND, ...parts })),
  ],
]

let folder = ''
beforeEach(async () => void (folder = await tempDir()))

const inFolder = (name: string) => join(folder, name)
const FILE = 'settings.json'

/** What migrating the bytes gives, or why it cannot. */
function meant(bytes: Buffer): StoredSettings | Error {
  try {
    return migrate(JSON.parse(bytes.toString('utf8')))
  } catch (error) {
    return error as Error
  }
}

function open() {
  try {
    return openSettings(folder, () => 1234)
  } catch (error) {
    return error as Error
  }
}

describe('a settings file', () => {
  it.each(FILES)(
    'of %s is read whole or set aside whole, with a word about it',
    { timeout: FUZZ_TIMEOUT },
    (_, files) => {
      const check = (bytes: Buffer, previous: StoredSettings | null) => {
        rmSync(folder, { recursive: true })
        mkdirSync(folder)
        writeFileSync(inFolder(FILE), bytes)
        if (previous) writeFileSync(inFolder('settings.previous.json'), JSON.stringify(previous))
        const opened = open()
        const expected = meant(bytes)
        const aside = readdirSync(folder).filter((name) => name.includes('damaged'))
        if (opened instanceof AppError || !(expected instanceof Error)) {
          // Of a newer version, or sound: the file is as it was.
          expect([aside, readFileSync(inFolder(FILE))]).toEqual([[], bytes])
          if (opened instanceof AppError) return expect(opened.code).toBe('STORAGE_FAILED')
          expect(opened).toMatchObject({ notices: [] })
          return expect('store' in opened && opened.store.read()).toEqual(expected)
        }
        expect(opened).toMatchObject({ notices: [expect.stringContaining(aside[0] ?? '?')] })
        expect(aside.map((name) => readFileSync(inFolder(name)))).toEqual([bytes])
        const settings = 'store' in opened ? opened.store.read() : null
        expect(asJson(settings)).toEqual(asJson(previous ?? EMPTY_SETTINGS))
        // Next time there is nothing to say.
        expect(open()).toMatchObject({ notices: [] })
        expect(asJson(meant(readFileSync(inFolder(FILE))))).toEqual(asJson(settings))
      }
      fc.assert(
        fc.property(fc.tuple(files, fc.constantFrom(PREVIOUS, null)), ([bytes, previous]) => {
          check(bytes, previous)
        }),
        runs(20),
      )
    },
  )

  it(
    'that somebody edits while the app runs is kept, told of, and never taken in',
    { timeout: FUZZ_TIMEOUT },
    () => {
      writeFileSync(inFolder(FILE), bytesOf(SOUND))
      let now = 0
      const opened = openSettings(folder, () => ++now)
      const edits = fc.oneof(...FILES.map(([, files]) => files))
      fc.assert(
        fc.property(edits, (edit) => {
          writeFileSync(inFolder(FILE), edit)
          const settings = { ...opened.store.read(), maxParallelRuns: 5 }
          opened.store.write(settings)
          expect(meant(readFileSync(inFolder(FILE)))).toEqual(asJson(settings))
          const kept = inFolder(`settings.edited-${now}.json`)
          expect(readFileSync(kept)).toEqual(edit)
          expect(opened.notices.at(-1)).toContain(kept)
          expect(opened.notices).toHaveLength(now)
        }),
        runs(20),
      )
    },
  )
})
