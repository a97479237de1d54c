import { say } from '@common/i18n/say'
import type { Run } from '@common/run/run'
import { decide, soundHandled, type Decision, type Pause } from '@common/schedule/decide'
import { toCron } from '@common/schedule/schedule'
import { supersededNote, skipNote } from '@common/schedule/skip-notes'
import { latestSlot, readTimetable, slotAfter, type Timetable } from '@common/schedule/slots'
import { HOUR_MS, MINUTE_MS } from '@common/schedule/zone-clock'
import type { Task } from '@common/task/task'
import type { Agenda } from './agenda'
import type { SlotLedger } from './slot-ledger'

export interface TimekeeperDeps {
  readonly ledger: SlotLedger
  readonly agenda: Agenda
  readonly now: () => number
  readonly zone: () => string
  readonly isNetworkUp: () => boolean
  readonly needsNetwork: (task: Task) => boolean
  readonly pause: () => Pause | null
  /** Queues a run; `joined` is the waiting run that stands for the slot as well. */
  readonly start: (task: Task, due: StartedSlot) => Promise<{ joined: number | null }>
  /** Records slots that were not run. */
  readonly skip: (task: Task, slots: SkippedSlots) => Promise<unknown>
  readonly report: (error: unknown) => void
}

export interface StartedSlot {
  readonly trigger: 'schedule' | 'catch-up'
  readonly slot: number
  readonly slotCount: number
}

export interface SkippedSlots {
  /** The newest of them. */
  readonly slot: number
  readonly slotCount: number
  readonly reason: string
}

/** How long until a slot that could not even be recorded is looked at again. */
const TROUBLE_DELAY_MS = MINUTE_MS
/** How long the looking at tasks may keep everything else waiting. */
const SLICE_MS = 10
/** With more tasks than this it then waits as long itself. */
const MANY = 1000
const REST_MS = 10
/** Thousands are looked at when the app starts, and then its window is what a person waits for. */
const FIRST_REST_MS = 400

/**
 * Starts tasks at their scheduled times, once. What it goes by is the last slot handled, in the
 * ledger; the timer only says when to look. So sleep, a closed app and a clock that was set all
 * come down to the same question (`decide`), asked again.
 */
export class Timekeeper {
  private readonly tables = new Map<number, { cron: string; table: Timetable | null }>()
  /** Slots handed to the queue; settled once the run for them has started. */
  private readonly handedOver = new Map<number, number>()
  private readonly armed = new Map<number, Task>()
  /** Tasks that are to be looked at as soon as others had their turn. */
  private readonly toLookAt = new Map<number, Task>()
  private slice: NodeJS.Timeout | null = null
  private wokeAt = 0

  constructor(private readonly deps: TimekeeperDeps) {}

  /** Begins to keep time: looks at every task, what it missed included. */
  start(tasks: readonly Task[]): void {
    this.wokeAt = this.deps.now()
    this.lookAt(tasks)
  }

  /** The computer woke up, or its clock or time zone was changed: everything is looked at anew. */
  wake(): void {
    this.wokeAt = this.deps.now()
    this.reconsider()
    // Its timer was set by a clock that stood still meanwhile.
    this.deps.agenda.check()
  }

  /** Looks at everything anew, as when the zone or a pause changed. */
  reconsider(): void {
    this.lookAt(this.armed.values())
  }

  /** Takes up a task, or a change of it. A schedule that is new never fires its past. */
  arm(task: Task): void {
    this.toLookAt.delete(task.id)
    this.note(task)
    if (!task.enabled) return this.disarm(task.id)
    this.armed.set(task.id, task)
    this.consider(task)
  }

  disarm(taskId: number): void {
    this.toLookAt.delete(taskId)
    this.armed.delete(taskId)
    this.tables.delete(taskId)
    this.handedOver.delete(taskId)
    this.deps.agenda.delete(entryOf(taskId))
  }

  /** Notes a task's schedule without keeping time for it, as a command line does. */
  note(task: Task): void {
    const { ledger, now } = this.deps
    const cron = toCron(task.schedule)
    if (!task.enabled) ledger.end(task.id)
    else if (ledger.of(task.id, cron) === null) {
      ledger.begin(task.id, cron, now())
      this.handedOver.delete(task.id)
    }
  }

  /** A slot is settled when its run starts, or when a person stopped it before. */
  noteRun(run: Run): void {
    if (run.slot === null || run.state === 'WAITING' || run.state === 'SKIPPED') return
    const slot = this.handedOver.get(run.taskId)
    if (slot === undefined || slot < run.slot) return
    this.deps.ledger.settle(run.taskId, slot)
    this.handedOver.delete(run.taskId)
  }

