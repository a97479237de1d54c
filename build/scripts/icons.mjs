/**
 * `node build/scripts/icons.mjs`: draws the PNG files in build/icons from the SVG files beside them, in
 * every size the systems ask for. Needed only after an SVG was changed; the PNGs are kept in git.
 */
import path from 'node:path'
import { ensureElectron } from './setup/electron.mjs'
import { electronArguments } from './setup/launch.mjs'
import { root, run, stop } from './setup/process.mjs'
import { desktopEnvironment } from './test/helpers.mjs'

const electron = await ensureElectron({ quiet: true })
const drawer = path.join(root, 'build/scripts/icons')
const { code, output } = await run(electron, [...electronArguments({ headless: false }), drawer], {
  env: await desktopEnvironment(),
})
if (code !== 0) stop('The icons could not be drawn.', output)
process.exit(0)
