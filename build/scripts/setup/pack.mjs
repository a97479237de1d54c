import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { isPinned } from './electron.mjs'
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
  await rm(path.join(unpacked, 'resources/app'), { recursive: true, force: true })
  return true
}

function platformSwitch() {
  if (process.platform === 'darwin') return '--mac'
  return process.platform === 'win32' ? '--win' : '--linux'
}

/**
 * The version of an Electron, as the file beside its program says.
 * @param {string} electron
 */
export function versionOf(electron) {
  const file = path.join(path.dirname(electron), 'version')
  return readFileSync(file, 'utf8').trim().replace(/^v/, '')
}

/**
 * Any other Electron than the pinned one has to be named; that one electron-builder fetches by itself,
 * for the kind of machine it packages for.
 * @param {string} electron
 */
function electronSwitches(electron) {
  if (isPinned(electron)) return []
  return [`-c.electronDist=${path.dirname(electron)}`, `-c.electronVersion=${versionOf(electron)}`]
}
