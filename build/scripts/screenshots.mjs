/**
 * `npm run screenshots [-- FOLDER [SCENE…]]`: every screen and dialog of the real app with sample
 * data, light and dark, at 800×600 and 1440×900, as PNG files in FOLDER (`.cache/screenshots`).
 */
import { ensureBundle } from './setup/bundle.mjs'
import { ensureElectron } from './setup/electron.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { packageCommand, run } from './setup/process.mjs'
import { ensureSystemParts } from './setup/system.mjs'
import { desktopEnvironment } from './test/helpers.mjs'

await ensurePackages()
await ensureSystemParts('test')
await ensureElectron()
await ensureBundle()
const main = 'tests/screenshots/main.ts'
const args = [packageCommand('tsx'), '--tsconfig', 'tests/tsconfig.json', main]
const { code } = await run(process.execPath, [...args, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: await desktopEnvironment(),
})
process.exit(code)
