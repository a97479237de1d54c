import { isOfTheMachine, systemErrorText } from '@common/text/system-error'
import { AppError, type AppErrorCode, type FieldError } from '@common/errors'
import { say } from '@common/i18n/say'
import { toWireField } from '@common/task/wire-names'
import { terminalLine } from '@common/text/visible-text'
import type { Engine } from '@core/engine'
import type { AppLog } from '@core/log/app-log'
import { helpText } from './command-specs'
import * as general from './general-commands'
import { history } from './history-command'
import * as connections from './connection-commands'
import * as keyPairs from './key-pair-commands'
import * as exchange from './exchange-commands'
import { backup, restore } from './backup-commands'
import { password } from './password-command'
import { practice } from './practice-command'
import { EXIT, UsageError, type CliIo, type CliRequest } from './request'
import { runOrPreview } from './run-command'
import { logs, runs } from './run-records'
import { safeIo } from './safe-io'
import * as tasks from './task-commands'

export type Command = (engine: Engine, request: CliRequest, io: CliIo) => number | Promise<number>

const HANDLERS: Readonly<Record<string, Command>> = {
  help: (_engine, _request, io) => {
    io.out(helpText())
    return EXIT.ok
  },
  list: tasks.list,
  create: tasks.create,
  get: tasks.get,
  update: tasks.update,
  delete: tasks.remove,
  command: tasks.command,
  import: exchange.importTasks,
  export: exchange.exportTasks,
  duplicate: exchange.duplicate,
  backup,
  restore,
  programs: exchange.programs,
  run: runOrPreview,
  runs,
  logs,
  history,
  settings: general.settings,
  pause: general.pause,
  resume: general.resume,
  'confirm-clock': general.confirmClock,
  practice,
  password,
  'connections list': connections.list,
  'connections get': connections.get,
  'connections create': connections.create,
  'connections update': connections.update,
  'connections test': connections.test,
  'connections discover': connections.discover,
  'connections delete': connections.remove,
  'keypairs list': keyPairs.list,
  'keypairs generate': keyPairs.generate,
  'keypairs import': keyPairs.importPair,
  'keypairs rename': keyPairs.rename,
  'keypairs export': keyPairs.exportPair,
  'keypairs delete': keyPairs.remove,
}

/**
 * Carries out a command line; what went wrong is told, never thrown. Answers with the exit code.
 * @param log takes errors nobody expected
 */
export async function execute(
  engine: Engine,
  request: CliRequest,
  raw: CliIo,
  log: AppLog | null = null,
): Promise<number> {
  const io = safeIo(raw, request)
  try {
    const command = Object.hasOwn(HANDLERS, request.command) ? HANDLERS[request.command] : undefined
    if (!command) throw new UsageError(say('cli.noCommand', { command: request.command }))
    return await withWord(request, io, (theirs) =>
      STOPS_ITSELF.has(request.command)
        ? command(engine, request, theirs)
        : orInterrupted(command(engine, request, theirs), io),
    )
  } catch (error) {
    if (log && isUnexpected(error)) {
      log.error(`command ${request.command}`, error, request.input)
      if (!isOfTheMachine(error)) io.error(`${say('cli.logged', { path: log.path })}\n`)
    }
    return tellError(error, request.json, io)
  }
}

function isUnexpected(error: unknown): boolean {
  return !(error instanceof UsageError) && !(error instanceof AppError)
}

/** Commands that end in their own way when they are interrupted: they stop their run first. */
const STOPS_ITSELF: ReadonlySet<string> = new Set(['run', 'practice'])

/** A command that is silent for longer says that it is at work. */
const WORD_MS = 3_000

/** Says once that a command is at work, unless it says something itself or answers with JSON. */
async function withWord(
  { json }: CliRequest,
  io: CliIo,
  work: (io: CliIo) => number | Promise<number>,
): Promise<number> {
  if (json) return work(io)
  const word = setTimeout(() => void io.error(`${say('cli.working')}\n`), WORD_MS)
  const spoken =
    (write: (text: string) => Promise<void>) =>
    (text: string): Promise<void> => {
      clearTimeout(word)
      return write(text)
    }
  try {
    return await work({ ...io, out: spoken(io.out), error: spoken(io.error) })
  } finally {
    clearTimeout(word)
  }
}

/** The exit code of a command; or, as soon as the person presses Ctrl-C, that of an interruption. */
async function orInterrupted(work: number | Promise<number>, io: CliIo): Promise<number> {
  const end = new AbortController()
  const interruption = new Promise<number>((resolve) => {
    const take = () => resolve(tellInterrupted(io))
    io.interrupted.addEventListener('abort', take, { signal: end.signal })
    if (io.interrupted.aborted) take()
  })
  try {
    return await Promise.race([work, interruption])
  } finally {
    end.abort()
  }
}

/** Says that the command was interrupted. Answers with the exit code. */
export function tellInterrupted(io: Pick<CliIo, 'error'>): number {
  void io.error(`${say('cli.interrupted')}\n`)
  return EXIT.otherwise
}

/** Tells a failure: sentences on standard error, or JSON on standard output. */
export function tellError(error: unknown, json: boolean, io: Pick<CliIo, 'out' | 'error'>): number {
  const fields = fieldsOf(error)
  if (json) io.out(`${JSON.stringify({ errors: fields })}\n`)
  else
    for (const { field, message } of fields)
      io.error(`${terminalLine(field === '' ? message : `${field}: ${message}`)}\n`)
  const isTheirs =
    error instanceof UsageError || (error instanceof AppError && !NOT_THEIRS.includes(error.code))
  return isTheirs ? EXIT.usage : EXIT.otherwise
}

/** What the person who typed the command could not have typed better. */
const NOT_THEIRS: readonly AppErrorCode[] = [
  'STORAGE_FAILED',
  'PROGRAM_MISSING',
  'REMOTE_FAILED',
  'NO_ANSWER',
  'SECRETS_UNREADABLE',
]

function fieldsOf(error: unknown): readonly FieldError[] {
  if (error instanceof AppError && error.fields.length > 0) return error.fields.map(toWireField)
  const message = systemErrorText(error)
  return [{ field: error instanceof AppError && error.code === 'NOT_FOUND' ? 'id' : '', message }]
}
