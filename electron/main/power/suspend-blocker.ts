/** What is used of Electron's powerSaveBlocker. */
export interface PowerSaveBlocker {
  start(type: 'prevent-app-suspension'): number
  stop(id: number): unknown
}

/**
 * Keeps the computer from going to sleep by itself while a run goes on, and not a moment longer.
 * The screen may still go dark.
 */
export class SuspendBlocker {
  private id: number | null = null

  constructor(
    private readonly blocker: PowerSaveBlocker,
    private readonly isWanted: () => boolean,
  ) {}

  get isHolding(): boolean {
    return this.id !== null
  }

  /** Call it when what it depends on may have changed. Answers whether it took hold or let go. */
  update(): boolean {
    const isWanted = this.isWanted()
    if (isWanted === this.isHolding) return false
    if (isWanted) this.id = this.blocker.start('prevent-app-suspension')
    else this.stop()
    return true
  }

  stop(): void {
    if (this.id !== null) this.blocker.stop(this.id)
    this.id = null
  }
}
