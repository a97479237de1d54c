import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Which bytes a limit counts: from the client, from the server, or both together. */
export type Direction = 'to-server' | 'to-client' | 'both'

/** What goes wrong on the line; every limit counts per connection. */
export interface CutProxyOptions {
  readonly targetPort: number
  /** Drop the connection after exactly this many bytes. */
  readonly cutAfterBytes?: number
  /** After this many bytes pass nothing on any more but keep the connection. */
  readonly stallAfterBytes?: number
  /** Which bytes the two limits count (default `both`). */
  readonly direction?: Direction
  /** Keep everything back for so long before it is passed on. */
  readonly delayMs?: number
  /** Let through about this much per second in each direction. */
  readonly bytesPerSecond?: number
}

/** A TCP proxy on loopback that misbehaves as told. */
export interface CutProxy {
  readonly host: '127.0.0.1'
  readonly port: number
  /** Connections accepted so far. */
  connections(): number
  /** Bytes passed on so far, over all connections. */
  bytes(): { readonly toServer: number; readonly toClient: number }
  /** Drops all connections now; new ones are accepted. */
  cut(): void
  /** Makes all present and future connections go silent now. */
  stall(): void
  /** Changes the speed; `undefined` removes the limit. */
  setRate(bytesPerSecond: number | undefined): void
  stop(): Promise<void>
}

type Way = Exclude<Direction, 'both'>

interface State {
  rate: number | undefined
  stalled: boolean
  connections: number
  readonly counts: Record<Way, number>
  readonly sockets: Set<Socket>
}

interface Line {
  readonly options: CutProxyOptions
  readonly state: State
  readonly sockets: readonly [Socket, Socket]
  /** Counted bytes of this connection. */
  counted: number
}

const drop = (line: Line): void => line.sockets.forEach((socket) => socket.destroy())

const write = (socket: Socket, data: Buffer): Promise<void> =>
  new Promise((resolve) => socket.write(data, () => resolve()))

// A slice lasts about a twentieth of a second, so that a slow line trickles instead of jerking.
const sliceBytes = (rate: number | undefined, left: number): number =>
  rate === undefined ? left : Math.min(left, Math.max(1, Math.floor(rate / 20)))

const isSilent = ({ state, options, counted }: Line): boolean =>
  state.stalled || counted >= (options.stallAfterBytes ?? Infinity)

// How much more may pass before something must happen.
function allowance(line: Line, way: Way): number {
  const { direction = 'both', cutAfterBytes, stallAfterBytes } = line.options
  if (direction !== 'both' && direction !== way) return Infinity
  return Math.min(cutAfterBytes ?? Infinity, stallAfterBytes ?? Infinity) - line.counted
}

async function pass(line: Line, to: Socket, way: Way, data: Buffer): Promise<void> {
  const { options, state } = line
  if (options.delayMs) await sleep(options.delayMs)
  for (let rest = data; rest.length > 0 && !isSilent(line);) {
    const left = allowance(line, way)
    // The other way used up the rest and ends the line when its last bytes are out.
    if (left <= 0) return
    const part = rest.subarray(0, sliceBytes(state.rate, Math.min(rest.length, left)))
    if (left !== Infinity) line.counted += part.length
    state.counts[way] += part.length
    await write(to, part)
    if (line.counted >= (options.cutAfterBytes ?? Infinity)) return drop(line)
    rest = rest.subarray(part.length)
    if (state.rate !== undefined) await sleep((1000 * part.length) / state.rate)
  }
}

async function pump(line: Line, from: Socket, to: Socket, way: Way): Promise<void> {
  try {
    for await (const data of from.iterator({ destroyOnReturn: false })) {
      await pass(line, to, way, data as Buffer)
      // Neither reading on nor closing is what a peer that fell silent looks like.
      if (isSilent(line)) return
    }
    if (!isSilent(line)) to.end()
  } catch {
    broken(line)
  }
}

/** What breaks on one side ends the other, but for a line on which nobody hears anything any more. */
function broken(line: Line): void {
  if (!isSilent(line)) drop(line)
}

function accept(client: Socket, options: CutProxyOptions, state: State): void {
  state.connections++
  if (options.cutAfterBytes === 0) return void client.destroy()
  const server = connect({ port: options.targetPort, host: '127.0.0.1', allowHalfOpen: true })
  const line: Line = { options, state, sockets: [client, server], counted: 0 }
  for (const socket of line.sockets) {
    state.sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => broken(line))
    socket.on('close', () => state.sockets.delete(socket))
  }
  void pump(line, client, server, 'to-server')
  void pump(line, server, client, 'to-client')
}

/**
 * Starts a proxy in front of a server on 127.0.0.1.
 *
 * Why: a line that drops, a peer that says nothing and a transfer slow enough to be stopped in its
 * middle cannot be had reliably from real servers. Out: where it listens, and live controls.
 */
export async function startCutProxy(options: CutProxyOptions): Promise<CutProxy> {
  const counts = { 'to-server': 0, 'to-client': 0 }
  const { bytesPerSecond: rate } = options
  const state: State = { rate, stalled: false, connections: 0, counts, sockets: new Set() }
  const server = createServer({ allowHalfOpen: true }, (client) => accept(client, options, state))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No TCP address')
  const cut = (): void => state.sockets.forEach((socket) => socket.destroy())
  return {
    host: '127.0.0.1',
    port: address.port,
    connections: () => state.connections,
    bytes: () => ({ toServer: counts['to-server'], toClient: counts['to-client'] }),
    cut,
    stall: () => void (state.stalled = true),
    setRate: (bytesPerSecond) => void (state.rate = bytesPerSecond),
    stop: async () => {
      cut()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}
