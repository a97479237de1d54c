import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root, runNpm, say, stop } from './process.mjs'

const oldestNode = [20, 19]

/**
 * Installs the npm packages when they are missing or are not the ones package-lock.json asks for.
 */
export async function ensurePackages() {
  requireNode()
  if (packagesMatchLock()) return
  say('Installing the npm packages (npm ci) …')
  // Also where NODE_ENV is "production": Electron and the build tools are development packages.
  const { code, output } = await runNpm(['ci', '--include=dev'])
  if (code !== 0) stop('The npm packages could not be installed; npm says why above.', output)
}

/** Said here because a newer language feature in a tool would only say "SyntaxError". */
function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return
  stop(`Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}.`)
}

/**
 * Compares the lock file with the one npm leaves in node_modules as the last act of every install. So
 * a half-finished install counts as none, and one made by hand is recognised.
 */
function packagesMatchLock() {
  const wanted = readPackages('package-lock.json')
  const installed = readPackages('node_modules/.package-lock.json')
  if (!wanted || !installed) return false
  delete wanted['']
  const allThere = Object.entries(wanted).every(([place, { version, optional, devOptional }]) =>
    // Optional packages are left out on systems they are not for.
    installed[place] ? installed[place].version === version : optional || devOptional,
  )
  return allThere && Object.keys(installed).every((place) => place in wanted)
}

/**
 * @param {string} lockFile
 * @returns {Record<string, {version: string, optional?: boolean, devOptional?: boolean}> | undefined}
 */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(path.join(root, lockFile), 'utf8')).packages
  } catch {
    return undefined
  }
}
