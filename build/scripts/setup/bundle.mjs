import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { packageCommand, root, run, say, stop } from './process.mjs'

const config = 'build/electron.vite.config.ts'
const sources = [
  'electron',
  'renderer',
  'build',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]
const stamp = path.join(root, 'out/.sources')

/** Builds the app into out/ when its sources have changed since the last time. */
export async function ensureBundle() {
  if (!(await buildBundle())) stop('The app could not be built; the reason is above.')
}

/** @returns {Promise<boolean>} whether the bundle is there and current */
export async function buildBundle() {
  // Taken before the build: a file saved meanwhile makes the next start build again.
  const fingerprint = fingerprintOfSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return true
  say('Building the app …')
  await rm(stamp, { force: true })
  const args = [packageCommand('electron-vite'), 'build', '-c', config]
  const { code, output } = await run(process.execPath, args)
  if (code !== 0) {
    say(output.trimEnd())
    return false
  }
  await mkdir(path.dirname(stamp), { recursive: true })
  await writeFile(stamp, fingerprint)
  return true
}

/** Names, sizes and times instead of contents: reading every file would slow every command down. */
function fingerprintOfSources() {
  const hash = createHash('sha1')
  for (const source of sources) addToHash(hash, path.join(root, source))
  return hash.digest('hex')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} file
 */
function addToHash(hash, file) {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats?.isDirectory()) {
    for (const name of readdirSync(file).sort()) addToHash(hash, path.join(file, name))
  } else {
    hash.update(`${path.relative(root, file)} ${stats?.size} ${stats?.mtimeMs}\n`)
  }
}
