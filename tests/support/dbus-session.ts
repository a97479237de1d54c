import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { Bus, type Serve } from '@core/dbus/bus'

/** A desktop session of a test's own: a real message bus that nobody else is on. */
export interface DbusSession {
  readonly address: string
  /** What an app needs to be part of it. */
  readonly env: Record<string, string>
  stop(): void
}

export async function startDbusSession(): Promise<DbusSession> {
  const args = ['--session', '--nofork', '--nopidfile', '--print-address=3']
  const daemon = spawn('dbus-daemon', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [line] = (await once(daemon.stdio[3] as Readable, 'data')) as [Buffer]
  const address = line.toString().trim()
  return {
    address,
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    stop: () => void daemon.kill(),
  }
}

/** Offers a service under a well-known name; fails when somebody has it. */
export async function ownName(address: string, name: string, serve: Serve): Promise<Bus> {
  const bus = await Bus.connect(address, serve)
  const [answer] = await bus.call({
    destination: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    member: 'RequestName',
    signature: 'su',
    // 4: fail rather than wait in line.
    body: [name, 4],
  })
  if (answer !== 1) throw new Error(`${name} is taken`)
  return bus
}

/** Takes a well-known name, and answers no call: a service that hangs. */
export async function hangAs(address: string, name: string): Promise<Bus> {
  const bus = await ownName(address, name, () => null)
  const { socket } = bus as unknown as { socket: Socket }
  socket.pause()
  return bus
}
