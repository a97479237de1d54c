import { resolve } from 'node:path'
import { isLink } from './link/deep-link'

/** Switches that are for Chromium or Electron, wherever they stand. */
const FOREIGN =
  /^--(user-data-dir|no-sandbox|ozone-platform|password-store|remote-debugging-port|enable-logging|log-level|disable-[\w-]+|force-[\w-]+)(=|$)/

/** The switch that starts the app without showing its window. */
export const HIDDEN = '--hidden'

/** How the app with its window is to start. */
export interface WindowStart {
  readonly isHidden: boolean
  readonly link: string | null
}

/**
 * The part of the command line that is ours.
 * @param appPath the folder that a bare Electron was told to run; ours begins after it
 */
export function ownArguments(
  argv: readonly string[],
  appPath: string,
  isPackaged: boolean,
): string[] {
  const start = isPackaged
    ? 0
    : argv.findIndex((word, i) => i > 0 && resolve(word) === resolve(appPath))
  return argv.slice(start + 1).filter((word) => !FOREIGN.test(word))
}

/** What to start with when nothing but `--hidden` or a link is there; null for a command. */
export function windowStart(argv: readonly string[]): WindowStart | null {
  const [link = null, ...more] = argv.filter((word) => word !== HIDDEN)
  if (more.length > 0 || (link !== null && !isLink(link))) return null
  return { isHidden: argv.includes(HIDDEN), link }
}
