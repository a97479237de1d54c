/**
 * `node build/scripts/icons.mjs`: draws the PNG files in build/icons from the SVG files beside them, in
 * every size the systems ask for, and packs those of the app for Windows and macOS. Needed only after
 * an SVG was changed; what it makes is kept in git.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { format } from 'icns-lib'
import pngToIco from 'png-to-ico'
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

const icons = path.join(root, 'build/icons')
const png = (/** @type {number} */ edge) => path.join(icons, `app/${edge}x${edge}.png`)

const ico = await pngToIco([16, 24, 32, 48, 64, 128, 256].map(png))
writeFileSync(path.join(icons, 'app.ico'), ico)

/** Apple's names of the sizes; 11 to 14 are for screens with two pixels a point. */
const icns = {
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024,
  ic11: 32,
  ic12: 64,
  ic13: 256,
  ic14: 512,
}
const images = Object.entries(icns).map(([type, edge]) => [type, readFileSync(png(edge))])
writeFileSync(path.join(icons, 'app.icns'), format(Object.fromEntries(images)))
process.exit(0)
