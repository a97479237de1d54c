import type { StopCause } from '@common/run/stop-cause'

/** What the quit controller needs of the app; nothing of Electron. */
export interface QuitDeps {
  /** Something is typed that is not saved. */
  readonly isUnsaved: () => boolean
  /** Asks whether to quit without saving. */
  readonly discard: () => Promise<boolean>
  /** How many runs go on or wait. */
  readonly activeRuns: () => number
  /** Asks whether to stop them and quit. */
  readonly confirm: (activeRuns: number) => Promise<boolean>
  /** Ends everything that is alive. Its first step is synchronous: all that runs is told to stop. */
  readonly shutDown: (cause: StopCause) => Promise<void>
  /** Leaves what is still ending less time. */
  readonly hurry: () => void
  /** Ends the process, without asking anybody again. */
  readonly exit: () => void
}

/**
 * How long the app may take where nobody is asked. logind waits five seconds for those who hold off a
 * shutdown (InhibitDelayMaxSec); sessions and systemd give more.
 */
export const END_MS = 4500

/**
 * Decides how the app ends. Asks only while something runs or is unsaved, once at a time; and an error on the
 * way out never keeps the app from ending.
 */
export class QuitController {
  private phase: 'idle' | 'confirming' | 'quitting' | 'ending' = 'idle'
  private leaving: Promise<void> | null = null

  constructor(private readonly deps: QuitDeps) {}

  /** A person wishes to quit: by menu, tray or closed window. */
  async request(): Promise<void> {
    if (this.phase !== 'idle') return
    this.phase = 'confirming'
    const isAgreed = await this.isAgreed()
    if (this.hasPhase('ending')) return
    if (!isAgreed) {
      this.phase = 'idle'
      return
    }
    this.phase = 'quitting'
    await this.leave('quit')
  }

  /**
   * A signal, the end of the session or of the computer: nobody is there to be asked, and there is
   * little time, also for a quit that is under way. Later calls change nothing.
   */
  async end(cause: StopCause): Promise<void> {
    if (this.phase === 'ending') return
    this.phase = 'ending'
    setTimeout(() => this.deps.exit(), END_MS).unref()
    const left = this.leave(cause)
    this.deps.hurry()
    await left
  }

  private async isAgreed(): Promise<boolean> {
    const { isUnsaved, discard, activeRuns, confirm } = this.deps
    if (isUnsaved() && !(await discard().catch(() => true))) return false
    const runs = activeRuns()
    // Nobody is asked twice about an app that is ending already.
    return runs === 0 || this.hasPhase('ending') || confirm(runs).catch(() => true)
  }

  private leave(cause: StopCause): Promise<void> {
    const { shutDown, exit } = this.deps
    return (this.leaving ??= shutDown(cause)
      .catch(() => undefined)
      .then(exit))
  }

  /** A method, because it may have changed while somebody was asked. */
  private hasPhase(phase: QuitController['phase']): boolean {
    return this.phase === phase
  }
}
