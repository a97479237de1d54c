/** As much of Electron's BrowserWindow as the keeper uses. */
export interface KeptWindow {
  readonly webContents: KeptPage
  once(event: 'closed', listener: () => void): unknown
  isDestroyed(): boolean
}

interface KeptPage {
  on(event: 'render-process-gone', listener: (event: unknown, gone: Gone) => void): unknown
  on(event: 'did-fail-load', listener: LoadFailure): unknown
  on(event: 'unresponsive' | 'responsive', listener: () => void): unknown
  reload(): void
  loadURL(url: string): Promise<void>
  forcefullyCrashRenderer(): void
}

interface Gone {
  readonly reason: string
  readonly exitCode: number
}

type LoadFailure = (
  event: unknown,
  code: number,
  description: string,
  url: string,
  isMainFrame: boolean,
) => void

export interface KeeperDeps {
  readonly warn: (what: string) => void
  /**
   * Asks whether a page that does not answer is to be loaded again.
   * @param end takes the question back
   */
  readonly askToReload: (end: AbortSignal) => Promise<boolean>
  /** Where there is no use in trying again. */
  readonly crashPage: () => string
  /** Milliseconds, of a clock that only ever runs. */
  readonly now: () => number
}

/** So many failures within this time, and the page is not loaded again. */
const MAX_FAILURES = 3
const WINDOW_MS = 60_000
/** Where nobody answers either, a page that hangs is loaded again so long after Chromium noticed. */
const HANG_MS = 30_000
/** The load was given up for another one (net_error_list.h, ERR_ABORTED). */
const ABORTED = -3

/**
 * Keeps a page in the window: one that crashed, hangs or could not be loaded is loaded again where it
 * was. Runs do not notice, since main does them. After three failures in a minute a plain page says
 * where the log is. If that one fails, too, it is left alone; the next window starts afresh.
 */
export class PageKeeper {
  private failures: number[] = []
  /** Ends what a page that hangs has begun. */
  private hanging: AbortController | null = null
  private readonly givenUp = new WeakSet<KeptWindow>()

  constructor(private readonly deps: KeeperDeps) {}

  keep(window: KeptWindow): void {
    const { webContents: page } = window
    page.on('render-process-gone', (_event, { reason, exitCode }) => {
      this.calm()
      if (reason !== 'clean-exit') this.failed(window, `the page is gone: ${reason} (${exitCode})`)
    })
    page.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
      if (isMainFrame && code !== ABORTED)
        this.failed(window, `the page could not be loaded: ${description} (${code}) ${url}`)
    })
    page.on('unresponsive', () => this.hangs(page))
    page.on('responsive', () => this.calm())
    window.once('closed', () => this.calm())
  }

  /** Whether the window shows the plain page: only another one begins afresh. */
  hasGivenUp(window: KeptWindow): boolean {
    return this.givenUp.has(window)
  }

  private hangs(page: KeptPage): void {
    if (this.hanging) return
    this.deps.warn('the page does not answer')
    const { signal } = (this.hanging = new AbortController())
    const decide = (isReloaded: boolean) => {
      if (signal.aborted) return
      // Whoever waits is asked again when Chromium notices again.
      this.calm()
      if (isReloaded) page.forcefullyCrashRenderer()
    }
    const timer = setTimeout(() => decide(true), HANG_MS)
    signal.addEventListener('abort', () => clearTimeout(timer))
    this.deps.askToReload(signal).then(decide, () => undefined)
  }

  private calm(): void {
    this.hanging?.abort()
    this.hanging = null
  }

  private failed(window: KeptWindow, what: string): void {
    const { warn, crashPage, now } = this.deps
    warn(what)
    if (this.givenUp.has(window)) return
    const time = now()
    this.failures = [...this.failures.filter((past) => time - past < WINDOW_MS), time]
    const isHopeless = this.failures.length >= MAX_FAILURES
    if (isHopeless) this.givenUp.add(window)
    // Not within the event: Chromium is still taking the old page down.
    setImmediate(() => {
      if (window.isDestroyed()) return
      if (isHopeless) void window.webContents.loadURL(crashPage()).catch(() => undefined)
      else window.webContents.reload()
    })
  }
}
