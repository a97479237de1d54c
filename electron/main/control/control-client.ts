import { connect, type Socket } from 'node:net'
import type { CliIo, CliRequest } from '../cli/request'
import type { WindowStart } from '../own-arguments'
import { encode, MessageReader, type ClientMessage, type ServerMessage } from './messages'
import { socketPath } from './socket-path'

/**
 * Has a command carried out by the app that holds the data folder.
 * @returns its exit code; null when nobody listens, or the app ended before it answered
 */
export function requestCommand(
  folder: string,
  request: CliRequest,
  io: CliIo,
): Promise<number | null> {
  const { isTerminal, isOutTerminal } = io
  const first: ClientMessage = { kind: 'command', request, isTerminal, isOutTerminal }
  return converse(folder, first, (socket) => {
    const interrupt = () => socket.write(encode({ kind: 'interrupt' }))
    io.interrupted.addEventListener('abort', interrupt)
    if (io.interrupted.aborted) interrupt()
    return (answer) => {
      if (answer.kind === 'out') io.out(answer.text)
      if (answer.kind === 'error') io.error(answer.text)
      return answer.kind === 'exit' ? answer.code : undefined
    }
  })
}

/**
 * Asks the app that holds the data folder to do what this start was for: to show its window, to
 * follow a link, or nothing when it was to be hidden. Null when nobody listens.
 */
export function requestWindow(
  folder: string,
  start: WindowStart,
): Promise<'shown' | 'no-window' | null> {
  return converse(folder, { kind: 'show-window', start }, () => (answer) => {
    return answer.kind === 'shown' || answer.kind === 'no-window' ? answer.kind : undefined
  })
}

/** Talks until the listener gives a result. */
function converse<T>(
  folder: string,
  first: ClientMessage,
  begin: (socket: Socket) => (answer: ServerMessage) => T | undefined,
): Promise<T | null> {
  return new Promise((resolve) => {
    const { path, release } = socketPath(folder)
    const socket = connect(path)
    const reader = new MessageReader<ServerMessage>()
    let result: T | null = null
    socket.setEncoding('utf8')
    socket.once('connect', () => {
      release()
      socket.write(encode(first))
      const listen = begin(socket)
      socket.on('data', (text: string) => {
        try {
          for (const answer of reader.push(text)) result = listen(answer) ?? result
        } catch {
          // Not the app: as if nobody had listened.
          socket.destroy()
        }
      })
    })
    socket.once('error', release)
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(result))
  })
}
