/**
 * The parts of the operating system the app needs and npm cannot bring: checked on every start, so
 * that a missing one is named instead of showing up as a riddle later.
 */
import { run, say, stop } from './process.mjs'
import { findOnPath, parts } from './system-parts.mjs'

/** @typedef {import('./system-parts.mjs').Part} Part */

/**
 * Makes sure the system has what is needed; as root on Debian and its relatives it installs the rest.
 * @param {import('./system-parts.mjs').Purpose} purpose
 */
export async function ensureSystemParts(purpose) {
  const needed = parts.filter((part) => part.neededTo.includes(purpose))
  const missing = needed.filter(isMissing)
  if (missing.length === 0) return
  const list = missing.map((part) => `  ${part.name}: ${part.purpose}`).join('\n')
  if (process.platform !== 'linux' || !findOnPath('apt-get')) {
    stop(`These system parts are missing; please install them:\n${list}`)
  }
  const root = process.getuid?.() === 0
  if (root) await refreshPackageLists()
  const names = await Promise.all(missing.map(aptName))
  const install = ['install', '-y', '--no-install-recommends', ...new Set(names)]
  if (!root) {
    const advice = `Install them with:\n  sudo apt-get ${install.join(' ')}`
    stop(`These system parts are missing:\n${list}\n${advice}`)
  }
  say(`Installing system parts: ${[...new Set(names)].join(' ')} …`)
  const { code, output } = await apt(install)
  if (code !== 0) stop('The system parts could not be installed; apt-get says why above.', output)
}

/** @param {Part} part */
function isMissing(part) {
  return !(part.linuxOnly && process.platform !== 'linux') && !part.present()
}

/**
 * The first of a part's package names this release of the system knows.
 * @param {Part} part
 */
async function aptName(part) {
  for (const name of part.debian) {
    if ((await run('apt-cache', ['show', name])).code === 0) return name
  }
  return part.debian.at(-1)
}

async function refreshPackageLists() {
  const { code, output } = await apt(['update'])
  if (code === 0) return
  say(`${output.trimEnd()}\napt-get update failed; trying with the lists there are.`)
}

/** @param {string[]} args */
function apt(args) {
  return run('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
}
