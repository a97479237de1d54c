import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { Bus } from '@core/dbus/bus'
import { Variant } from '@core/dbus/marshal'
import { onTestFinished } from 'vitest'

import { locateProgram, runOk } from './run'
import { makeTempDir } from './temp-dir'

/** Whether {@link startKeyring} can work here. */
export const hasKeyring =
  locateProgram('gnome-keyring-daemon') !== undefined && locateProgram('dbus-daemon') !== undefined

/** A D-Bus session with nobody on it but a keyring. */
export interface Keyring {
  /** Environment of programs that shall find it. */
  readonly env: Readonly<Record<string, string>>
  /** Switches of an Electron that shall use it. */
  readonly args: readonly string[]
  /** As the desktop does when the session is locked. Nobody is there to ask for its password. */
  lock(): Promise<void>
  /** As its owner does by typing the password. */
  unlock(): Promise<void>
  /** Ends it: its secrets are out of reach from then on. */
  stop(): void
}

const PASSWORD = 'a password of the keyring\n'
const NAME = 'org.freedesktop.secrets'
const SERVICE = { destination: NAME, path: '/org/freedesktop/secrets' }
const SECRETS = { ...SERVICE, interface: 'org.freedesktop.Secret.Service' }
const LOGIN = '/org/freedesktop/secrets/collection/login'

/** Does something with the keyring, and makes sure of what came of it. */
async function change(address: string, isLocked: boolean, act: (bus: Bus) => Promise<unknown>) {
  const bus = await Bus.connect(address)
  try {
    await act(bus)
    const [now] = await bus.call({
      ...{ destination: NAME, path: LOGIN, interface: 'org.freedesktop.DBus.Properties' },
      ...{ member: 'Get', signature: 'ss', body: ['org.freedesktop.Secret.Collection', 'Locked'] },
    })
    if (now !== isLocked) throw new Error(`The keyring is ${isLocked ? 'not locked' : 'locked'}.`)
  } finally {
    bus.close()
  }
}

const lock = (bus: Bus) =>
  bus.call({ ...SECRETS, member: 'Lock', signature: 'ao', body: [[LOGIN]] })

/** By an interface of gnome-keyring's own, which asks nobody. */
async function unlock(bus: Bus): Promise<void> {
  const opening = { member: 'OpenSession', signature: 'sv', body: ['plain', new Variant('s', '')] }
  const [, session] = await bus.call({ ...SECRETS, ...opening })
  const secret = [session, [], [...Buffer.from(PASSWORD)], 'text/plain']
  await bus.call({
    ...{ ...SERVICE, interface: 'org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface' },
    ...{ member: 'UnlockWithMasterPassword', signature: 'o(oayays)', body: [LOGIN, secret] },
  })
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  while (!text.includes('\n')) {
    const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer]
    text += chunk.toString()
  }
  return text.split('\n')[0] ?? ''
}

/**
 * Starts a real gnome-keyring, unlocked and empty, in a D-Bus session of its own, which ends with
 * the running test.
 * @param options.isEmpty there is no keyring yet: the first secret makes one, and asks for its password
 */
export async function startKeyring({ isEmpty = false } = {}): Promise<Keyring> {
  const home = await makeTempDir('rtk')
  const folders = { HOME: home.path, XDG_DATA_HOME: home.path, XDG_RUNTIME_DIR: home.path }
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
    env: { ...process.env, ...folders },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const address = await firstLine(bus)
  const env = { DBUS_SESSION_BUS_ADDRESS: address }
  const stop = () => void bus.kill('SIGKILL')
  onTestFinished(async () => {
    stop()
    await home.dispose()
  })
  // It goes on by itself once it serves, and ends when its bus does.
  const start = isEmpty ? '--start' : '--unlock'
  const words = [...(isEmpty ? [] : ['--daemonize']), start, '--components=secrets']
  await runOk('gnome-keyring-daemon', words, {
    env: { ...process.env, ...folders, ...env },
    input: PASSWORD,
  })
  return {
    env,
    args: ['--password-store=gnome-libsecret'],
    lock: () => change(address, true, lock),
    unlock: () => change(address, false, unlock),
    stop,
  }
}
