import { terminalText } from '@common/text/visible-text'
import type { CliIo, CliRequest } from './request'

/** Back to the start of the line, and clear it: the one command to the terminal that is ours. */
export const REDRAW = '\r\u001b[K'

/** What these print is somebody's file: a pipe gets the very bytes of it, a terminal does not. */
const DOCUMENTS: readonly string[] = ['backup', 'export', 'logs', 'keypairs export']

/**
 * The one way out to the terminal. Names of files, messages of programs and remote hosts, and texts of
 * tasks come from others; none of them may steer the terminal, wherever a command puts them.
 * @param request what is carried out; null for words about the command line itself
 */
export function safeIo(io: CliIo, request: CliRequest | null): CliIo {
  const isDocument =
    request !== null && !request.json && (request.csv || DOCUMENTS.includes(request.command))
  const isRaw = isDocument && !io.isOutTerminal
  return {
    ...io,
    out: (text) => io.out(isRaw ? text : terminalText(text)),
    error: (text) => {
      const start = io.isTerminal && text.startsWith(REDRAW) ? REDRAW : ''
      return io.error(start + terminalText(text.slice(start.length)))
    },
  }
}
