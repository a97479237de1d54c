import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

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
  /** Ends it: its secrets are out of reach from then on. */
  stop(): void
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
 */
export async function startKeyring(): Promise<Keyring> {
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
  const words = ['--daemonize', '--unlock', '--components=secrets']
  const input = 'a password of the keyring\n'
  await runOk('gnome-keyring-daemon', words, { env: { ...process.env, ...folders, ...env }, input })
  return { env, args: ['--password-store=gnome-libsecret'], stop }
}
