import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { expect, onTestFinished } from 'vitest'

import { say } from '@common/i18n/say'

import { ensureElectron } from '../../build/scripts/setup/electron.mjs'
import { electronArguments } from '../../build/scripts/setup/launch.mjs'
import { killProcessesOf, processesOfFolder } from './engine'
import { waitUntil } from './processes'
import { makeTempDir } from './temp-dir'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Settings of one call of the command line. */
export interface CliOptions {
  readonly dataDir: string
  /** Standard input; nothing when left out. */
  readonly input?: string | Buffer
  /** Added to our own environment. */
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Words in front of the app, such as those of strace(1). */
  readonly starter?: readonly string[]
  /** A command that hangs is killed after this time (default 30 s), which shows as its signal. */
  readonly timeoutMs?: number
}

/** What a command left behind. */
export interface CliResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that is going on. */
export interface RunningCli {
  readonly child: ChildProcessWithoutNullStreams
  readonly pid: number
  stdout(): string
  stderr(): string
  /** Whole lines of standard output so far, as JSON. */
  lines(): Record<string, unknown>[]
  /** Resolves when the process is gone; its helpers may still hold the outputs open. */
  readonly exited: Promise<void>
  /** Resolves when the outputs are closed, too. */
  readonly ended: Promise<CliResult>
}

let electron: Promise<string> | undefined

/** The Electron that runs the checkout. */
const electronBinary = (): Promise<string> =>
  (electron ??= Promise.resolve(
    process.env['RSYNC_TASKS_ELECTRON'] ?? ensureElectron({ quiet: true }),
  ))

/** A data folder that goes away, with all processes that name it, when the running test ends. */
export async function makeDataDir(below = ''): Promise<string> {
  const dir = await makeTempDir('rtc', 0o755)
  onTestFinished(async () => {
    await waitUntil(
      () => {
        killProcessesOf(dir.path)
        return processesOfFolder(dir.path).length === 0
      },
      { what: `end of all processes of ${dir.path}` },
    )
    await dir.dispose()
  })
  return `${dir.path}${below}`
}

const parseLines = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>)

/** Starts the real app, bundled in out/, without a window. */
export async function startCli(args: readonly string[], options: CliOptions): Promise<RunningCli> {
  const { dataDir, env, cwd } = options
  const switches = electronArguments({ headless: true })
  const words = [
    ...(options.starter ?? []),
    await electronBinary(),
    ...[...switches, root, `--user-data-dir=${dataDir}`, ...args],
  ]
  const [program = '', ...argv] = words
  const child = spawn(program, argv, {
    env: { ...process.env, ...env },
    stdio: 'pipe',
    ...(cwd === undefined ? {} : { cwd }),
  })
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // A command that ends without reading its input is not an error.
  child.stdin.on('error', () => undefined)
  const stdout = (): string => Buffer.concat(out).toString()
  const stderr = (): string => Buffer.concat(err).toString()
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({ code, signal, stdout: stdout(), stderr: stderr() }),
    )
  })
  const lines = (): Record<string, unknown>[] => parseLines(stdout())
  return { child, pid: child.pid ?? 0, stdout, stderr, lines, exited, ended }
}

/** Runs one command to its end. The exit code is for the test to look at. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const running = await startCli(args, options)
  running.child.stdin.end(options.input)
  const timer = setTimeout(() => running.child.kill('SIGKILL'), options.timeoutMs ?? 90_000)
  return running.ended.finally(() => clearTimeout(timer))
}

/** What a command says of itself where the machine is slow. */
const AT_WORK = `${say('cli.working')}\n`

/** Runs one command that must succeed, saying nothing but its answer. Out: standard output. */
export async function cliOk(args: readonly string[], options: CliOptions): Promise<string> {
  const { stdout, stderr, ...end } = await runCli(args, options)
  const said = stderr.replaceAll(AT_WORK, '')
  expect({ ...end, said }).toEqual({ code: 0, signal: null, said: '' })
  return stdout
}

/** Runs one command that must succeed and answer with one JSON value. */
export async function cliJson<T>(args: readonly string[], options: CliOptions): Promise<T> {
  return JSON.parse(await cliOk(args, options)) as T
}

/** The errors of a command that must be refused with exit code 2 and JSON on standard output. */
export async function cliErrors(
  args: readonly string[],
  options: CliOptions,
): Promise<{ field: string; message: string }[]> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], options)
  expect({ code, said: stderr.replaceAll(AT_WORK, '') }).toEqual({ code: 2, said: '' })
  const answer = JSON.parse(stdout) as { errors: { field: string; message: string }[] }
  expect(Object.keys(answer)).toEqual(['errors'])
  return answer.errors
}

/** A run as `run --json`, `runs --json` and `list --json` tell it. */
export interface WireRun {
  readonly id: number
  readonly task: number
  readonly state: string
  readonly reason: string
  readonly exit_code: number | null
  readonly warning: boolean
  readonly trigger: string
  readonly time_started: string | null
  readonly time_finished: string | null
  readonly stats: Record<string, number> | null
  readonly command: readonly string[]
  readonly logs_path: string
}

/** Runs a task to its end by `run --json`. Out: exit code and outcome, which is the last line. */
export async function runTask(id: number, options: CliOptions) {
  const { code, stdout, stderr } = await runCli(['run', String(id), '--json'], options)
  const lines = parseLines(stdout)
  const outcome = lines.at(-1) as unknown as WireRun & { readonly type: string }
  expect({ type: outcome.type, stderr }).toEqual({ type: 'outcome', stderr: '' })
  return { code, outcome, progress: lines.slice(0, -1) }
}

/** Creates a task by `create --file -`. Out: its number. */
export async function createTask(
  settings: Record<string, unknown>,
  options: CliOptions,
): Promise<number> {
  const input = JSON.stringify(settings)
  return (await cliJson<{ id: number }>(['create', '--file', '-'], { ...options, input })).id
}

/** The stored settings as they are on disk. */
export const storedSettings = (dataDir: string): Record<string, unknown> =>
  JSON.parse(readFileSync(`${dataDir}/settings.json`, 'utf8')) as Record<string, unknown>

/** Overwrites the stored settings, as a crash or another version would have left them. */
export const writeSettings = (dataDir: string, text: string): Promise<void> =>
  writeFile(`${dataDir}/settings.json`, text)
