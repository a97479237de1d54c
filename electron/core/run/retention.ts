import { expiredRuns, type RetentionPolicy } from '@common/run/retention'
import { DAY_MS } from '@common/schedule/zone-clock'
import type { Agenda } from '../schedule/agenda'
import type { ClockTrust } from './clock-trust'
import type { RunArchive } from './run-archive'
import type { RunBook } from './run-book'

export interface RetentionDeps {
  readonly book: RunBook
  readonly archive: RunArchive
  readonly agenda: Agenda
  /** Nothing is removed by age while it doubts the clock. */
  readonly clock: Pick<ClockTrust, 'look'>
  readonly now: () => number
  readonly policy: () => RetentionPolicy
  readonly report: (error: unknown) => void
}

const ENTRY = 'retention'
/** Soon after the start, when more urgent things are done; then once a day. */
const FIRST_SWEEP_MS = 60_000

/** Removes old runs with their logs, as the settings say. */
export class Retention {
  /** The policy the runs are kept by, as text. */
  private keptBy = ''

  constructor(private readonly deps: RetentionDeps) {}

  start(): void {
    this.deps.clock.look().catch(this.deps.report)
    this.keptBy = textOf(this.deps.policy())
    this.plan(FIRST_SWEEP_MS)
  }

  /** The settings may be others: what a new policy does not keep goes at once. */
  reconsider(): void {
    const wanted = textOf(this.deps.policy())
    if (wanted === this.keptBy) return
    this.keptBy = wanted
    this.plan(0)
  }

  stop(): void {
    this.deps.agenda.delete(ENTRY)
  }

  /** Removes what has expired now; answers with how many runs that were. */
  async sweep(): Promise<number> {
    const { book, archive, policy, clock, now } = this.deps
    const isDoubtful = (await clock.look()) !== null
    const kept = isDoubtful ? { ...policy(), keepRunsDays: null } : policy()
    const sizes = await archive.logSizes()
    const expired = expiredRuns([...book.all()], (id) => sizes.get(id) ?? 0, kept, now())
    if (expired.length === 0) return 0
    // The records first: a log that lost its record is swept at the next start.
    await book.forgetRuns(expired)
    await archive.removeLogs(expired.filter((id) => sizes.has(id)))
    return expired.length
  }

  private plan(delay: number): void {
    const { agenda, now, report } = this.deps
    agenda.set(ENTRY, now() + delay, () => {
      this.plan(DAY_MS)
      this.sweep().catch(report)
    })
  }
}

function textOf({ keepRunsDays, keepLogsMegabytes }: RetentionPolicy): string {
  return `${keepRunsDays} ${keepLogsMegabytes}`
}
