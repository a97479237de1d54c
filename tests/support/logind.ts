import { ownName, startDbusSession } from './dbus-session'

const NAME = 'org.freedesktop.login1'

/** The system's login manager, as far as it tells of sleep and shutdown, on a system bus of the test's own. */
export interface Logind {
  /** What an app needs to hear of it. */
  readonly env: Record<string, string>
  /** Who asked to hold off sleep or shutdown, with what and why. */
  readonly inhibitors: readonly string[]
  /** The computer goes to sleep (true), or has woken up. */
  prepareForSleep(isGoing: boolean): void
  /** The computer is about to be shut down. */
  prepareForShutdown(): void
  stop(): void
}

export async function startLogind(): Promise<Logind> {
  const system = await startDbusSession()
  const inhibitors: string[] = []
  const bus = await ownName(system.address, NAME, ({ member, body }) => {
    if (member === 'Inhibit') inhibitors.push(body.join(', '))
    return null
  })
  const emit = (member: string, isGoing: boolean) =>
    bus.emit({
      ...{ path: '/org/freedesktop/login1', interface: 'org.freedesktop.login1.Manager' },
      ...{ member, signature: 'b', body: [isGoing] },
    })
  return {
    env: { DBUS_SYSTEM_BUS_ADDRESS: system.address },
    inhibitors,
    prepareForSleep: (isGoing) => emit('PrepareForSleep', isGoing),
    prepareForShutdown: () => emit('PrepareForShutdown', true),
    stop: () => {
      bus.close()
      system.stop()
    },
  }
}
