/**
 * The background processes end-to-end tests need: a screen and a desktop session of their own.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { hasDisplay } from '../setup/launch.mjs'
import { killAtExit } from '../setup/process.mjs'

/**
 * The environment in which windows can be opened: the desktop we are on, or a private one. CI always
 * gets a private one, so that its results do not depend on a desktop.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function desktopEnvironment() {
  return hasDisplay() && !process.env['CI'] ? { ...process.env } : privateDesktop()
}

/**
 * The environment of a screen and a session of its own, which end with us. Only Linux has them.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function privateDesktop() {
  const desktop = { ...process.env }
  if (process.platform !== 'linux') return desktop
  delete desktop['WAYLAND_DISPLAY']
  delete desktop['XAUTHORITY']
  const screen = ['-screen', '0', '1440x900x24', '-noreset', '-nolisten', 'tcp']
  const [display, bus] = await Promise.all([
    startHelper('Xvfb', ['-displayfd', '3', ...screen]),
    startHelper('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=3']),
  ])
  return { ...desktop, DISPLAY: `:${display}`, DBUS_SESSION_BUS_ADDRESS: bus }
}

/**
 * Starts a process that says where it can be reached on file descriptor 3, and ends it with us.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<string>} what it said
 */
async function startHelper(command, args) {
  const helper = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  killAtExit(helper)
  const failed = once(helper, 'close').then(() => {
    throw new Error(`${command} did not start.`)
  })
  const [address] = await Promise.race([once(helper.stdio[3], 'data'), failed])
  return String(address).trim()
}
