import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'

import { findProgram } from './run'
import { newMark, onFreePort, startServer } from './server-process'
import { makeSshHome, type SshHome } from './ssh-home'
import { makeKeyPair, type KeyPair, type KeyType } from './ssh-keys'
import { sshdConfig } from './sshd-config'
import { makeTempDir, type TempDir } from './temp-dir'

/** Settings of a test ssh server; all have defaults. */
export interface SshdOptions {
  /** Default: ed25519 only, which is the fastest to make. */
  readonly hostKeyTypes?: readonly KeyType[]
  /** A fixed port, to bring a server back, perhaps with another host key. */
  readonly port?: number
  /** PATH of remote commands, e.g. one without rsync. */
  readonly remotePath?: string
  /** Passphrase of the client's private key. */
  readonly passphrase?: string
  /** Lines appended to sshd_config; the first value of a keyword wins, so only new keywords. */
  readonly extraConfig?: string
  /** Bash reads ~/.bashrc of whoever logs in; only for accounts of the test's own. */
  readonly readsBashrc?: boolean
  /** Lines at the top of sshd_config, which overrule the rest. */
  readonly firstConfig?: string
}

/** A real ssh server. */
export interface Sshd {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly pid: number
  /** Who logs in: the user running the tests. */
  readonly user: string
  /** `[127.0.0.1]:PORT type base64` of the first host key. */
  readonly hostKeyLine: string
  /** All host keys as known_hosts text. */
  readonly knownHosts: string
  readonly clientKeyFile: string
  readonly clientPublicKey: string
  /** Lets another public key (an authorized_keys line) log in, too. */
  authorise(publicKeyLine: string): Promise<void>
  /** What sshd logged so far. */
  log(): string
  makeHome(): Promise<SshHome>
  /** Ends the server with all its sessions and removes its directory; may be called again. */
  stop(): Promise<void>
}

const privilegeSeparationDir = '/run/sshd'

// As root sshd wants this directory; a machine where no sshd service ever ran does not have it.
async function preparePrivilegeSeparation(): Promise<void> {
  if (userInfo().uid !== 0 || existsSync(privilegeSeparationDir)) return
  await mkdir(privilegeSeparationDir, { mode: 0o755, recursive: true })
}

interface Keys {
  readonly client: KeyPair
  readonly hosts: readonly KeyPair[]
  readonly authorized: string
}

async function makeKeys(base: string, options: SshdOptions): Promise<Keys> {
  const types = options.hostKeyTypes ?? ['ed25519']
  const [client, ...hosts] = await Promise.all([
    makeKeyPair(`${base}/client_key`, 'ed25519', options.passphrase),
    ...types.map((type) => makeKeyPair(`${base}/host_key_${type}`, type)),
  ])
  const authorized = `${base}/authorized_keys`
  await writeFile(authorized, `${client.publicKey}\n`)
  return { client, hosts, authorized }
}

async function startOn(port: number, dir: TempDir, keys: Keys, options: SshdOptions) {
  const mark = newMark()
  const file = `${dir.path}/sshd_config`
  const { remotePath, extraConfig, firstConfig } = options
  const config = sshdConfig({
    port,
    mark,
    hostKeyFiles: keys.hosts.map((key) => key.privateFile),
    authorizedKeysFile: keys.authorized,
    readsBashrc: options.readsBashrc ?? false,
    ...(remotePath === undefined ? {} : { remotePath }),
    ...(extraConfig === undefined ? {} : { extra: extraConfig }),
    ...(firstConfig === undefined ? {} : { first: firstConfig }),
  })
  await writeFile(file, config)
  return startServer({
    // sshd insists on its absolute path, because it starts itself again for every connection.
    command: findProgram('sshd'),
    args: ['-D', '-e', '-f', file],
    port,
    mark,
    greeting: /^SSH-2\.0-/,
    // An unprivileged sshd hides its open files; its own word that it listens comes after bind.
    ownsPort: (_pid, output) => output.includes(`Server listening on 127.0.0.1 port ${port}.`),
  })
}

async function startIn(dir: TempDir, options: SshdOptions): Promise<Sshd> {
  await preparePrivilegeSeparation()
  const keys = await makeKeys(dir.path, options)
  return onFreePort(options.port, async (port) => {
    const server = await startOn(port, dir, keys, options)
    const lines = keys.hosts.map((key) => `[127.0.0.1]:${port} ${key.publicKey}`)
    const knownHosts = lines.map((line) => `${line}\n`).join('')
    const clientKeyFile = keys.client.privateFile
    return {
      host: '127.0.0.1',
      port,
      pid: server.pid,
      user: userInfo().username,
      hostKeyLine: lines[0] ?? '',
      knownHosts,
      clientKeyFile,
      clientPublicKey: keys.client.publicKey,
      authorise: (line) => appendFile(keys.authorized, `${line.trim()}\n`),
      log: server.output,
      makeHome: () => makeSshHome({ host: '127.0.0.1', port, clientKeyFile, knownHosts }),
      stop: async () => {
        await server.stop()
        await dir.dispose()
      },
    }
  })
}

/**
 * Starts a real sshd on a free loopback port, with its own host keys and one authorised client
 * key, and returns once it answers. Throws with sshd's log otherwise.
 */
export async function startSshd(options: SshdOptions = {}): Promise<Sshd> {
  // Others may enter: sshd reads authorized_keys as the account that logs in.
  const dir = await makeTempDir('rts', 0o711)
  try {
    return await startIn(dir, options)
  } catch (error) {
    await dir.dispose()
    throw error
  }
}
