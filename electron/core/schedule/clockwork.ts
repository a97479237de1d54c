import { join } from 'node:path'
import type { Run } from '@common/run/run'
import { isLoopback } from '@common/run/written-tree'
import type { Pause } from '@common/schedule/decide'
import { parseRemoteHost } from '@common/task/remote-host'
import type { Task } from '@common/task/task'
import { ClockTrust } from '../run/clock-trust'
import { Retention, type RetentionDeps } from '../run/retention'
import { Retries } from '../run/retries'
import type { RunBook } from '../run/run-book'
import type { RunOrigin } from '../run/run-service'
import { Agenda } from './agenda'
import type { SlotLedger } from './slot-ledger'
import { Timekeeper, type SkippedSlots, type StartedSlot } from './timekeeper'
import { Watchdog } from './watchdog'

export interface ClockworkDeps {
  readonly book: RunBook
  readonly ledger: SlotLedger
  readonly now: () => number
  /** The time zone of the system, asked anew. */
  readonly readZone: () => string
  readonly isNetworkUp: () => boolean
  readonly pause: () => Pause | null
  readonly isPaused: () => boolean
  readonly startSlot: (task: Task, due: StartedSlot) => Promise<{ joined: number | null }>
  readonly skip: (task: Task, slots: SkippedSlots) => Promise<unknown>
  readonly startRetry: (taskId: number, origin: RunOrigin) => Promise<unknown>
  readonly retention: Pick<RetentionDeps, 'archive' | 'policy'>
  /** Told when the system's time zone is another one. */
  readonly onZone: () => void
  readonly report: (error: unknown) => void
}

/** Everything that happens by the clock: schedules, retries, retention, and the watch over it. */
export class Clockwork {
  readonly retries: Retries
  readonly retention: Retention
  readonly trust: ClockTrust
  private readonly agenda: Agenda
  private readonly timekeeper: Timekeeper
  private readonly watchdog: Watchdog
  private readonly onRun = (run: Run) => this.timekeeper.noteRun(run)
  private zoneName: string
  private isGoing = false

  constructor(private readonly deps: ClockworkDeps) {
    const { book, ledger, now, report } = deps
    const zone = () => this.zoneName
    this.zoneName = deps.readZone()
    this.agenda = new Agenda(now, report)
    this.timekeeper = new Timekeeper({
      ...{ ledger, agenda: this.agenda, now, zone, needsNetwork, report },
      ...{ isNetworkUp: deps.isNetworkUp, pause: deps.pause },
      ...{ start: deps.startSlot, skip: deps.skip },
    })
    this.retries = new Retries({
      ...{ book, agenda: this.agenda, now, isPaused: deps.isPaused, start: deps.startRetry },
    })
    this.trust = new ClockTrust(join(deps.retention.archive.folder, 'clock.json'), book, now)
    const { agenda, trust } = this
    this.retention = new Retention({ book, agenda, now, report, clock: trust, ...deps.retention })
    this.watchdog = new Watchdog({
      now,
      uptime: () => performance.now(),
      onJump: () => this.resumed(),
      onTick: () => this.tick(),
    })
  }

  /** The system's time zone, as it was seen last. */
  get zone(): string {
    return this.zoneName
  }

  /** True once schedules fire. */
  get isRunning(): boolean {
    return this.isGoing
  }

  start(tasks: readonly Task[]): void {
    this.isGoing = true
    this.settleStarted()
    this.deps.book.events.on('changed', this.onRun)
    this.timekeeper.start(tasks)
    this.retries.start(tasks.map(({ id }) => id))
    this.retention.start()
    this.watchdog.start()
  }

  /** To be called when the computer woke up; the watchdog finds out later by itself. */
  resumed(): void {
    if (!this.isGoing) return
    this.readZone()
    this.timekeeper.wake()
  }

  /** Looks at everything anew, as when a pause was set or ended, or settings were changed. */
  reconsider(): void {
    if (!this.isGoing) return
    this.timekeeper.reconsider()
    this.retention.reconsider()
  }

  /** A task is new or was changed. */
  taskChanged(task: Task): void {
    if (!task.enabled) this.retries.cancel(task.id)
    if (!this.isGoing) return this.timekeeper.note(task)
    this.timekeeper.arm(task)
  }

  taskRemoved(taskId: number): void {
    this.deps.ledger.end(taskId)
    this.retries.cancel(taskId)
    this.timekeeper.disarm(taskId)
  }

  async stop(): Promise<void> {
    this.isGoing = false
    this.deps.book.events.off('changed', this.onRun)
    this.watchdog.stop()
    this.retries.stop()
    this.retention.stop()
    this.timekeeper.stop()
    this.agenda.stop()
    await this.deps.ledger.close()
  }

  /** A crash may have come between the record of a run and the ledger: the run counts. */
  private settleStarted(): void {
    for (const { taskId, slot, startedAt } of this.deps.book.all()) {
      if (slot !== null && startedAt !== null) this.deps.ledger.raise(taskId, slot)
    }
  }

  private tick(): void {
    if (this.readZone()) this.timekeeper.reconsider()
    this.agenda.check()
  }

  private readZone(): boolean {
    const zone = this.deps.readZone()
    if (zone === this.zoneName) return false
    this.zoneName = zone
    this.deps.onZone()
    return true
  }
}

/** False for a task that reaches only this computer. */
export function needsNetwork(task: Task): boolean {
  const host = parseRemoteHost(task.remoteHost ?? '')?.host
  return host === undefined || !isLoopback(host)
}
