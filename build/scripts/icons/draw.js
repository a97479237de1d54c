/** Draws the icons in a page of Electron; started by build/scripts/icons.mjs. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, BrowserWindow } from 'electron'

const icons = fileURLToPath(new URL('../../icons', import.meta.url))
const states = ['idle', 'running', 'failed']

/** Edges of the app's icon; the smallest have a drawing of their own, with fewer and thicker lines. */
const small = [16, 22, 24]
const large = [32, 48, 64, 96, 128, 256, 512, 1024]

/** SVG, PNG and edge in pixels. Linux panels draw 22 to 24, Windows 16, macOS 18 points. */
const drawings = [
  ...small.map((edge) => ['app-small', `app/${edge}x${edge}`, edge]),
  ...large.map((edge) => ['app', `app/${edge}x${edge}`, edge]),
  ...states.flatMap((state) => [
    [`tray/${state}`, `tray/${state}`, 24],
    [`tray/${state}`, `tray/${state}@2x`, 48],
    [`tray/${state}`, `tray/${state}-16`, 16],
    [`tray/${state}`, `tray/${state}-16@2x`, 32],
    [`tray/${state}Template`, `tray/${state}Template`, 18],
    [`tray/${state}Template`, `tray/${state}Template@2x`, 36],
  ]),
]

// Not awaited: Electron becomes ready only once this module has been loaded.
app
  .whenReady()
  .then(drawAll)
  .catch((error) => {
    process.stderr.write(`${error.stack}\n`)
    app.exit(1)
  })

async function drawAll() {
  const window = new BrowserWindow({ show: false })
  await window.loadURL('data:text/html,<title>icons</title>')
  for (const [source, target, edge] of drawings) {
    const svg = readFileSync(path.join(icons, `${source}.svg`), 'utf8')
    const url = await window.webContents.executeJavaScript(
      `(${draw})(${JSON.stringify(svg)}, ${edge})`,
    )
    writeFileSync(path.join(icons, `${target}.png`), Buffer.from(url.split(',')[1], 'base64'))
  }
  app.exit(0)
}

/**
 * In the page: an SVG as the data URL of a PNG.
 * @param {string} svg
 * @param {number} edge
 */
async function draw(svg, edge) {
  const image = new Image(edge, edge)
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: edge, height: edge })
  canvas.getContext('2d').drawImage(image, 0, 0, edge, edge)
  return canvas.toDataURL('image/png')
}
