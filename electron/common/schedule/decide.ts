import { countSlots, latestSlot, type Timetable } from './slots'
import { DAY_MS, MINUTE_MS } from './zone-clock'

/** What becomes of a slot that came up while nobody was there to run it. */
export const MISSED_POLICIES = ['RUN_ONCE', 'SKIP'] as const
export type MissedPolicy = (typeof MISSED_POLICIES)[number]

/** When schedules were paused, and until when; null means until a person resumes them. */
export interface Pause {
  readonly since: number
  readonly until: number | null
}

export interface SlotQuestion {
  readonly table: Timetable
  readonly zone: string
  /** Everything up to here is settled: the last slot handled, or when the schedule was set. */
  readonly handled: number
  readonly now: number
  /** When the app started or the computer woke up. */
  readonly wokeAt: number
  readonly isNetworkUp: boolean
  readonly needsNetwork: boolean
  readonly policy: MissedPolicy
  /** A missed slot older than this is not made up for; null for any age. */
  readonly maxAgeMs: number | null
  readonly pause: Pause | null
}

export type WaitReason = 'paused' | 'waking' | 'network'
export type SkipReason = 'policy' | 'too-old' | 'paused'

export type Decision =
  /** Nothing is due. */
  | { readonly action: 'none' }
  /** Not yet: ask again at `until`, which is Infinity for a pause that a person has to end. */
  | ({ readonly action: 'wait'; readonly until: number; readonly why: WaitReason } & Due)
  | ({ readonly action: 'run'; readonly trigger: 'schedule' | 'catch-up' } & Due)
  | ({ readonly action: 'skip'; readonly why: SkipReason } & Due)

export interface Due {
  /** The newest slot that is due. The older ones are settled along with it. */
  readonly slot: number
  /** How many slots came up since the last one handled, this one included. */
  readonly slotCount: number
}

/** How late a slot may start and still count as on time: timers and a busy computer lag. */
export const ON_TIME_MS = 2 * MINUTE_MS
/** After waking up a computer has better things to do, and no network yet (peers 3.10). */
export const SETTLE_MS = MINUTE_MS
/** How often a slot that waits for the network is looked at. */
export const NETWORK_POLL_MS = 15_000
/** A clock that was set back by more than this was wrong before, and so is what it handled. */
export const MAX_CLOCK_CORRECTION_MS = DAY_MS

/** What is settled, seen from now: a future that was never reached settles nothing. */
export function soundHandled(handled: number, now: number): number {
  return handled - now > MAX_CLOCK_CORRECTION_MS ? now : handled
}

/** Decides what to do about a task now. Of several slots that are due only the newest counts. */
export function decide(question: SlotQuestion): Decision {
  const { table, zone, now, maxAgeMs } = question
  // A clock that was set back since says nothing about when that was.
  const wokeAt = question.wokeAt > now ? -Infinity : question.wokeAt
  const handled = soundHandled(question.handled, now)
  const slot = latestSlot(table, handled, now, zone)
  if (slot === null) return { action: 'none' }
  const due: Due = { slot, slotCount: countSlots(table, handled, now, zone) }
  if (isPausedAt(question.pause, slot)) return { action: 'skip', why: 'paused', ...due }
  const isMissed = slot < wokeAt || now - slot > ON_TIME_MS
  if (isMissed) {
    if (question.policy === 'SKIP') return { action: 'skip', why: 'policy', ...due }
    if (maxAgeMs !== null && now - slot > maxAgeMs)
      return { action: 'skip', why: 'too-old', ...due }
  }
  // It came up before the pause, which holds it all the same.
  if (isPausedAt(question.pause, now)) {
    return { action: 'wait', why: 'paused', until: question.pause?.until ?? Infinity, ...due }
  }
  const settledAt = wokeAt + SETTLE_MS
  const lacksNetwork = question.needsNetwork && !question.isNetworkUp
  if (now < settledAt && (isMissed || lacksNetwork)) {
    return { action: 'wait', why: 'waking', until: settledAt, ...due }
  }
  if (isMissed && lacksNetwork) {
    return { action: 'wait', why: 'network', until: now + NETWORK_POLL_MS, ...due }
  }
  return { action: 'run', trigger: isMissed ? 'catch-up' : 'schedule', ...due }
}

/** True for a time within a pause. */
export function isPausedAt(pause: Pause | null, at: number): boolean {
  return pause !== null && at >= pause.since && (pause.until === null || at < pause.until)
}
