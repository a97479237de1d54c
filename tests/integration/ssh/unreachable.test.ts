import { createServer, type Server, type Socket } from 'node:net'
import { readFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { AppError } from '@common/errors'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'

import { me, openEngine, tempDir } from '../../support/engine'
import { startEngineAs } from '../../support/engine-as'
import { makeDeadNetwork, type DeadNetwork } from '../../support/network'
import { freePort } from '../../support/ports'
import { makeKeyPair } from '../../support/ssh-keys'
import { canMakeUsers } from '../../support/temp-user'

const ROOT = { uid: 0, gid: 0, env: process.env }

const refusal = (work: Promise<unknown>) =>
  work.then(String, (error: AppError) => (error.fields[0] ? error.fields : error.message))

/** All that is asked of such a host: the test, its keys, a task that is saved, a run. */
async function ask(host: string, port: number, network?: string) {
  const { calls } = await startEngineAs(ROOT, network === undefined ? {} : { network })
  const key = await makeKeyPair(`${await tempDir()}/key`)
  const pair = await calls.importKey('k', await readFile(key.privateFile, 'utf8'))
  const place = { host, port, connectTimeout: 1 }
  const settings = {
    ...{ ...CONNECTION_DEFAULTS, ...place, name: 'c', username: 'ada' },
    ...{ keypairId: pair.id, remoteHostKey: key.publicKey },
  }
  const { id } = await calls.connect(settings)
  const path = await tempDir()
  const task = { mode: 'SSH', user: me, path, remotePath: '/srv', sshCredentials: id } as const
  const { id: runId } = await calls.start((await calls.add(task)).id)
  const [tested, keys, saved, run] = await Promise.all([
    calls.test(settings),
    refusal(calls.discover(place)),
    refusal(calls.create(task)),
    calls.ended(runId),
  ])
  const { text, fix } = tested.steps.at(-1) ?? {}
  // Whether rsync hears of ssh's end first, or of its silence, is a race.
  const [reason] = run.reason.split(' (rsync code ')
  expect([12, 255]).toContain(run.exitCode)
  return { test: `${text} ${fix}`, keys, saved, run: reason }
}

describe.runIf(canMakeUsers)('a host', () => {
  let network: DeadNetwork
  beforeAll(async () => {
    network = await makeDeadNetwork()
  })
  afterAll(() => network.remove())

  const unreachable = (host: string) => ({
    test: `The network has no way to ${host}:22. Check the address and the network.`,
    keys: `The network has no way to ${host}:22.`,
    saved: [
      { field: 'remoteHost', message: `Connection to the remote host ${host} on port 22 failed.` },
    ],
    run: 'The remote host cannot be reached: check the network.',
  })

  it('that never answers is given up after the connect timeout, and everything says so', async () => {
    const host = network.silent
    expect(await ask(host, 22, network.name)).toEqual({
      test: `${host}:22 did not answer in 1 s. Check the address, and that no firewall drops the connection.`,
      keys: `${host}:22 did not answer in 1 s.`,
      saved: [
        {
          field: 'remoteHost',
          message: 'SSH timeout occurred. Remote path cannot be validated.',
        },
      ],
      run: 'The remote host did not answer in time.',
    })
  })

  it('that a router cannot reach is said to be so', async () => {
    const host = network.unreachable
    expect(await ask(host, 22, network.name)).toEqual(unreachable(host))
  })

  it('to which there is no route is said to be so', async () => {
    const host = network.noRoute
    expect(await ask(host, 22, network.name)).toEqual(unreachable(host))
  })
})

describe('the keys of a host', () => {
  const whyNoKeys = (host: string, port: number) =>
    openEngine().then(({ engine }) =>
      refusal(engine.ssh.discover({ host, port, connectTimeout: 1 })),
    )

  it('are refused with the port on which nothing listens', async () => {
    const port = await freePort()
    expect(await whyNoKeys('127.0.0.1', port)).toBe(`Nothing listens on 127.0.0.1:${port}.`)
  })

  it('are refused with the name that does not resolve', async () => {
    expect(await whyNoKeys('no-such-host.invalid', 22)).toMatch(
      /^The name no-such-host\.invalid could not be resolved\./,
    )
  })

  it('are refused with the time when it greets and shows none', async () => {
    const server = createServer((socket) => {
      // Who gives up may do so with a reset.
      socket.on('error', () => socket.destroy())
      socket.write('SSH-2.0-Mute\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    expect(await whyNoKeys('127.0.0.1', port)).toBe(
      `SSH timeout: 127.0.0.1:${port} showed no host key in time.`,
    )
  })
})

describe.runIf(canMakeUsers)('a server', () => {
  const sockets: Socket[] = []
  let server: Server
  beforeAll(async () => {
    server = createServer((socket) => sockets.push(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })

  it('that accepts and then says nothing is given up after the connect timeout', async () => {
    const { port } = server.address() as { port: number }
    expect(await ask('127.0.0.1', port)).toEqual({
      test: `127.0.0.1:${port} accepts connections but says nothing. Restart the SSH service of the host, or check what else listens there.`,
      keys: `127.0.0.1:${port} accepts connections but says nothing.`,
      saved: [
        {
          field: 'remoteHost',
          message: 'SSH timeout occurred. Remote path cannot be validated.',
        },
      ],
      run: 'The remote host did not answer in time.',
    })
  })
})
