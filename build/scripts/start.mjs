/**
 * `npm start`: opens the app from a fresh checkout, fetching and building whatever is missing.
 */
import { ensureBundle } from './setup/bundle.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { hasDisplay, runElectron } from './setup/launch.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { say } from './setup/process.mjs'
import { ensureSystemParts } from './setup/system.mjs'

const headless = !hasDisplay()

await ensurePackages()
await ensureSystemParts(headless ? 'cli' : 'run')
const electron = await ensureElectron()
await ensureBundle()

if (headless) say('There is no display, so the practice task runs here in the terminal.')
const args = headless ? ['practice'] : process.argv.slice(2)
process.exitCode = await runElectron(electron, { headless, args })
