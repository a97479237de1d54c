import { setTimeout as sleep } from 'node:timers/promises'
import { say } from '@common/i18n/say'
import type { Bus } from '@core/dbus/bus'
import { Variant } from '@core/dbus/marshal'
import { connectSession } from '@core/dbus/session-bus'

/** Names of the Secret Service API that freedesktop.org specifies. */
const NAME = 'org.freedesktop.secrets'
const SERVICE = {
  destination: NAME,
  path: '/org/freedesktop/secrets',
  interface: 'org.freedesktop.Secret.Service',
} as const
const COLLECTION = 'org.freedesktop.Secret.Collection'
const PROMPT = 'org.freedesktop.Secret.Prompt'
/** The path that stands for no object. */
const NOTHING = '/'

/**
 * How long a person has to type the password of the keyring; a run that nobody watches must not
 * wait for ever.
 */
const PATIENCE_MS = 120_000

/**
 * Unlocks the keyring where secrets of this session are kept: the desktop asks the person for its
 * password when it must.
 * @returns false while it is locked, is gone or does not answer; never rejects
 */
export async function unlockKeyring(): Promise<boolean> {
  const bus = await connectSession().catch(() => null)
  if (bus === null) return false
  const tooLate = sleep(PATIENCE_MS, false, { ref: false })
  const isOpen = await Promise.race([unlock(bus).catch(() => false), tooLate])
  // A question that is still open ends with it.
  bus.close()
  return isOpen
}

/** A wallet that has to be started first takes a moment. */
const ANSWER_MS = 5_000

/**
 * Whether one can ask the wallet of KDE, for which safeStorage holds up all of main.
 * @param backend as safeStorage names it: kwallet, kwallet5 or kwallet6
 * @returns false for one that does not answer; one that is not there is no silence
 */
export async function walletAnswers(backend: string): Promise<boolean> {
  const bus = await connectSession().catch(() => null)
  if (bus === null) return true
  const destination = `org.kde.${backend.replace('kwallet', 'kwalletd')}`
  const ping = { path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' }
  const answer = bus.call({ destination, ...ping }).then(
    () => true,
    () => true,
  )
  const isThere = await Promise.race([answer, sleep(ANSWER_MS, false, { ref: false })])
  bus.close()
  return isThere
}

async function unlock(bus: Bus): Promise<boolean> {
  if ((await defaultKeyring(bus)) === NOTHING) await makeKeyring(bus)
  const keyring = await defaultKeyring(bus)
  if (keyring === NOTHING) return false
  const unlocking = { member: 'Unlock', signature: 'ao', body: [[keyring]] }
  const [, prompt] = await bus.call({ ...SERVICE, ...unlocking })
  if (prompt !== NOTHING) await answerOf(bus, String(prompt))
  const [isLocked] = await bus.call({
    ...{ destination: NAME, path: String(keyring) },
    ...{ interface: 'org.freedesktop.DBus.Properties', member: 'Get' },
    ...{ signature: 'ss', body: [COLLECTION, 'Locked'] },
  })
  return isLocked === false
}

async function defaultKeyring(bus: Bus): Promise<unknown> {
  const alias = { member: 'ReadAlias', signature: 's', body: ['default'] }
  const [keyring] = await bus.call({ ...SERVICE, ...alias })
  return keyring
}

/**
 * The first secret makes a keyring, for which the person chooses a password. safeStorage would hold up
 * all of main until then.
 */
async function makeKeyring(bus: Bus): Promise<void> {
  const properties = [[`${COLLECTION}.Label`, new Variant('s', say('secrets.newKeyring'))]]
  const creation = {
    member: 'CreateCollection',
    signature: 'a{sv}s',
    body: [properties, 'default'],
  }
  const [, prompt] = await bus.call({ ...SERVICE, ...creation })
  if (prompt !== NOTHING) await answerOf(bus, String(prompt))
}

/** Shows a question of the keyring, and resolves when it is answered or dismissed. */
async function answerOf(bus: Bus, prompt: string): Promise<void> {
  await bus.callBus('AddMatch', `type='signal',interface='${PROMPT}',path='${prompt}'`)
  const answered = new Promise<void>((resolve) => {
    bus.events.on('signal', ({ path, member }) => {
      if (path === prompt && member === 'Completed') resolve()
    })
  })
  const show = { interface: PROMPT, member: 'Prompt', signature: 's', body: [''] }
  await bus.call({ destination: NAME, path: prompt, ...show })
  await answered
}
