import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Answer, InvokeChannel } from '@common/ipc/contract'
import { NO_PAGE_STATE } from '@common/desktop/page-state'
import { Engine } from '@core/engine'
import { migrate } from '@core/store/migrations'
import { openSettings } from '@main/adapters/electron-settings-store'
import { DesktopService } from '@main/desktop/desktop-service'
import { makeCallee } from '@main/ipc/callee'
import { Consent } from '@main/ipc/consent'
import { createHandlers } from '@main/ipc/handlers'
import { AppLog } from '@core/log/app-log'
import { registerCalls } from '@main/ipc/register'
import { tempDir } from '../../support/engine'
import { AesVault } from '../../support/vault'
import { listeners } from './electron-at-the-border'
import { asJson } from './fuzz'

const FRAME = { url: 'app://rsync-tasks/' }
const EVENT = { senderFrame: FRAME, sender: { mainFrame: FRAME } }
const EXPECTED = [
  ...['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT', 'PROGRAM_MISSING', 'STORAGE_FAILED'],
  ...['SECRETS_UNREADABLE', 'REMOTE_FAILED'],
]
const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype]
const namesOfPrototypes = () => PROTOTYPES.map((one) => Reflect.ownKeys(one).length)

/** What the page may send at all; null for the rest. */
function cloned(args: readonly unknown[]): unknown[] | null {
  try {
    return structuredClone([...args])
  } catch {
    return null
  }
}

/** The real engine on a folder of its own, behind the border to its page. */
export interface Border {
  readonly engine: Engine
  readonly folder: string
  /**
   * Makes a call as the page would, and expects that it is answered in words or does what is allowed,
   * and leaves nothing wrong behind. Out: the answer; null for what cannot be sent.
   */
  readonly call: (
    channel: InvokeChannel,
    made: readonly unknown[],
  ) => Promise<Answer<unknown> | null>
}

/** Opens an engine that is closed when the running test ends. Needs `electron-at-the-border` in Electron's place. */
export async function openBorder(): Promise<Border> {
  const folder = await tempDir()
  const stored = () => readFileSync(join(folder, 'settings.json'), 'utf8')
  let reported: unknown[] = []
  const report = (error: unknown) => void reported.push(error)
  const { store } = openSettings(folder, Date.now)
  const engine = await Engine.open({ store, vault: new AesVault(), folder, now: Date.now, report })
  onTestFinished(() => engine.close())
  const desktop = new DesktopService({
    ...{ store, startAtLogin: null, hasTray: () => false },
    ...{ updateSuspend: () => undefined, isSuspendHeldOff: () => false },
  })
  const context = {
    engine,
    folder,
    log: new AppLog(folder),
    notices: () => [],
    window: () => null,
    desktop,
  }
  const page = { ready: () => undefined, keep: () => undefined, kept: NO_PAGE_STATE }
  const handlers = createHandlers({ ...context, page })
  const consent = new Consent(engine.tasks, () => Promise.resolve(true))
  const callee = makeCallee(handlers, (brought) => consent.allows(brought))
  const log = { path: join(folder, 'app.log'), error: (_: string, error: unknown) => report(error) }
  registerCalls(() => callee, log)
  const prototypes = namesOfPrototypes()
  const call: Border['call'] = async (channel, made) => {
    const args = cloned(made)
    if (args === null) return null
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
    return answer
  }
  return { engine, folder, call }
}
