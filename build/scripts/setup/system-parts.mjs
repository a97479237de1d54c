/**
 * The table of system parts, and how each is looked for. Looking must stay cheap: it happens before
 * every command.
 */
import { execFileSync } from 'node:child_process'
import { accessSync, constants, readdirSync } from 'node:fs'
import path from 'node:path'

/** @typedef {'run' | 'cli' | 'test' | 'disasters'} Purpose */

/**
 * @typedef {object} Part
 * @property {string} purpose what it is for
 * @property {string} name what is looked for
 * @property {() => boolean} present
 * @property {string[]} debian its package, the newest name first
 * @property {Purpose[]} neededTo
 * @property {boolean} [linuxOnly]
 */

const always = /** @type {Purpose[]} */ (['run', 'cli', 'test'])

/** @type {Part[]} */
export const parts = [
  command('rsync', 'copies the files', 'rsync', always),
  command('ssh', 'reaches other machines', 'openssh-client', always),
  library('libgtk-3.so.0', 'libgtk-3-0t64', 'libgtk-3-0'),
  library('libnss3.so', 'libnss3'),
  library('libasound.so.2', 'libasound2t64', 'libasound2'),
  library('libgbm.so.1', 'libgbm1'),
  library('libatk-bridge-2.0.so.0', 'libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'),
  library('libcups.so.2', 'libcups2t64', 'libcups2'),
  library('libdrm.so.2', 'libdrm2'),
  library('libxkbcommon.so.0', 'libxkbcommon0'),
  {
    name: 'a font',
    purpose: 'shows text in the window',
    present: hasFont,
    debian: ['fonts-dejavu-core'],
    neededTo: ['run', 'test'],
    linuxOnly: true,
  },
  {
    ...library('libnotify.so.4', 'libnotify4'),
    purpose: 'shows notifications',
    neededTo: ['run', 'test'],
  },
  command('sshd', 'is the other machine in tests', 'openssh-server', ['test']),
  { ...command('sshfs', 'is the network share in tests', 'sshfs', ['test']), linuxOnly: true },
  command('sudo', 'runs tasks as another user in tests', 'sudo', ['test']),
  command('python3', "runs rsync's rrsync in tests", 'python3', ['test']),
  command('puttygen', "makes keys in PuTTY's format in tests", 'putty-tools', ['test']),
  {
    ...command('ip', 'makes networks of their own in tests', 'iproute2', ['test']),
    linuxOnly: true,
  },
  {
    ...command('gnome-keyring-daemon', 'keeps secrets in tests', 'gnome-keyring', ['test']),
    linuxOnly: true,
  },
  { ...command('Xvfb', 'is the screen in tests', 'xvfb', ['test']), linuxOnly: true },
  { ...command('xdotool', 'presses real keys in tests', 'xdotool', ['test']), linuxOnly: true },
  {
    ...command('dbus-daemon', 'is the desktop session in tests', 'dbus', ['test']),
    linuxOnly: true,
  },
  {
    ...command('grsync', 'meets the same disasters as the app', 'grsync', ['disasters']),
    linuxOnly: true,
  },
]

/**
 * @param {string} name
 * @param {string} purpose
 * @param {string} debian
 * @param {Purpose[]} neededTo
 * @returns {Part}
 */
function command(name, purpose, debian, neededTo) {
  return { name, purpose, present: () => findOnPath(name), debian: [debian], neededTo }
}

/**
 * A shared library Electron is linked with; the command line is the same program.
 * @param {string} name
 * @param {string[]} debian
 * @returns {Part}
 */
function library(name, ...debian) {
  // Where there is no ldconfig, Electron itself has to name the library it lacks.
  const present = () => !isFile(ldconfig) || knownLibraries().includes(`\t${name} `)
  return {
    name,
    purpose: 'is used by Electron',
    present,
    debian,
    neededTo: always,
    linuxOnly: true,
  }
}

/** @param {string} name */
export function findOnPath(name) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  // Ordinary users rarely have the sbin folders on their PATH, where sshd is.
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) =>
    suffixes.some((suffix) => isFile(path.join(folder, name + suffix))),
  )
}

/** @param {string} file */
function isFile(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const ldconfig = '/sbin/ldconfig'

/** @type {string | undefined} */
let libraries

/** The list the dynamic linker works with; one process for all the libraries. */
function knownLibraries() {
  libraries ??= execFileSync(ldconfig, ['-p'], { encoding: 'utf8' })
  return libraries
}

function hasFont() {
  const folders = ['/usr/share/fonts', '/usr/local/share/fonts', `${process.env['HOME']}/.fonts`]
  return folders.some((folder) => containsFont(folder))
}

/**
 * @param {string} folder
 * @returns {boolean}
 */
function containsFont(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.some((entry) =>
      entry.isDirectory()
        ? containsFont(path.join(folder, entry.name))
        : /\.(ttf|otf|ttc|pf[ab]|woff2?)$/i.test(entry.name),
    )
  } catch {
    return false
  }
}
