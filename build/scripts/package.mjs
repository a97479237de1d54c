/**
 * `npm run package`: the app as it is installed, unpacked in release/. `npm run package -- deb rpm` makes
 * installers; electron-builder fetches its tools for them, and the Electron of a release, from GitHub.
 */
import { ensureBundle } from './setup/bundle.mjs'
import { ensureElectron, isPinned } from './setup/electron.mjs'
import { packApp } from './setup/pack.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { say, stop } from './setup/process.mjs'

const targets = process.argv.slice(2)

await ensurePackages()
const electron = await ensureElectron()
if (targets.length > 0 && !isPinned(electron)) {
  stop('Installers are made with the pinned Electron only; GitHub must be reachable for them.')
}
await ensureBundle()
if (!(await packApp(electron, targets))) {
  stop('The app could not be packaged; electron-builder says why above.')
}
say(targets.length > 0 ? 'The installers are in release.' : 'The app is in release, unpacked.')
