import { powerMonitor } from 'electron'
import type { StopCause } from '@common/run/stop-cause'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type EndSignal = (typeof SIGNALS)[number]

/**
 * Hears of everything that ends the app and asks nobody. To be called once Electron is ready and
 * everything is loaded: Electron's own handlers take one signal and leave the second to kill the
 * process, and those of a package below electron-store (when-exit) end it at once.
 * @param causes what a signal means, where that is not just an end from outside
 */
export function followEndings(
  end: (cause: StopCause) => void,
  causes: Partial<Record<EndSignal, StopCause>> = {},
): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal)
    process.on(signal, () => end(causes[signal] ?? 'ended'))
  }
  // Electron 45 overlooks a listener for `shutdown` that is the first one of all.
  powerMonitor.on('resume', () => undefined)
  // Listening is what makes Electron hold off the shutdown (logind's delay lock), and the prevented
  // event what makes it wait for the end of the process.
  powerMonitor.on('shutdown', (event?: Electron.Event) => {
    event?.preventDefault()
    end('shutdown')
  })
}
