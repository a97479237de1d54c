import { NEW_RUN } from '@common/run/run'
import type { Task } from '@common/task/task'
import type { RunBook } from '../run/run-book'
import type { RunService } from '../run/run-service'
import type { SkippedSlots, StartedSlot } from './timekeeper'

/** Turns the times of a schedule into records of runs. */
export class SlotRuns {
  constructor(
    private readonly runs: RunService,
    private readonly book: RunBook,
    private readonly now: () => number,
  ) {}

  /** Queues a run for a time that is due; `joined` is the waiting run that stands for it too. */
  async start({ id, retries }: Task, { trigger, ...slots }: StartedSlot) {
    const origin = { ...slots, maxAttempts: retries + 1 }
    const { run, isNew } = await this.runs.startOrJoin(id, trigger, origin)
    return { joined: isNew ? null : run.id }
  }

  /** Records times that are not run, with the reason. */
  async skip({ id: taskId }: Task, { slot, slotCount, reason }: SkippedSlots): Promise<void> {
    const now = this.now()
    const origin = {
      trigger: 'schedule',
      state: 'SKIPPED',
      outcome: 'skipped',
      slot,
      slotCount,
      reason,
    } as const
    const id = this.book.nextId()
    await this.book.put({ ...NEW_RUN, ...origin, id, taskId, queuedAt: now, endedAt: now })
  }
}
