import { readFile } from 'node:fs/promises'

import { onTestFinished } from 'vitest'

import type { AppError } from '@common/errors'
import { CONNECTION_DEFAULTS, type SshConnection } from '@common/ssh/credentials'

import type { TestEngine } from '../../support/engine'
import { startSshd, type Sshd, type SshdOptions } from '../../support/sshd'

/** A server that ends with the running test. */
export async function server(options: SshdOptions = {}): Promise<Sshd> {
  const sshd = await startSshd(options)
  onTestFinished(() => sshd.stop())
  return sshd
}

/** The host keys of a server as Remote Host Key holds them: without the host. */
export const hostKeysOf = (sshd: Sshd): string => sshd.knownHosts.replace(/^\S+ /gm, '')

/** Settings of a connection to the server, for a key pair that is there. */
export const settingsFor = (sshd: Sshd, keypairId: number) => ({
  ...CONNECTION_DEFAULTS,
  name: `to ${sshd.port}`,
  host: sshd.host as string,
  port: sshd.port,
  username: sshd.user,
  keypairId,
  remoteHostKey: hostKeysOf(sshd),
  connectTimeout: 5,
})

/** Imports the server's client key and saves a connection with it. */
export async function connectTo(
  { engine }: TestEngine,
  sshd: Sshd,
  changes: Partial<SshConnection> = {},
): Promise<SshConnection> {
  const privateKey = await readFile(sshd.clientKeyFile, 'utf8')
  const pair = await engine.credentials.keyPairs.import({ name: `key ${sshd.port}`, privateKey })
  return engine.credentials.connections.create({ ...settingsFor(sshd, pair.id), ...changes })
}

/** What is said about work that must be refused: its first field, or the whole of it. */
export const refusal = (work: () => unknown) =>
  Promise.resolve()
    .then(work)
    .then(String, ({ fields, code, message }: AppError) => fields[0] ?? { code, message })
