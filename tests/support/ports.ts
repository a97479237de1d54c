import { once } from 'node:events'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { connect, createServer } from 'node:net'

/** A TCP port on 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No TCP address')
  return address.port
}

/** The first bytes a server sends to a new connection; '' when it refuses or stays silent. */
export function readGreeting(port: number, timeoutMs = 500): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const finish = (text: string): void => {
      socket.destroy()
      resolve(text)
    }
    socket.setTimeout(timeoutMs, () => finish(''))
    socket.once('data', (data) => finish(data.toString('latin1')))
    socket.once('error', () => finish(''))
    socket.once('close', () => finish(''))
  })
}

const listening = '0A'

function listeningInode(port: number): string | undefined {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = readFileSync('/proc/net/tcp', 'latin1').split('\n')
  const fields = rows
    .map((row) => row.trim().split(/\s+/))
    .find((row) => row[1] === address && row[3] === listening)
  return fields?.[9]
}

/**
 * Whether this very process listens on the port of 127.0.0.1.
 *
 * Why: test files run side by side, and a port found free may be taken by a stranger's server
 * before ours binds it; that server would give the expected greeting, too.
 */
export function listensOn(pid: number, port: number): boolean {
  const inode = listeningInode(port)
  if (inode === undefined) return false
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).some((fd) => readlinkSync(`${folder}/${fd}`) === `socket:[${inode}]`)
  } catch {
    return false
  }
}
