import { ownName } from './dbus-session'

const NAME = 'org.freedesktop.Notifications'
const PATH = '/org/freedesktop/Notifications'

/** A notification as it reached the desktop. */
export interface ShownNote {
  readonly id: number
  readonly title: string
  readonly body: string
  /** Names of the actions it offers; `default` is a click on it. */
  readonly actions: readonly string[]
  /** 0 low, 1 normal, 2 critical. */
  readonly urgency: number
}

/** A real notification daemon, which shows nothing but keeps what it was given. */
export interface NotificationDaemon {
  readonly notes: readonly ShownNote[]
  /** Ids of those the app took away again. */
  readonly closed: readonly number[]
  /** A person clicks the note. */
  click(note: ShownNote): void
  stop(): void
}

export async function startNotificationDaemon(address: string): Promise<NotificationDaemon> {
  const notes: ShownNote[] = []
  const closed: number[] = []
  const bus = await ownName(address, NAME, ({ member, body }) => {
    if (member === 'GetCapabilities')
      return { signature: 'as', body: [['actions', 'body', 'body-markup', 'persistence']] }
    if (member === 'GetServerInformation')
      return { signature: 'ssss', body: ['test', 'rsync-tasks', '1', '1.2'] }
    if (member === 'CloseNotification') {
      closed.push(Number(body[0]))
      return { signature: '', body: [] }
    }
    if (member !== 'Notify') return null
    const note = noteOf(notes.length + 1, body)
    notes.push(note)
    return { signature: 'u', body: [note.id] }
  })
  const emit = (member: string, signature: string, body: readonly unknown[]) =>
    bus.emit({ path: PATH, interface: NAME, member, signature, body })
  return {
    notes,
    closed,
    click: ({ id }) => {
      emit('ActionInvoked', 'us', [id, 'default'])
      emit('NotificationClosed', 'uu', [id, 2])
    },
    stop: () => bus.close(),
  }
}

function noteOf(id: number, [, , , title, body, actions, hints]: readonly unknown[]): ShownNote {
  const { urgency } = Object.fromEntries(hints as [string, unknown][])
  return {
    id,
    title: String(title),
    body: String(body),
    actions: (actions as string[]).filter((_, i) => i % 2 === 0),
    urgency: Number(urgency ?? 1),
  }
}
