import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Accounts } from '../system/accounts'
import type { Programs } from '../system/programs'
import { spawnAs } from '../system/run-as'
import { startedFrom } from '../system/started-from'

export const PRACTICE_HOST = '127.0.0.1'
export const PRACTICE_MODULE = 'practice'

/** How much of it others can use: every user of this computer reaches loopback. */
export interface PracticeLimits {
  /** Connections at one time, each of which is a process. */
  readonly connections: number
  /** Milliseconds after which a connection ends: the made-up files take seconds. */
  readonly lifeMs: number
}

const LIMITS: PracticeLimits = { connections: 8, lifeMs: 600_000 }
/** Seconds without any data after which rsync gives up. It counts from the choice of a module on. */
const IO_TIMEOUT_S = 60

/**
 * A private rsync daemon on loopback that offers one folder, for reading only. We listen and hand
 * each connection to `rsync --daemon`, as inetd does (rsync(1), "STARTING AN RSYNC DAEMON"): so
 * nothing is left listening when the app ends, however it ends.
 */
export class PracticeDaemon {
  private readonly served = new Set<ChildProcess>()
  private open = 0

  private constructor(
    private readonly server: Server,
    private readonly configuration: string,
    private readonly accounts: Accounts,
    private readonly programs: Pick<Programs, 'rsync'>,
    private readonly limits: PracticeLimits,
  ) {
    // The socket must reach rsync with nothing read from it.
    // Whoever called sees a closed connection where no rsync can be started, or enough are at work.
    server.on('connection', (socket) => {
      if (this.open >= this.limits.connections) return void socket.destroy()
      this.open++
      this.serve(socket)
        .catch(() => socket.destroy())
        .finally(() => this.open--)
    })
  }

  /**
   * @param folder where its configuration goes
   * @param offered the folder it offers
   * @param port 0 for a free one
   * @param programs asked at each connection: another rsync may be chosen at any time
   * @throws the system's error, such as EADDRINUSE
   */
  static async start(
    folder: string,
    offered: string,
    port: number,
    accounts: Accounts,
    programs: Pick<Programs, 'rsync'>,
    limits: PracticeLimits = LIMITS,
  ): Promise<PracticeDaemon> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const configuration = join(folder, 'rsyncd.conf')
    await writeFile(configuration, configurationOf(offered, accounts), { mode: 0o600 })
    const server = createServer({ pauseOnConnect: true })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, PRACTICE_HOST, resolve)
    })
    return new PracticeDaemon(server, configuration, accounts, programs, limits)
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const ended = [...this.served].map((child) => once(child, 'exit'))
    for (const child of this.served) child.kill()
    await Promise.all([...ended, new Promise((resolve) => this.server.close(resolve))])
  }

  /** Resolves when the connection is over. */
  private async serve(socket: Socket): Promise<void> {
    const argv = ['--daemon', `--config=${this.configuration}`]
    const { accounts, programs } = this
    const request = await spawnAs(accounts.current, accounts, programs.rsync, argv)
    const start = startedFrom(request)
    const child = spawn(start.program, start.argv, {
      ...{ env: request.env, cwd: start.cwd },
      stdio: [socket, socket, 'ignore'],
      timeout: this.limits.lifeMs,
    })
    this.served.add(child)
    // The child has the connection; ours would keep it open after the child is done.
    socket.destroy()
    // rsync is missing: the caller sees a closed connection, and its own rsync says the same.
    await once(child, 'exit').catch(() => undefined)
    this.served.delete(child)
  }
}

/** rsyncd.conf(5). As root the daemon would otherwise become nobody and could read nothing. */
function configurationOf(offered: string, { current }: Accounts): string {
  const identity = current.uid === 0 ? 'uid = 0\ngid = 0\n' : ''
  return `${identity}use chroot = no\nhosts allow = ${PRACTICE_HOST}\n\n[${PRACTICE_MODULE}]\npath = ${offered}\nread only = yes\nlist = no\ntimeout = ${IO_TIMEOUT_S}\n`
}
