import { rm } from 'node:fs/promises'
import path from 'node:path'
import { fallbackVersion, isFallback } from './electron-fallback.mjs'
import { packageCommand, root, run, say } from './process.mjs'

/** Where electron-builder leaves the app of a Linux machine of this kind. */
export const unpacked = path.join(
  root,
  'release',
  process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`,
)

/**
 * Packages the bundled app with build/electron-builder.ts.
 * @param {string} electron the binary to package it with
 * @param {string[]} targets as electron-builder calls them; none makes only the unpacked app
 * @returns {Promise<boolean>} whether it worked; if not, electron-builder's words have been printed
 */
export async function packApp(electron, targets) {
  const what = targets.length > 0 ? [platformSwitch(), ...targets] : ['--dir']
  const { code, output } = await run(process.execPath, [
    packageCommand('electron-builder'),
    ...what,
    ...['--config', 'build/electron-builder.ts', '--publish', 'never'],
    ...electronSwitches(electron),
  ])
  if (code !== 0) {
    say(output.trimEnd())
    return false
  }
  // The substitute brings a small app that runs checkouts.
  if (isFallback(electron)) await rm(path.join(unpacked, 'resources/app'), { recursive: true })
  return true
}

function platformSwitch() {
  if (process.platform === 'darwin') return '--mac'
  return process.platform === 'win32' ? '--win' : '--linux'
}

/**
 * The substitute has to be named. Otherwise electron-builder fetches the pinned Electron itself, for the
 * kind of machine it packages for.
 * @param {string} electron
 */
function electronSwitches(electron) {
  if (!isFallback(electron)) return []
  return [`-c.electronDist=${path.dirname(electron)}`, `-c.electronVersion=${fallbackVersion}`]
}
