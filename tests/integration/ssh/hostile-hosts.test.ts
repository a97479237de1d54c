import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import ssh2 from 'ssh2'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import { me, openEngine, tempDir } from '../../support/engine'
import { makeKeyPair } from '../../support/ssh-keys'

/** What such a host does once somebody asks for SFTP. */
type Deed = (accept: () => ssh2.ServerChannel) => unknown

/** More than a text can hold, if somebody kept all of it. */
const ENDLESS = 700 * 1024 * 1024
const PIECE = Buffer.alloc(32 * 1024, 'x')

/** A host that lets everybody in, and a connection to it. */
async function hostileHost(deed: Deed, connectTimeout = 1) {
  const [host, key] = [
    await makeKeyPair(`${await tempDir()}/host`),
    await makeKeyPair(`${await tempDir()}/key`),
  ]
  const hostKeys = [await readFile(host.privateFile)]
  const server = new ssh2.Server({ hostKeys }, (client) => {
    client.on('error', () => undefined)
    client.on('authentication', (asked) => asked.accept())
    client.on('session', (accept) => {
      const events = accept() as unknown as NodeJS.EventEmitter
      events.on('subsystem', deed)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { engine } = await openEngine()
  const privateKey = await readFile(key.privateFile, 'utf8')
  const pair = await engine.credentials.keyPairs.import({ name: 'key', privateKey })
  const connection = engine.credentials.connections.create({
    ...{ ...CONNECTION_DEFAULTS, name: 'host', host: '127.0.0.1', username: 'x' },
    ...{ port: (server.address() as { port: number }).port, connectTimeout },
    ...{ keypairId: pair.id, remoteHostKey: host.publicKey },
  })
  const way = { user: me, remoteHost: null, remotePort: null, sshCredentials: connection.id }
  return {
    folders: () => engine.ssh.listFolders(way, '/', true),
    install: () => engine.ssh.installKey(connection, 'password'),
  }
}

const answering =
  (...messages: readonly (readonly number[])[]): Deed =>
  (accept) => {
    const stream = accept()
    for (const message of messages) stream.write(Buffer.from([0, 0, 0, message.length, ...message]))
  }

describe('a host that is hostile', () => {
  it('cannot fill the memory while its folders are listed', { timeout: 60_000 }, async () => {
    const { folders } = await hostileHost((accept) => {
      const { stderr } = accept()
      stderr.on('error', () => undefined)
      const pieces = Array.from({ length: ENDLESS / PIECE.length }, () => PIECE)
      Readable.from(pieces).pipe(stderr)
    }, 5)
    const uncaught: unknown[] = []
    const take = (error: unknown) => void uncaught.push(error)
    process.on('uncaughtException', take)
    onTestFinished(() => void process.off('uncaughtException', take))
    await expect(folders()).rejects.toMatchObject({ code: 'REMOTE_FAILED' })
    expect(uncaught).toEqual([])
  })

  it.each<[string, Deed]>([
    ['too short', answering([2, 0, 0, 0, 3], [104])],
    [
      'of a name that is longer than the message',
      answering([2, 0, 0, 0, 3], [104, 0, 0, 0, 1, 0, 0, 0, 1, 255, 0, 0, 0]),
    ],
  ])('gets one sentence for an answer %s', async (_, deed) => {
    const { folders } = await hostileHost(deed)
    await expect(folders()).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringMatching(/SFTP/),
    })
  })

  it.each<[string, Deed]>([
    ['no answer', () => undefined],
    ['no word', (accept) => void accept()],
    ['a first word alone', answering([2, 0, 0, 0, 3])],
  ])('that gives %s behind the login ends the installation of a key', async (_, deed) => {
    const { install } = await hostileHost(deed)
    await expect(install()).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringMatching(/did not answer/),
    })
  })
})