  stop(): void {
    if (this.slice !== null) clearTimeout(this.slice)
    this.slice = null
    this.toLookAt.clear()
    for (const taskId of [...this.armed.keys()]) this.disarm(taskId)
  }

  /** Takes up many tasks; thousands of them in slices, so that the app answers in between. */
  private lookAt(tasks: Iterable<Task>): void {
    for (const task of tasks) this.toLookAt.set(task.id, task)
    if (this.slice === null) this.lookAtSome(FIRST_REST_MS)
  }

  private lookAtSome(restMs = REST_MS): void {
    this.slice = null
    const end = performance.now() + SLICE_MS
    for (const task of this.toLookAt.values()) {
      this.arm(task)
      if (performance.now() >= end) break
    }
    const wait = this.toLookAt.size > MANY ? restMs : 0
    if (this.toLookAt.size > 0) this.slice = setTimeout(() => this.lookAtSome(), wait)
  }

  private consider(task: Task): void {
    const { now, agenda } = this.deps
    const table = this.tableOf(task)
    if (table === null) return agenda.delete(entryOf(task.id))
    const handled = this.handledOf(task, now())
    const decision = this.decide(task, table, handled)
    this.act(task, table, handled, decision)
    const next = slotAfter(table, now(), this.deps.zone())
    const wait = decision.action === 'wait' ? decision.until : Infinity
    const at = Math.min(next ?? Infinity, wait)
    if (at === Infinity) agenda.delete(entryOf(task.id))
    else this.lookAgain(task, at)
  }

  private decide(task: Task, table: Timetable, handled: number): Decision {
    const { now, zone, isNetworkUp, needsNetwork, pause } = this.deps
    return decide({
      table,
      ...{ handled, wokeAt: this.wokeAt, now: now(), zone: zone(), pause: pause() },
      // Asked only for a task that is due: of thousands that are not, each would ask the system.
      get isNetworkUp() {
        return isNetworkUp()
      },
      needsNetwork: needsNetwork(task),
      policy: task.missedRuns,
      maxAgeMs: task.missedMaxAge === null ? null : task.missedMaxAge * HOUR_MS,
    })
  }

  private act(task: Task, table: Timetable, handled: number, decision: Decision): void {
    if (decision.action === 'skip') {
      const { slot, slotCount, why } = decision
      this.deps.ledger.settle(task.id, slot)
      this.record(task, { slot, slotCount, reason: skipNote(why, slotCount, task.missedMaxAge) })
    }
    if (decision.action !== 'run') return
    const { slot, slotCount, trigger } = decision
    this.handedOver.set(task.id, slot)
    const older = latestSlot(table, handled, slot - 1, this.deps.zone())
    if (older !== null) {
      const reason = supersededNote(slotCount - 1)
      this.record(task, { slot: older, slotCount: slotCount - 1, reason })
    }
    this.startRun(task, { trigger, slot, slotCount }).catch((error: unknown) => {
      // Nothing was recorded, so nothing is handled.
      this.handedOver.delete(task.id)
      if (this.armed.has(task.id)) this.lookAgain(task, this.deps.now() + TROUBLE_DELAY_MS)
      this.deps.report(error)
    })
  }

  private async startRun(task: Task, due: StartedSlot): Promise<void> {
    const { joined } = await this.deps.start(task, due)
    if (joined === null) return
    const reason = say('skips.joined', { run: joined })
    await this.deps.skip(task, { slot: due.slot, slotCount: 1, reason })
  }

  private record(task: Task, slots: SkippedSlots): void {
    this.deps.skip(task, slots).catch(this.deps.report)
  }

  private lookAgain(task: Task, at: number): void {
    this.deps.agenda.set(entryOf(task.id), at, () => {
      const current = this.armed.get(task.id)
      if (current) this.consider(current)
    })
  }

  private handledOf(task: Task, now: number): number {
    const { ledger } = this.deps
    const cron = toCron(task.schedule)
    const { handled } = ledger.of(task.id, cron) ?? ledger.begin(task.id, cron, now)
    const sound = soundHandled(Math.max(handled, this.handedOver.get(task.id) ?? 0), now)
    // The clock was wrong, and with it when the schedule was set.
    if (sound < handled) ledger.begin(task.id, cron, sound)
    return sound
  }

  private tableOf(task: Task): Timetable | null {
    const cron = toCron(task.schedule)
    const known = this.tables.get(task.id)
    if (known?.cron === cron) return known.table
    const table = readTimetable(task.schedule)
    this.tables.set(task.id, { cron, table })
    return table
  }
}

function entryOf(taskId: number): string {
  return `task:${taskId}`
}
