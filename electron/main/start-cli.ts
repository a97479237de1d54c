import { systemErrorText } from '@common/text/system-error'
import { resolve } from 'node:path'
import { app } from 'electron'
import { say } from '@common/i18n/say'
import { stopCause, type StopCause } from '@common/run/stop-cause'
import { AppLog } from '@core/log/app-log'
import { hurryAllGroups } from '@core/run/process-group'
import { terminalText } from '@common/text/visible-text'
import { CommandOutput } from './cli/command-output'
import { helpText } from './cli/command-specs'
import { execute, tellError, tellInterrupted } from './cli/execute'
import { ofAnyProcess } from './cli/own-descriptors'
import { parseArguments, type ParsedArguments } from './cli/parse-arguments'
import { readInput } from './cli/read-input'
import { EXIT, type CliIo, type CliRequest } from './cli/request'
import { safeIo } from './cli/safe-io'
import { compose } from './compose'
import { requestCommand } from './control/control-client'
import { ControlServer } from './control/control-server'
import { enterFolder, holderText, SILENT_MS, WORD_MS } from './control/enter-folder'
import type { LockHolder } from './control/folder-lock'
import { closeContents, type PreparedFolder } from './data-folder'
import { followEndings } from './lifecycle/endings'
import { exitNow } from './lifecycle/exit-now'
import { END_MS } from './lifecycle/quit-controller'

/** How long an interrupted command waits for its last words to be read. */
const LAST_WORDS_MS = 1_000

/** Carries out one command line and answers with the exit code. Opens no window. */
export async function startCli(
  argv: readonly string[],
  folder: string,
  prepared: PreparedFolder,
): Promise<number> {
  // Electron itself only warns of these, and a command that goes wrong must still end.
  const interrupt = new AbortController()
  const log = new AppLog(folder)
  const fail = (error: unknown) => endInOrder(error, log, interrupt)
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  // Electron turns SIGINT and SIGTERM into a wish to quit.
  app.on('before-quit', (event) => {
    event.preventDefault()
    interrupt.abort('person' satisfies StopCause)
  })
  void app.whenReady().then(() =>
    followEndings((cause) => interruptBy(cause, interrupt), {
      SIGINT: 'person',
      SIGHUP: 'terminal',
    }),
  )
  const [out, err] = [new CommandOutput(process.stdout), new CommandOutput(process.stderr)]
  const io: CliIo = {
    out: (words) => out.write(words),
    error: (words) => err.write(words),
    interrupted: interrupt.signal,
    isTerminal: process.stderr.isTTY,
    isOutTerminal: process.stdout.isTTY,
  }
  // Whatever the command is: the next start finds nothing to tell.
  for (const notice of prepared.notices) void safeIo(io, null).error(`${notice}\n`)
  const code = await answer(argv, { folder, prepared, io, log })
  // Writes keep their order: when these are done, so are all before them.
  const written = Promise.all([io.out(''), io.error('')]).then(() => true)
  const isWhole = await Promise.race([written, secondAfter(interrupt.signal).then(() => false)])
  if (!isWhole) return tellInterrupted(io)
  if (out.failure === null) return code
  await io.error(`${say('cli.notWritten', { error: out.failure })}\n`)
  return code === EXIT.ok ? EXIT.otherwise : code
}

/** Never rejects: what goes wrong is told. */
async function answer(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { io } = terminal
  try {
    const parsed = parseArguments(argv)
    if (parsed.command === 'help') {
      void io.out(helpText())
      return EXIT.ok
    }
    return await carryOut(await load(parsed, io), terminal)
  } catch (error) {
    return tellError(error, argv.includes('--json'), safeIo(io, null))
  }
}

/** Resolves a second after the interruption: the reader of a command may never read on. */
function secondAfter(interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wait = () => void setTimeout(resolve, LAST_WORDS_MS)
    if (interrupted.aborted) wait()
    else interrupted.addEventListener('abort', wait)
  })
}

/** A person may wait for what was stopped to end in its own time; whoever else ends us does not. */
function interruptBy(cause: StopCause, interrupt: AbortController): void {
  interrupt.abort(cause)
  if (cause !== 'person') setTimeout(() => exitNow(EXIT.otherwise), END_MS).unref()
}

/** What is running is stopped and recorded; the process ends with exit code 1 whatever hangs. */
function endInOrder(error: unknown, log: AppLog, interrupt: AbortController): void {
  log.error('command line', error)
  const text = systemErrorText(error)
  process.stderr.write(`${terminalText(text)}\n${say('cli.logged', { path: log.path })}\n`)
  interruptBy('ended', interrupt)
}

interface Terminal {
  readonly folder: string
  readonly prepared: PreparedFolder
  readonly io: CliIo
  readonly log: AppLog
}

/** By the app that has the folder; by ourselves when nobody has it. */
async function carryOut(
  request: CliRequest,
  { folder, prepared, io, log }: Terminal,
): Promise<number> {
  const words = safeIo(io, null)
  const talk = (sentence: string) => void words.error(`${sentence}\n`)
  if (prepared.problem) throw prepared.problem
  const entry = await enterFolder({
    folder,
    command: request.command,
    ask: (patience) => requestCommand(folder, request, io, patience),
    isFinal: () => true,
    onWait: (holder) => talk(waitText(holder)),
    wordMs: WORD_MS,
    onSilence: () => talk(say('cli.noSign')),
    silentMs: SILENT_MS,
    cancelled: io.interrupted,
  })
  if (entry === null) return tellInterrupted(io)
  if ('answer' in entry) return entry.answer
  const closed = closeContents(folder, prepared.wasOpen)
  // What an earlier life of the app left running may take its time to end.
  const settling = setTimeout(() => talk(say('cli.working')), WORD_MS)
  const { engine, notices } = await compose(folder, log).finally(() => clearTimeout(settling))
  for (const notice of [...closed, ...notices]) talk(notice)
  const server = new ControlServer({
    folder,
    execute: (theirs, theirIo) => execute(engine, theirs, theirIo, log),
    showWindow: () => false,
  })
  await server.listen()
  let closing: Promise<void> | null = null
  const close = (cause: StopCause) => (closing ??= engine.close(cause))
  endWith(io.interrupted, close)
  const code = await execute(engine, request, io, log)
  const word = setTimeout(() => {
    if (server.workload > 0) talk(say('cli.waitsForOthers', {}, server.workload))
  }, WORD_MS)
  await server.close()
  clearTimeout(word)
  await close('quit')
  // Its reader may take long (`| less`), and others need the folder.
  entry.release()
  return code
}

function waitText(holder: LockHolder | null): string {
  return holder
    ? say('cli.waitsForHolder', { holder: holderText(holder) })
    : say('cli.waitsForFolder')
}

/** Everything of this process ends with it, also what other commands wait for. */
function endWith(interrupted: AbortSignal, close: (cause: StopCause) => unknown): void {
  const end = () => {
    const cause = stopCause(interrupted.reason)
    if (cause === 'person') return
    void close(cause)
    hurryAllGroups()
  }
  if (interrupted.aborted) end()
  else interrupted.addEventListener('abort', end)
}

/** @throws UsageError when the file cannot be read */
async function load(
  { inputFile, outputFile, ...rest }: ParsedArguments,
  io: CliIo,
): Promise<CliRequest> {
  const output = outputFile === null ? null : ofAnyProcess(resolve(outputFile))
  const input = inputFile === null ? null : await readInput(inputFile, safeIo(io, null))
  return { ...rest, input, output }
}
