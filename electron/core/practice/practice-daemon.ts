import { mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@common/errors'
import { chunksOf, ProcessGroup } from '../run/process-group'
import { RSYNC } from '../run/run-planner'
import type { Accounts } from '../system/accounts'
import { spawnAs } from '../system/run-as'

export const PRACTICE_HOST = '127.0.0.1'
export const PRACTICE_MODULE = 'practice'
const START_TIMEOUT_MS = 10_000
const POLL_MS = 25

/** A private rsync daemon on loopback that offers one folder, for reading only. */
export class PracticeDaemon {
  private constructor(private readonly group: ProcessGroup) {}

  /**
   * Starts it and waits until it answers.
   * @param folder where its configuration goes
   * @param offered the folder it offers
   * @throws AppError PROGRAM_MISSING with its own words when it does not come up
   */
  static async start(
    folder: string,
    offered: string,
    port: number,
    accounts: Accounts,
  ): Promise<PracticeDaemon> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const configuration = join(folder, 'rsyncd.conf')
    await writeFile(configuration, configurationOf(offered, accounts), { mode: 0o600 })
    const argv = [
      '--daemon',
      '--no-detach',
      `--address=${PRACTICE_HOST}`,
      `--port=${port}`,
      `--config=${configuration}`,
    ]
    const group = new ProcessGroup(spawnAs(accounts.current, accounts, RSYNC, argv))
    let said = ''
    const listen = async (stream: ProcessGroup['stderr']) => {
      for await (const chunk of chunksOf(stream))
        said = `${said}${chunk.toString('utf8')}`.slice(-2000)
    }
    const listening = Promise.all([listen(group.stdout), listen(group.stderr)])
    const daemon = new PracticeDaemon(group)
    const failed = group.ended.then(
      () => 'ended',
      (error: Error) => error.message,
    )
    for (let waited = 0; waited < START_TIMEOUT_MS; waited += POLL_MS) {
      if (await answers(port)) return daemon
      const failure = await Promise.race([failed, sleep(POLL_MS, null)])
      if (failure !== null) {
        await listening
        throw new AppError(
          'PROGRAM_MISSING',
          `The practice daemon did not start (${failure}): ${said.trim()}`,
        )
      }
    }
    await daemon.stop()
    throw new AppError('PROGRAM_MISSING', 'The practice daemon did not answer in time.')
  }

  async stop(): Promise<void> {
    this.group.stop()
    await this.group.ended.catch(() => undefined)
  }
}

/** A free port on loopback. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, PRACTICE_HOST, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** rsyncd.conf(5). As root the daemon would otherwise become nobody and could read nothing. */
function configurationOf(offered: string, { current }: Accounts): string {
  const identity = current.uid === 0 ? 'uid = 0\ngid = 0\n' : ''
  return `${identity}use chroot = no\nhosts allow = ${PRACTICE_HOST}\n\n[${PRACTICE_MODULE}]\npath = ${offered}\nread only = yes\nlist = no\n`
}

/** True when a daemon greets on the port, as `@RSYNCD: 32.0 …`. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, PRACTICE_HOST)
    const finish = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('data', (greeting) => finish(greeting.toString('latin1').startsWith('@RSYNCD:')))
    socket.once('error', () => finish(false))
    socket.once('close', () => finish(false))
  })
}
