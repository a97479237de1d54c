import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The checkout: every script works from here, wherever it was called from. */
export const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/[\\/]$/, '')

/**
 * Tells the person at the terminal something. Always on stderr: stdout belongs to the command line's
 * answer.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`)
}

/**
 * Stops with one clear sentence instead of a stack trace.
 * @param {string} sentence
 * @param {string} [details] a tool's own output, printed above the sentence
 * @returns {never}
 */
export function stop(sentence, details = '') {
  if (details.trim()) say(details.trimEnd())
  say(sentence)
  process.exit(1)
}

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options] default: output is collected;
 *   `stdio: 'inherit'` shows it
 * @returns {Promise<{code: number, output: string, stdout: string}>} `output` is both streams
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
    })
    killAtExit(child)
    let stdout = ''
    let output = ''
    child.stdout?.on('data', (chunk) => {
      stdout += chunk
      output += chunk
    })
    child.stderr?.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ code: 127, output: error.message, stdout }))
    child.on('close', (code, signal) => resolve({ code: exitCode(code, signal), output, stdout }))
  })
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const living = new Set()
// One listener for all: Node takes more than ten for a leak, and says so.
process.on('exit', () => living.forEach((child) => child.kill()))

/**
 * Keeps a process from outliving us.
 * @param {import('node:child_process').ChildProcess} child
 */
export function killAtExit(child) {
  living.add(child)
  child.on('close', () => living.delete(child))
}

/**
 * The exit code a shell would report.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitCode(code, signal) {
  return signal ? 128 + constants.signals[signal] : (code ?? 1)
}

/**
 * Runs npm, through the very npm that started us when there is one: on Windows `npm` is a batch file,
 * which cannot be spawned without a shell.
 * @param {string[]} args
 */
export function runNpm(args) {
  const npm = process.env['npm_execpath']
  if (npm?.endsWith('.js')) return run(process.execPath, [npm, ...args])
  return run('npm', args, { shell: process.platform === 'win32' })
}

/**
 * The command of an installed package as arguments for Node: works on every system and saves the
 * time `npx` takes.
 * @param {string} packageName
 */
export function packageCommand(packageName) {
  const folder = path.join(root, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const file = typeof bin === 'string' ? bin : (bin[packageName] ?? Object.values(bin)[0])
  return path.join(folder, file)
}
