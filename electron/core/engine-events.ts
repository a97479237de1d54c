import type { EventEmitter } from 'node:events'
import type { EventContract } from '@common/ipc/contract'
import type { TaskView } from '@common/task/task-view'
import type { CredentialDesk } from './credentials/credential-desk'
import type { Previews } from './preview/previews'
import { doubtText } from './run/clock-trust'
import type { RunBook } from './run/run-book'
import type { RunService } from './run/run-service'
import type { Clockwork } from './schedule/clockwork'
import type { GeneralService } from './settings/general-service'
import type { TaskService } from './task/task-service'

/** Each event of the window's contract that the engine tells, its payload the only argument. */
export type EngineEvents = {
  [C in Exclude<keyof EventContract, 'menu:chosen' | 'desktop:changed' | 'window:asked'>]: [
    payload: EventContract[C],
  ]
}

export const ENGINE_EVENTS = Object.keys({
  'tasks:changed': true,
  'tasks:removed': true,
  'tasks:outdated': true,
  'credentials:changed': true,
  'runs:progressed': true,
  'settings:changed': true,
  'previews:changed': true,
  'clock:changed': true,
} satisfies Record<keyof EngineEvents, true>) as readonly (keyof EngineEvents)[]

/** What of the engine has something to tell. */
export interface Teller {
  readonly events: EventEmitter<EngineEvents>
  readonly tasks: TaskService
  readonly runs: RunService
  readonly book: RunBook
  readonly previews: Previews
  readonly credentials: CredentialDesk
  readonly general: GeneralService
  readonly clockwork: Clockwork
  view(taskId: number): TaskView
}

/** Turns what the parts of the engine tell into the events of the engine. */
export function forwardEvents(teller: Teller): void {
  const { events, tasks, runs, book, credentials, general, previews, clockwork } = teller
  const tell = (taskId: number) => {
    if (tasks.has(taskId)) events.emit('tasks:changed', teller.view(taskId))
  }
  tasks.events.on('changed', ({ id }) => tell(id))
  tasks.events.on('removed', (id) => events.emit('tasks:removed', { id }))
  general.events.on('changed', (settings) => {
    events.emit('settings:changed', settings)
    // Once for all: a page takes many seconds to hear of 10,000 tasks one by one.
    events.emit('tasks:outdated', null)
  })
  book.events.on('changed', ({ taskId }) => tell(taskId))
  credentials.events.on('changed', () => {
    events.emit('credentials:changed', credentials.list())
    // Tasks show the host of their connection.
    events.emit('tasks:outdated', null)
  })
  previews.events.on('changed', (preview) => events.emit('previews:changed', preview))
  clockwork.trust.events.on('changed', (doubt) => events.emit('clock:changed', doubtText(doubt)))
  runs.events.on('progressed', ({ id: runId, taskId }, progress) =>
    events.emit('runs:progressed', { runId, taskId, progress }),
  )
}
