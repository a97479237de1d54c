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
      if (!(await this.deps.confirm(runs).catch(() => true))) {
        this.phase = 'idle'
        return
      }
    }
    this.phase = 'ending'
    await this.deps.shutDown().catch(() => undefined)
    this.deps.exit()
  }
}
