import { connect, type Socket } from 'node:net'
import { isShortage } from '@common/text/system-error'
import type { CliIo, CliRequest } from '../cli/request'
import type { WindowStart } from '../own-arguments'
import { encode, MessageReader, type ClientMessage, type ServerMessage } from './messages'
import { assertOwnSocket, socketPath } from './socket-path'

/** How a client waits for the process that has the data folder. Times are in milliseconds. */
export interface Patience {
  /** Gives up before `ready`; nothing has been asked then. */
  readonly giveUp: AbortSignal
  /** Called when the process that has the folder listens. */
  readonly onReady: () => void
  /** After `ready`, without any message for so long: hangs up. */
  readonly silentMs: number
  /** Called once, after a tenth of that time. */
  readonly onSilence: () => void
}

/** What became of a question to the process that has the data folder. */
export type Reply<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  /** Nothing was carried out, so it may be asked again. `isEnding`: it is there, and ends soon. */
  | { readonly kind: 'not-taken'; readonly isEnding: boolean }
  /** It was taken, and its answer never came: it may have been carried out, and must not be asked again. */
  | { readonly kind: 'lost' }

/**
 * Has a command carried out by the app that holds the data folder.
 * @returns its exit code as the answer
 */
export function requestCommand(
  folder: string,
  request: CliRequest,
  io: CliIo,
  patience: Patience,
): Promise<Reply<number>> {
  const { isTerminal, isOutTerminal } = io
  const first: ClientMessage = { kind: 'command', request, isTerminal, isOutTerminal }
  return converse(folder, first, patience, (socket, hangUpAfter) => {
    const interrupt = () => {
      socket.write(encode({ kind: 'interrupt' }))
      // The person wants to leave; a process that is alive stops the run and says how it ended.
      hangUpAfter(patience.silentMs / 3)
    }
    io.interrupted.addEventListener('abort', interrupt)
    if (io.interrupted.aborted) interrupt()
    return (answer) => {
      if (answer.kind === 'out') void io.out(answer.text)
      if (answer.kind === 'error') void io.error(answer.text)
      return answer.kind === 'exit' ? answer.code : undefined
    }
  })
}

/**
 * Asks the app that holds the data folder to do what this start was for: to show its window, to
 * follow a link, or nothing when it was to be hidden.
 */
export function requestWindow(
  folder: string,
  start: WindowStart,
  patience: Patience,
): Promise<Reply<'shown' | 'no-window'>> {
  return converse(folder, { kind: 'show-window', start }, patience, () => (answer) => {
    return answer.kind === 'shown' || answer.kind === 'no-window' ? answer.kind : undefined
  })
}

/** Takes a message; the answer, once there is one. */
type Listener<T> = (message: ServerMessage) => T | undefined

/**
 * Waits for `ready`, asks, and listens until there is an answer.
 * @throws AppError STORAGE_FAILED, unasked, where somebody else listens
 */
async function converse<T>(
  folder: string,
  first: ClientMessage,
  patience: Patience,
  begin: (socket: Socket, hangUpAfter: (ms: number) => void) => Listener<T>,
): Promise<Reply<T>> {
  assertOwnSocket(folder)
  return new Promise((resolve, reject) => {
    const { giveUp, onReady, silentMs, onSilence } = patience
    const { path, release } = socketPath(folder)
    const socket = connect(path)
    const reader = new MessageReader<ServerMessage>()
    const timers: NodeJS.Timeout[] = []
    let listen: Listener<T> | null = null
    let reply: Reply<T> = { kind: 'not-taken', isEnding: false }
    const leave = () => socket.destroy()
    const ask = () => {
      giveUp.removeEventListener('abort', leave)
      onReady()
      const hangUp = () => {
        // A frozen process may still read the command when it goes on.
        if (first.kind === 'command') reply = { kind: 'lost' }
        leave()
      }
      const hangUpAfter = (ms: number) => void timers.push(setTimeout(hangUp, ms))
      timers.push(setTimeout(onSilence, silentMs / 10))
      hangUpAfter(silentMs)
      socket.write(encode(first))
      listen = begin(socket, hangUpAfter)
    }
    const take = (message: ServerMessage): void => {
      if (message.kind === 'ending') reply = { kind: 'not-taken', isEnding: true }
      else if (message.kind === 'ready') ask()
      else if (message.kind === 'accepted') reply = { kind: 'lost' }
      else {
        const answer = listen?.(message)
        if (answer !== undefined) reply = { kind: 'answered', answer }
      }
    }
    socket.setEncoding('utf8')
    socket.once('connect', release)
    socket.on('data', (text: string) => {
      for (const timer of timers) timer.refresh()
      try {
        for (const message of reader.push(text)) take(message)
      } catch {
        // Not the app: as if nobody had listened.
        leave()
      }
    })
    socket.once('error', release)
    socket.on('error', (error) => {
      // Whether anybody listens is not known then, and waiting would not tell.
      if (isShortage(error)) reject(error)
    })
    socket.once('close', () => {
      giveUp.removeEventListener('abort', leave)
      timers.forEach(clearTimeout)
      resolve(reply)
    })
    giveUp.addEventListener('abort', leave)
    if (giveUp.aborted) leave()
  })
}
