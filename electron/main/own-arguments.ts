import { resolve } from 'node:path'

/** Switches that are for Chromium or Electron, wherever they stand. */
const FOREIGN =
  /^--(user-data-dir|no-sandbox|ozone-platform|password-store|remote-debugging-port|enable-logging|disable-[\w-]+|force-[\w-]+)(=|$)/

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
