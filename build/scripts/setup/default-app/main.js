/**
 * What `electron <folder>` runs in the substitute runtime, which comes without Electron's own default
 * app: it opens the folder given as the first argument, as Electron's would. Copied into the runtime
 * by electron-fallback.mjs.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'))

if (folder === undefined) {
  process.stdout.write(`v${process.versions.electron}\n`)
  app.exit(0)
} else {
  await open(path.resolve(folder))
}

/** @param {string} folder an app with a package.json */
async function open(folder) {
  const description = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  if (description.version) app.setVersion(description.version)
  app.setName(description.productName ?? description.name)
  app.setAppPath(folder)
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  // Awaited at the top level, so that Electron emits `ready` only after the app has loaded.
  await import(pathToFileURL(path.join(folder, description.main)).href)
}
