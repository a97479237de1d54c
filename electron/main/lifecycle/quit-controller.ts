/** What the quit controller needs of the app; nothing of Electron. */
export interface QuitDeps {
  /** How many runs go on or wait. */
  readonly activeRuns: () => number
  /** Asks whether to stop them and quit. */
  readonly confirm: (activeRuns: number) => Promise<boolean>
  /** Ends everything that is alive. */
  readonly shutDown: () => Promise<void>
  /** Ends the process, without asking anybody again. */
  readonly exit: () => void
}

/**
 * Decides how the app ends. Asks only while something runs, once at a time; and an error on the
 * way out never keeps the app from ending.
 */
export class QuitController {
  private phase: 'idle' | 'confirming' | 'ending' = 'idle'

  constructor(private readonly deps: QuitDeps) {}

  /** Called for every wish to quit: menu, closed window, signal. */
  async request(): Promise<void> {
    if (this.phase !== 'idle') return
    const runs = this.deps.activeRuns()
    if (runs > 0) {
      this.phase = 'confirming'
      const isConfirmed = await this.deps.confirm(runs).catch(() => true)
      if (this.hasPhase('ending')) return
      if (!isConfirmed) {
        this.phase = 'idle'
        return
      }
    }
    await this.end()
  }

  /** The session ends or the machine goes down: nobody is there to be asked. */
  async end(): Promise<void> {
    if (this.phase === 'ending') return
    this.phase = 'ending'
    await this.deps.shutDown().catch(() => undefined)
    this.deps.exit()
  }

  /** A method, because it may have changed while somebody was asked. */
  private hasPhase(phase: 'idle' | 'confirming' | 'ending'): boolean {
    return this.phase === phase
  }
}
