import { EventEmitter } from 'node:events'
import type { Pause, PauseKind } from '@common/settings/general-settings'

const HOUR_MS = 3_600_000

/** Holds the pause of schedules. */
export class GeneralService {
  readonly events = new EventEmitter<{ changed: [] }>()
  private pause: Pause | null = null

  constructor(private readonly now: () => number) {}

  read(): { readonly pause: Pause | null } {
    return { pause: this.pause }
  }

  get isPaused(): boolean {
    return this.pause !== null && (this.pause.until === null || this.now() < this.pause.until)
  }

  pauseSchedules(kind: PauseKind): void {
    const now = this.now()
    const day = new Date(now)
    const tomorrow = new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1).getTime()
    const until = { hour: now + HOUR_MS, tomorrow, resumed: null }[kind]
    this.save({ since: now, until })
  }

  resumeSchedules(): void {
    this.save(null)
  }

  private save(pause: Pause | null): void {
    this.pause = pause
    this.events.emit('changed')
  }
}
