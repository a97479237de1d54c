import { spawn } from 'node:child_process'
import { exitCode, root, say } from './process.mjs'

/** Whether a window can be opened. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

/**
 * Electron's own switches; they come before the app's folder.
 * @param {{headless: boolean}} options headless: for the command line, which opens no window
 */
export function electronArguments({ headless }) {
  const switches = []
  // Level 3 keeps only fatal messages: on machines without a system bus or a graphics card Chromium
  // reports dozens of harmless errors among the app's own.
  if (!process.env['ELECTRON_ENABLE_LOGGING']) switches.push('--log-level=3')
  if (headless && process.platform === 'linux') {
    switches.push('--ozone-platform=headless', '--disable-gpu')
  } else if (process.platform === 'linux' && !process.env['DISPLAY']) {
    switches.push('--ozone-platform-hint=auto')
  }
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    // Chromium refuses to start its sandbox as root.
    switches.push('--no-sandbox')
    if (!headless) say('Warning: running as root, so the window runs without a sandbox.')
  }
  return switches
}

/**
 * Runs the app of this checkout with our stdin, stdout and stderr.
 * @param {string} binary
 * @param {{headless: boolean, args: string[]}} options args: the app's own
 * @returns {Promise<number>} its exit code, 128 + n after signal n
 */
export function runElectron(binary, { headless, args }) {
  const child = spawn(binary, [...electronArguments({ headless }), root, ...args], {
    stdio: 'inherit',
  })
  forwardSignals(child)
  return new Promise((resolve) => {
    child.on('error', (error) => {
      say(`Electron could not be started: ${error.message}`)
      resolve(127)
    })
    child.on('exit', (code, signal) => {
      if (signal === 'SIGSEGV' || signal === 'SIGTRAP' || signal === 'SIGABRT') {
        say(`Electron crashed (${signal}); with ELECTRON_ENABLE_LOGGING=1 it says why.`)
      }
      resolve(exitCode(code, signal))
    })
  })
}

/**
 * Hands a signal on to the app and lets the app decide when to end.
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  process.on('SIGHUP', () => child.kill('SIGHUP'))
  // Ctrl-C reaches every process of the terminal by itself; a second one would make Electron end
  // without the chance to tidy up.
  const terminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY)
  process.on('SIGINT', () => terminal || child.kill('SIGINT'))
}
