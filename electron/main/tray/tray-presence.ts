import { EventEmitter } from 'node:events'
import type { Bus } from '@core/dbus/bus'
import type { Message } from '@core/dbus/message'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const WATCHER_PATH = '/StatusNotifierWatcher'
const MATCHES = [
  `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`,
  `type='signal',interface='${WATCHER}',member='StatusNotifierHostRegistered'`,
  `type='signal',interface='${WATCHER}',member='StatusNotifierHostUnregistered'`,
]

/** The tray of a desktop, which may come and go. */
export interface TrayWatch {
  readonly events: EventEmitter<{ changed: [] }>
  /** Which tray it is; null when there is none. */
  readonly tray: string | null
  /** Begins to watch; resolves once it is known whether there is a tray. Never rejects. */
  start(): Promise<void>
  stop(): void
}

/** macOS and Windows always have one. */
export class AlwaysTray implements TrayWatch {
  readonly events = new EventEmitter<{ changed: [] }>()
  readonly tray = 'system'

  start(): Promise<void> {
    this.events.emit('changed')
    return Promise.resolve()
  }

  stop(): void {
    this.events.removeAllListeners()
  }
}

/**
 * Knows whether this desktop has a tray, now and when that changes. Electron does not say, and
 * makes a tray icon nobody sees where there is none. On Linux a tray is a program that owns the
 * name of the StatusNotifierWatcher and has a host, which draws the icons; a panel that is
 * restarted is another tray.
 */
export class TrayPresence implements TrayWatch {
  readonly events = new EventEmitter<{ changed: [] }>()
  private bus: Bus | null = null
  private known: string | null = null
  private isStopped = false

  /** @param connect to the session's bus; rejects where there is none */
  constructor(private readonly connect: () => Promise<Bus>) {}

  get tray(): string | null {
    return this.known
  }

  async start(): Promise<void> {
    try {
      const bus = await this.connect()
      if (this.isStopped) return bus.close()
      this.bus = bus
      bus.events.on('signal', (signal) => this.hear(signal))
      bus.events.once('closed', () => this.put(null))
      await Promise.all(MATCHES.map((rule) => bus.callBus('AddMatch', rule)))
      await this.look(bus)
    } catch {
      this.put(null)
    }
  }

  stop(): void {
    this.isStopped = true
    this.bus?.close()
    this.events.removeAllListeners()
  }

  private hear({ member, body }: Message): void {
    const isOfTray = member.startsWith('StatusNotifierHost') || body[0] === WATCHER
    if (isOfTray && this.bus) void this.look(this.bus)
  }

  private async look(bus: Bus): Promise<void> {
    this.put(await trayOn(bus).catch(() => null))
  }

  private put(tray: string | null): void {
    if (this.isStopped || tray === this.known) return
    this.known = tray
    this.events.emit('changed')
  }
}

/** The unique name of the tray on the bus. */
async function trayOn(bus: Bus): Promise<string | null> {
  const [owner] = await bus.callBus('GetNameOwner', WATCHER)
  const [hasHost] = await bus.call({
    destination: WATCHER,
    path: WATCHER_PATH,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
    signature: 'ss',
    body: [WATCHER, 'IsStatusNotifierHostRegistered'],
  })
  return hasHost === true ? String(owner) : null
}
