import { ownName, startDbusSession } from './dbus-session'

const NAME = 'org.freedesktop.login1'

/** The system's login manager, as far as it tells of sleep, on a system bus of the test's own. */
export interface Logind {
  /** What an app needs to hear of it. */
  readonly env: Record<string, string>
  /** Who asked to hold off sleep or shutdown, with what and why. */
  readonly inhibitors: readonly string[]
  /** The computer goes to sleep (true), or has woken up. */
  prepareForSleep(isGoing: boolean): void
  stop(): void
}

export async function startLogind(): Promise<Logind> {
  const system = await startDbusSession()
  const inhibitors: string[] = []
  const bus = await ownName(system.address, NAME, ({ member, body }) => {
    if (member === 'Inhibit') inhibitors.push(body.join(', '))
    return null
  })
  return {
    env: { DBUS_SYSTEM_BUS_ADDRESS: system.address },
    inhibitors,
    prepareForSleep: (isGoing) =>
      bus.emit({
        ...{ path: '/org/freedesktop/login1', interface: 'org.freedesktop.login1.Manager' },
        ...{ member: 'PrepareForSleep', signature: 'b', body: [isGoing] },
      }),
    stop: () => {
      bus.close()
      system.stop()
    },
  }
}
