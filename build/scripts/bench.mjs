/**
 * `npm run bench [-- NAME… --json]`: the benchmarks, with the same set-up as the tests.
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
const args = [packageCommand('tsx'), '--tsconfig', 'tests/tsconfig.json', 'tests/bench/main.ts']
const { code } = await run(process.execPath, [...args, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: await desktopEnvironment(),
})
process.exit(code)
