import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize } from 'node:v8'
import fc from 'fast-check'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { INVOKE_CHANNELS } from '@common/ipc/channels'
import type { Answer } from '@common/ipc/contract'
import { INVOKE_SCHEMAS } from '@common/ipc/schemas'
import { Engine } from '@core/engine'
import { migrate } from '@core/store/migrations'
import { openSettings } from '@main/adapters/electron-settings-store'
import { DesktopService } from '@main/desktop/desktop-service'
import { createHandlers } from '@main/ipc/handlers'
import { makeCallee } from '@main/ipc/callee'
import { registerCalls } from '@main/ipc/register'
import { me, tempDir } from '../../support/engine'
import { AesVault } from '../../support/vault'
import { asJson, FUZZ_TIMEOUT, runs } from './fuzz'
import { callsOf, NOWHERE, taskOf } from './ipc-calls'

type Listener = (event: unknown, ...args: unknown[]) => Promise<Answer<unknown>>

/** The border itself: Electron's side of a call, and dialogs that a person closes. */
const { listeners } = vi.hoisted(() => ({ listeners: new Map<string, Listener>() }))
vi.mock('electron', () => {
  const closed = () => Promise.resolve({ canceled: true, filePath: '', filePaths: [] })
  const parts = {
    ipcMain: { handle: (channel: string, listener: Listener) => listeners.set(channel, listener) },
    dialog: { showSaveDialog: closed, showOpenDialog: closed },
    nativeTheme: { themeSource: 'system', shouldUseDarkColors: false },
    app: { getVersion: () => '0.0.0' },
  }
  return { ...parts, default: {} }
})

const FRAME = { url: 'app://rsync-tasks/' }
const EVENT = { senderFrame: FRAME, sender: { mainFrame: FRAME } }
const EXPECTED = [
  ...['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT', 'PROGRAM_MISSING', 'STORAGE_FAILED'],
  ...['SECRETS_UNREADABLE', 'REMOTE_FAILED'],
]
const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype]
const namesOfPrototypes = () => PROTOTYPES.map((one) => Reflect.ownKeys(one).length)

let file = ''
let reported: unknown[] = []
const stored = () => readFileSync(file, 'utf8')

/** The real engine on a folder of its own, with a task, a key pair and a connection. */
beforeEach(async () => {
  const folder = await tempDir()
  file = join(folder, 'settings.json')
  reported = []
  const report = (error: unknown) => void reported.push(error)
  const { store } = openSettings(folder, Date.now)
  const engine = await Engine.open({ store, vault: new AesVault(), folder, now: Date.now, report })
  onTestFinished(() => engine.close())
  const { id: keypairId } = await engine.credentials.keyPairs.generate({ name: 'a key' })
  await engine.ssh.createConnection({ ...NOWHERE, keypairId }, null)
  await engine.tasks.create(taskOf(me))
  const desktop = new DesktopService({
    ...{ store, startAtLogin: null, hasTray: () => false },
    ...{ updateSuspend: () => undefined, isSuspendHeldOff: () => false },
  })
  const context = { engine, folder, notices: [], window: () => null, desktop }
  const handlers = createHandlers({ ...context, windowReady: () => undefined })
  registerCalls(makeCallee(handlers), report)
})

/** What the page may send at all; null for the rest. */
function cloned(args: readonly unknown[]): unknown[] | null {
  try {
    return structuredClone([...args])
  } catch {
    return null
  }
}

describe('a call with whatever arguments', () => {
  it.each(INVOKE_CHANNELS)(
    '%s is answered in words or does what is allowed, and leaves nothing wrong behind',
    { timeout: FUZZ_TIMEOUT },
    async (channel) => {
      const prototypes = namesOfPrototypes()
      const { length } = INVOKE_SCHEMAS[channel]
      await fc.assert(
        fc.asyncProperty(callsOf(channel, length, me), async (made) => {
          const args = cloned(made)
          if (args === null) return
          const before = stored()
          reported = []
          const answer = (await listeners.get(channel)?.(EVENT, ...args)) as Answer<unknown>
          expect(reported).toEqual([])
          expect(namesOfPrototypes()).toEqual(prototypes)
          if (!answer.ok) {
            expect(EXPECTED).toContain(answer.error.code)
            expect(answer.error.message).toMatch(/\S/)
            expect(stored()).toBe(before)
          }
          const settings = asJson(JSON.parse(stored()))
          expect(asJson(migrate(settings))).toEqual(settings)
        }),
        runs(40, 'ipc', ({ args }: { args: string }): unknown[] =>
          deserialize(Buffer.from(args, 'base64')),
        ),
      )
    },
  )
})
