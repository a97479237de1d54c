import type { CliRequest } from '../cli/request'
import type { WindowStart } from '../own-arguments'

/** What another start of the app asks of the one that has the data folder. */
export type ClientMessage =
  | {
      readonly kind: 'command'
      readonly request: CliRequest
      readonly isTerminal: boolean
      readonly isOutTerminal: boolean
    }
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'show-window'; readonly start: WindowStart }

/**
 * The server speaks first, with `ready` or `ending`; before `ready` nothing is asked, so a client
 * that gives up on a frozen app has asked for nothing. A command is carried out only after
 * `accepted` was sent, so one whose connection ended without it may be sent again; after it, never.
 */
export type ServerMessage =
  | { readonly kind: 'ready' }
  /** Takes nothing any more; the folder is free soon. */
  | { readonly kind: 'ending' }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'out' | 'error'; readonly text: string }
  /** A sign of life, each {@link ALIVE_MS} while a command is carried out. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'shown' }
  /** The folder is held by a command in a terminal, which has no window to show. */
  | { readonly kind: 'no-window' }

/** Milliseconds between two signs of life. */
export const ALIVE_MS = 1_000

/**
 * Cuts a stream of JSON lines into messages; half a line waits for its rest. A long line is put
 * together when all of it is there, not anew with each part.
 */
export class MessageReader<T> {
  private parts: string[] = []

  /** @throws SyntaxError when a line is no JSON, so that the caller can hang up */
  push(text: string): T[] {
    const [end = '', ...lines] = text.split('\n')
    this.parts.push(end)
    const rest = lines.pop()
    if (rest === undefined) return []
    const first = this.parts.join('')
    this.parts = [rest]
    return [first, ...lines].map((line) => JSON.parse(line) as T)
  }
}

export function encode(message: ClientMessage | ServerMessage): string {
  return `${JSON.stringify(message)}\n`
}
