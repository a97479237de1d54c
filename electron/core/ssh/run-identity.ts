import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ConnectionFiles } from '@common/rsync/build-command'
import { knownHostsText } from '@common/ssh/host-key-text'
import type { Account, Accounts } from '../system/accounts'
import { isBehindSudo, runAs } from '../system/run-as'
import type { PrivateKey } from './private-key'
import { SshAgent } from './ssh-agent'

/** What a connection offers and expects. */
export interface IdentityRequest {
  readonly host: string
  readonly port: number
  readonly remoteHostKey: string
  readonly key: PrivateKey
}

/** Key and host keys as ssh takes them, until they are disposed of. */
export interface Identity {
  readonly files: ConnectionFiles
  dispose(): Promise<void>
}

/** The longest name a unix socket can have on every system, less the part that is ours. */
const MAX_FOLDER_BYTES = 70

/**
 * Lays out what the ssh of one run needs, in a folder only its user can enter: the host keys, the
 * public key and the socket of an agent that keeps the private key in this process.
 *
 * One case cannot use the agent: a run as another user through sudo. A socket of ours is either
 * out of that user's reach or within everybody's, so there the private key is a file (mode 0600)
 * of that user for as long as the run lives.
 */
export async function openIdentity(
  request: IdentityRequest,
  account: Account,
  accounts: Accounts,
): Promise<Identity> {
  return isBehindSudo(account, accounts)
    ? withKeyFile(request, account, accounts)
    : withAgent(request, account, accounts)
}

async function withAgent(
  request: IdentityRequest,
  account: Account,
  accounts: Accounts,
): Promise<Identity> {
  const folder = await mkdtemp(join(tempFolder(), 'rsync-tasks-'))
  const agent = new SshAgent(request.key)
  const files = {
    privateKey: join(folder, 'key.pub'),
    knownHosts: join(folder, 'known_hosts'),
    agent: join(folder, 'agent'),
  }
  const dispose = async () => {
    await agent.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await writeFile(files.privateKey, `${request.key.publicLine('')}\n`, { mode: 0o600 })
    await writeFile(files.knownHosts, knownHosts(request), { mode: 0o600 })
    await agent.listen(files.agent)
    if (account.uid !== accounts.current.uid) {
      // The folder last: until then nobody but root can put anything in its place.
      for (const path of [...Object.values(files), folder])
        await chown(path, account.uid, account.gid)
    }
    return { files, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function withKeyFile(
  request: IdentityRequest,
  account: Account,
  accounts: Accounts,
): Promise<Identity> {
  const as = async (program: string, argv: readonly string[], input?: string) => {
    const { exitCode, stdout, stderr } = await runAs(account, accounts, program, argv, input)
    if (exitCode === 0) return stdout.trim()
    throw new AppError(
      'STORAGE_FAILED',
      say('ssh.keyNotGiven', { user: account.name, error: stderr.trim() }),
    )
  }
  const folder = await as('mktemp', ['-d', '/tmp/rsync-tasks-XXXXXXXXXX'])
  const files = {
    privateKey: join(folder, 'key'),
    knownHosts: join(folder, 'known_hosts'),
    agent: null,
  }
  const dispose = async () => void (await as('rm', ['-rf', '--', folder]).catch(() => undefined))
  const put = async (path: string, text: string) => {
    await as('install', ['-m', '600', '/dev/null', path])
    // tee repeats what it writes; that goes no further than this process.
    await as('tee', [path], text)
  }
  try {
    await put(files.privateKey, request.key.openSshText(''))
    await put(files.knownHosts, knownHosts(request))
    return { files, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

function knownHosts(request: IdentityRequest): string {
  return knownHostsText(request, request.remoteHostKey)
}

/** A folder whose name a socket can have and ssh makes nothing of. */
function tempFolder(): string {
  const isPlain = /^[\w./-]+$/.test(tmpdir()) && Buffer.byteLength(tmpdir()) <= MAX_FOLDER_BYTES
  return isPlain ? tmpdir() : '/tmp'
}
