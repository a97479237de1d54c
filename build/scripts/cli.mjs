/**
 * `npm run -s cli -- <command>`: the command line of the app. stdout carries nothing but the command's
 * answer; everything said while setting up goes to stderr.
 */
import { ensureBundle } from './setup/bundle.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { runElectron } from './setup/launch.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { ensureSystemParts } from './setup/system.mjs'

await ensurePackages()
await ensureSystemParts('cli')
const electron = await ensureElectron({ quiet: true })
await ensureBundle()

process.exitCode = await runElectron(electron, { headless: true, args: process.argv.slice(2) })
