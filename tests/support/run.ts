import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'

/** What a finished program left behind. */
export interface RunResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Settings for {@link run}; `env` replaces the whole environment when given. */
export interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string | Buffer
  readonly timeoutMs?: number
  readonly uid?: number
  readonly gid?: number
}

/**
 * Runs a program to its end, without a shell, and collects its output.
 *
 * In: program, arguments, options. Out: exit code (or signal) and both outputs; a non-zero code is
 * not an exception, because tests look at codes. It gets its own session, so it has no terminal to
 * ask on, and after `timeoutMs` (default 20 s) its whole process group is killed.
 */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { input, timeoutMs = 20_000, ...spawnOptions } = options
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...spawnOptions, detached: true })
    const out: Buffer[] = []
    const err: Buffer[] = []
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      reject(new Error(`${command} did not end within ${timeoutMs} ms: ${args.join(' ')}`))
    }, timeoutMs)
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    // A program that ends without reading its input is not an error.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const stdout = Buffer.concat(out).toString()
      const stderr = Buffer.concat(err).toString()
      resolve({ code, signal, stdout, stderr })
    })
  })
}

/** Like {@link run}, but anything except code 0 throws with the program's own words. */
export async function runOk(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const result = await run(command, args, options)
  if (result.code !== 0) {
    const how = result.signal ?? `code ${result.code}`
    throw new Error(`${command} ended with ${how}\n${result.stdout}${result.stderr}`)
  }
  return result
}

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * The absolute path of a program on PATH, or in the folders of system programs, which an ordinary
 * user's PATH often lacks; `undefined` when it is not installed.
 */
export function locateProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin']
  const files = folders.filter((folder) => folder.startsWith('/')).map((dir) => `${dir}/${name}`)
  return files.find(isProgram)
}

/** Like {@link locateProgram}, but throws when the program is not installed. */
export function findProgram(name: string): string {
  const file = locateProgram(name)
  if (file === undefined) throw new Error(`${name} is not installed`)
  return file
}
