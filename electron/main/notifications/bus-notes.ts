import type { Bus } from '@core/dbus/bus'
import { Variant } from '@core/dbus/marshal'
import type { Message } from '@core/dbus/message'
import type { RunNote } from './run-notifier'

/** Names of the Desktop Notifications Specification of freedesktop.org. */
const NAME = 'org.freedesktop.Notifications'
const SERVICE = {
  destination: NAME,
  path: '/org/freedesktop/Notifications',
  interface: NAME,
} as const
const MATCH = `type='signal',sender='${NAME}',interface='${NAME}'`
/** Of the desktop file, and so of the icon. */
const DESKTOP_NAME = 'rsync-tasks'
/** What the specification calls a click on the note itself. */
const CLICK = 'default'
const URGENCY = { normal: 1, critical: 2 } as const
/** Milliseconds for which a note is shown. */
const TIME = { desktops: -1, forEver: 0 } as const

/**
 * The notes of a Linux desktop. Electron's own wait for the notification service in the main thread, up
 * to 25 seconds for each call; these wait nowhere.
 */
export class BusNotes {
  private bus: Promise<Bus> | null = null
  private readonly clicks = new Map<number, () => void>()

  /**
   * @param connect to the session's bus; rejects where there is none
   * @param appName shown by some desktops
   */
  constructor(
    private readonly connect: () => Promise<Bus>,
    private readonly appName: string,
  ) {}

  /** Shows a note; answers with what takes it away. Where there is no service, nothing is shown. */
  show(note: RunNote): () => void {
    const shown = this.send(note)
    shown.catch(() => undefined)
    return () => void shown.then((id) => this.remove(id)).catch(() => undefined)
  }

  private async send({ title, body, isUrgent, onClick }: RunNote): Promise<number> {
    const bus = await this.open()
    const hints = [
      ['urgency', new Variant('y', isUrgent ? URGENCY.critical : URGENCY.normal)],
      ['desktop-entry', new Variant('s', DESKTOP_NAME)],
    ]
    const actions = [CLICK, '']
    const time = isUrgent ? TIME.forEver : TIME.desktops
    const [id] = await bus.call({
      ...{ ...SERVICE, member: 'Notify', signature: 'susssasa{sv}i' },
      body: [this.appName, 0, DESKTOP_NAME, title, escapeMarkup(body), actions, hints, time],
    })
    this.clicks.set(Number(id), onClick)
    return Number(id)
  }

  private async remove(id: number): Promise<void> {
    this.clicks.delete(id)
    const bus = await this.open()
    await bus.call({ ...SERVICE, member: 'CloseNotification', signature: 'u', body: [id] })
  }

  /** One connection for all notes; another one after it was lost. */
  private open(): Promise<Bus> {
    this.bus ??= this.listen().catch((error: unknown) => {
      this.bus = null
      throw error
    })
    return this.bus
  }

  private async listen(): Promise<Bus> {
    const bus = await this.connect()
    bus.events.on('signal', (signal) => this.hear(signal))
    bus.events.once('closed', () => {
      this.bus = null
      this.clicks.clear()
    })
    await bus.callBus('AddMatch', MATCH)
    return bus
  }

  private hear({ interface: name, member, body: [id, action] }: Message): void {
    if (name !== NAME) return
    if (member === 'ActionInvoked' && action === CLICK) this.clicks.get(Number(id))?.()
    if (member === 'NotificationClosed') this.clicks.delete(Number(id))
  }
}

/** The body may hold markup; names of tasks and files are no markup. */
function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
