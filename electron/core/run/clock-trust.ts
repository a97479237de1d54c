import { largest } from '@common/lists'
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { say } from '@common/i18n/say'
import { clockDoubt, type ClockDoubt } from '@common/run/clock-doubt'
import { unlessShortage } from '@common/text/system-error'
import type { RunBook } from './run-book'

/** The runs until then count no more: a person has seen to the clock since. */
interface Confirmation {
  readonly at: number
  readonly lastRunId: number
}

interface Stored {
  readonly doubt: ClockDoubt | null
  readonly confirmed: Confirmation | null
}

const TRUSTING: Stored = { doubt: null, confirmed: null }

/**
 * Whether the clock can be believed where something is to be removed by age. A doubt lasts until a
 * person confirms the clock: the runs that end while it is wrong would look like a proof of it.
 */
export class ClockTrust {
  readonly events = new EventEmitter<{ changed: [doubt: ClockDoubt | null] }>()
  private stored: Stored

  /** @param path the file that keeps a doubt and what was confirmed */
  constructor(
    private readonly path: string,
    private readonly book: RunBook,
    private readonly now: () => number,
  ) {
    this.stored = storedIn(path)
    // By whatever way a run ends, from then on its end is what the clock is held against.
    book.events.on('ending', () => void this.look().catch(() => undefined))
  }

  /** What is the matter with the clock, as far as it was looked at; null for nothing. */
  get doubt(): ClockDoubt | null {
    return this.stored.doubt
  }

  /** Looks at the clock now. A doubt counts at once, also where it cannot be written. */
  async look(): Promise<ClockDoubt | null> {
    if (this.stored.doubt !== null) return this.stored.doubt
    const doubt = clockDoubt(this.lastEnd(), this.now())
    if (doubt !== null) await this.store({ ...this.stored, doubt })
    return doubt
  }

  /** A person says that the clock is right. */
  async confirm(): Promise<void> {
    const lastRunId = largest(
      [...this.book.all()].map(({ id }) => id),
      0,
    )
    await this.store({ doubt: null, confirmed: { at: this.now(), lastRunId } })
  }

  private lastEnd(): number | null {
    const { confirmed } = this.stored
    let last = confirmed?.at ?? null
    for (const { id, endedAt } of this.book.all()) {
      if (endedAt === null || id <= (confirmed?.lastRunId ?? 0)) continue
      last = Math.max(last ?? endedAt, endedAt)
    }
    return last
  }

  private async store(stored: Stored): Promise<void> {
    const isNews = stored.doubt !== this.stored.doubt
    this.stored = stored
    if (isNews) this.events.emit('changed', stored.doubt)
    await writeFile(this.path, JSON.stringify(stored), { mode: 0o600 })
  }
}

/** A doubt as a sentence, with its effect; null when there is none. */
export function doubtText(doubt: ClockDoubt | null): string | null {
  return doubt && say(`runs.clock.${doubt}`)
}

function storedIn(path: string): Stored {
  try {
    const { doubt, confirmed } = JSON.parse(readFileSync(path, 'utf8')) as Partial<Stored>
    const isSound = Number.isFinite(confirmed?.at) && Number.isSafeInteger(confirmed?.lastRunId)
    return {
      doubt: doubt === 'behind' || doubt === 'ahead' ? doubt : null,
      confirmed: confirmed && isSound ? confirmed : null,
    }
  } catch (error) {
    // A doubt that was not read would let runs be removed.
    return unlessShortage(TRUSTING)(error)
  }
}
