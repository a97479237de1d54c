import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'

import { killTree, serverMark } from './kill-tree'
import { freePort, readGreeting } from './ports'
import { isAlive, waitUntil } from './processes'
import { locateProgram } from './run'

/** How to start one real server and how to know that it serves. */
export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly port: number
  /** Value of the environment mark; see {@link killTree}. */
  readonly mark: string
  /** What the server says to whoever connects. */
  readonly greeting: RegExp
  /** Whether this very process, given what it printed so far, owns the port. */
  readonly ownsPort: (pid: number, output: string) => boolean
  /** More of the server's words, for the error when it does not come up. */
  readonly log?: () => string
}

/** A running server; `output` is what it printed so far. */
export interface ServerProcess {
  readonly pid: number
  readonly output: () => string
  stop(): Promise<void>
}

/** A value for {@link ServerCommand.mark} that no other server has. */
export const newMark = (): string => randomUUID()

// Should the test run itself be killed, the kernel ends the server, which nobody else would.
function dyingWithUs(command: string, args: readonly string[]): [string, string[]] {
  const setpriv = locateProgram('setpriv')
  if (setpriv === undefined) return [command, [...args]]
  return [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]]
}

async function launch(server: ServerCommand): Promise<ServerProcess> {
  const env = { ...process.env, [serverMark]: server.mark }
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const [command, args] = dyingWithUs(server.command, server.args)
  const child = spawn(command, args, { stdio: [...stdio], detached: true, env })
  const chunks: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(child, 'spawn')
  const pid = child.pid
  if (pid === undefined) throw new Error(`${server.command} has no process id`)
  const stop = (): Promise<void> => killTree(pid, server.mark)
  return { pid, output: () => Buffer.concat(chunks).toString(), stop }
}

/**
 * Starts a server and returns once it really answers with its greeting.
 *
 * Throws, with the server's own log in the message, when it ends or stays silent.
 */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const running = await launch(server)
  const serves = async (): Promise<boolean> => {
    if (!isAlive(running.pid)) throw new Error('it ended by itself')
    if (!server.ownsPort(running.pid, running.output())) return false
    return server.greeting.test(await readGreeting(server.port))
  }
  try {
    await waitUntil(serves, { what: `the greeting of ${server.command}` })
  } catch (cause) {
    await running.stop()
    const log = `${running.output()}${server.log?.() ?? ''}`
    throw new Error(`${server.command} did not come up on port ${server.port}:\n${log}`, { cause })
  }
  return running
}

/**
 * Calls `start` with the wished port, or with free ports until one works.
 *
 * A port found free can be taken before the server binds it, so a few attempts are made; a wished
 * port is tried once, because then the caller wants that port or nothing.
 */
export async function onFreePort<T>(
  wished: number | undefined,
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (wished !== undefined) return start(wished)
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort())
    } catch (error) {
      const taken = error instanceof Error && /address already in use/i.test(error.message)
      if (!taken || attempt === 5) throw error
    }
  }
}
