import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { redact } from '@common/text/redact'
import { terminalLine } from '@common/text/visible-text'

/** The file is put aside when it is this long; one old file is kept. */
const MAX_BYTES = 512 * 1024
/** One entry; a stack or a message of megabytes is cut. */
const MAX_LINES = 30
const MAX_LINE = 2000
/** Errors can have causes, which have causes. */
const MAX_CAUSES = 4
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT
/** The folder is the user's own; a link in it was laid there. Windows has no such flag. */
const NO_LINK = constants.O_NOFOLLOW ?? 0

/**
 * The app's own log: what nobody expected, for whoever mends it. One file in the data folder and one
 * before it, mode 0600. It holds no secrets ({@link redact}) and no controls of terminals. Each entry
 * is written at once and synchronously, since the process may not live much longer; a log that
 * cannot be written never makes anything worse.
 */
export class AppLog {
  readonly path: string

  constructor(
    folder: string,
    private readonly now: () => number = Date.now,
  ) {
    this.path = join(folder, 'app.log')
  }

  /**
   * Writes down an error.
   * @param where what went on, such as the name of the call
   * @param error whatever was thrown
   * @param given what the work was given: none of its texts reaches the log
   */
  error(where: string, error: unknown, given: unknown = null): void {
    this.write('error', [`${where}: ${headOf(error, given)}`, ...detailsOf(error, given)])
  }

  /** Writes down an event that is no error of ours, such as the end of a process. */
  warn(what: string): void {
    this.write('warning', [what])
  }

  private write(level: string, lines: readonly string[]): void {
    const time = new Date(this.now()).toISOString()
    const [first = '', ...more] = lines.slice(0, MAX_LINES).map(onOneLine)
    const entry = [`${time} ${level} ${first}`, ...more.map((line) => `    ${line}`)]
    try {
      this.append(`${entry.join('\n')}\n`)
    } catch {
      // The data folder can be read-only or full; then there is no log.
    }
  }

  private append(text: string): void {
    const file = openSync(this.path, FLAGS | NO_LINK, 0o600)
    try {
      const { size, mode } = fstatSync(file)
      if ((mode & 0o777) !== 0o600) fchmodSync(file, 0o600)
      writeSync(file, text)
      if (size + text.length > MAX_BYTES) renameSync(this.path, `${this.path}.1`)
    } finally {
      closeSync(file)
    }
  }
}

function onOneLine(line: string): string {
  return terminalLine(line.slice(0, MAX_LINE))
}

/** Secrets are looked for before hidden characters are escaped, which could part them. */
function headOf(error: unknown, given: unknown): string {
  if (error instanceof Error) return redact(`${error.name}: ${error.message}`, given)
  // What an object holds may be anything.
  const text = typeof error === 'object' ? Object.prototype.toString.call(error) : String(error)
  return redact(text, given)
}

/** Where the error was thrown, and what caused it. The stack begins with the message, which is left out. */
function detailsOf(error: unknown, given: unknown, depth = 0): string[] {
  if (!(error instanceof Error)) return []
  const { stack = '', message, cause } = error
  const afterMessage = stack.slice(Math.max(0, stack.indexOf(message)) + message.length)
  const frames = afterMessage.split('\n').filter((line) => /^\s+at /.test(line))
  const causes =
    cause === undefined || depth === MAX_CAUSES
      ? []
      : [`caused by ${headOf(cause, given)}`, ...detailsOf(cause, given, depth + 1)]
  return [...frames.map((frame) => frame.trim()), ...causes]
}
