import ssh2, { type Client, type SFTPWrapper } from 'ssh2'
import { AppError, invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ConnectionSettings } from '@common/ssh/credentials'
import { systemErrorText } from '@common/text/system-error'
import { untilStopped } from '../system/until-stopped'
import { describeHostKeys } from './fingerprint'
import { openProxy, type ProxyStream } from './proxy-stream'
import type { SshAccess } from './ssh-access'

const FOLDER = '.ssh'
const FILE = '.ssh/authorized_keys'
/** SFTP's "no such file". */
const NO_SUCH_FILE = 2
/** Nobody has more keys there; a host that is hostile never ends. */
const MAX_FILE_BYTES = 1024 * 1024
/** Behind the login come several answers of the host, each of which may be slow. */
const PATIENCE = 3

type Place = Pick<
  ConnectionSettings,
  'host' | 'port' | 'username' | 'remoteHostKey' | 'connectTimeout'
>

/**
 * Logs in once with a password and adds the public key to the account's authorized_keys, unless
 * it is there. The password goes to that host alone, whose key must be pinned, and is not kept.
 * @throws AppError INVALID_INPUT on `password` or `remoteHostKey`; REMOTE_FAILED
 */
export async function installPublicKey(
  place: Place,
  publicKey: string,
  password: string,
  access: SshAccess,
): Promise<void> {
  const pinned = describeHostKeys(place.remoteHostKey)
  if (pinned.length === 0) {
    throw invalidInput([
      {
        field: 'remoteHostKey',
        message: say('installKey.stranger'),
      },
    ])
  }
  const { accounts } = access
  const account = accounts.current
  const plan = await access.config.plan(place, account)
  const program = access.sshProgram()
  const proxy = await openProxy(plan, program, place.connectTimeout, account, accounts)
  const client = new ssh2.Client()
  try {
    const keys = pinned.map(({ base64 }) => base64)
    // The password is for this host, wherever ssh_config says that it is.
    const reached = { ...place, host: plan.host, port: plan.port }
    await logIn(client, reached, password, keys, proxy)
    const late = AbortSignal.timeout(place.connectTimeout * PATIENCE * 1000)
    const added = sftpOf(client).then((sftp) => addLine(sftp, publicKey))
    await untilStopped(added, late).catch((error: unknown) => {
      throw late.aborted ? new AppError('REMOTE_FAILED', say('installKey.silent')) : error
    })
  } finally {
    client.destroy()
    proxy?.stop()
  }
}

function logIn(
  client: Client,
  place: Place,
  password: string,
  pinned: readonly string[],
  proxy: ProxyStream | null,
): Promise<void> {
  const { host, port, username, connectTimeout } = place
  let isStranger = false
  return new Promise((resolve, reject) => {
    client.once('ready', resolve)
    client.once('error', (error) => reject(whyNotIn(error, isStranger, username)))
    client.once('close', () => reject(whyClosed(proxy)))
    // Some servers ask for the password by a question instead.
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) =>
      answer(prompts.map(() => password)),
    )
    client.connect({
      ...{ host, port, username, password },
      ...(proxy === null ? {} : { sock: proxy.stream }),
      tryKeyboard: true,
      readyTimeout: connectTimeout * 1000,
      algorithms: { serverHostKey: algorithmsFor(pinned) },
      hostVerifier: (key: Buffer) => {
        isStranger = !pinned.includes(key.toString('base64'))
        return !isStranger
      },
    })
  })
}

/** The server shows one key; it must be of a kind that is pinned. */
function algorithmsFor(pinned: readonly string[]): ssh2.ServerHostKeyAlgorithm[] {
  const types = pinned.map((base64) => {
    const bytes = Buffer.from(base64, 'base64')
    return bytes.subarray(4, 4 + bytes.readUInt32BE()).toString()
  })
  return types.flatMap((type) =>
    type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type],
  ) as ssh2.ServerHostKeyAlgorithm[]
}

function whyClosed(proxy: ProxyStream | null): AppError {
  const error = proxy?.error() ?? ''
  const text = error === '' ? say('installKey.closed') : say('installKey.unreachable', { error })
  return new AppError('REMOTE_FAILED', text)
}

function whyNotIn(
  error: Error & { level?: string },
  isStranger: boolean,
  username: string,
): AppError {
  if (isStranger || /host denied|no matching host key/i.test(error.message)) {
    const message = say('installKey.otherKey')
    return invalidInput([{ field: 'remoteHostKey', message }])
  }
  if (error.level === 'client-authentication') {
    const message = say('installKey.password', { user: username })
    return invalidInput([{ field: 'password', message }])
  }
  if (error.level === 'client-timeout') {
    return new AppError('REMOTE_FAILED', say('installKey.timedOut'))
  }
  return new AppError(
    'REMOTE_FAILED',
    say('installKey.unreachable', { error: systemErrorText(error) }),
  )
}

function sftpOf(client: Client): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) =>
    client.sftp((error, sftp) =>
      error ? reject(new AppError('REMOTE_FAILED', say('installKey.noSftp'))) : resolve(sftp),
    ),
  )
}

async function addLine(sftp: SFTPWrapper, publicKey: string): Promise<void> {
  const before = await read(sftp)
  const [type, base64] = publicKey.split(' ')
  if (before.split('\n').some((line) => line.includes(`${type} ${base64}`))) return
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  // sshd ignores the file when others may write to it or to its folder.
  await call((done) => sftp.mkdir(FOLDER, { mode: 0o700 }, done)).catch(() => undefined)
  const text = `${gap}${publicKey}\n`
  await call((done) => sftp.appendFile(FILE, text, { mode: 0o600, flag: 'a' }, done)).catch(
    (error: Error) => {
      throw new AppError(
        'REMOTE_FAILED',
        say('installKey.unwritten', { file: FILE, error: error.message }),
      )
    },
  )
}

function read(sftp: SFTPWrapper): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const stream = sftp.createReadStream(FILE, { end: MAX_FILE_BYTES - 1 })
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk))
    stream.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    stream.once('error', (error: Error & { code?: number }) => {
      if (error.code === NO_SUCH_FILE) return resolve('')
      const values = { file: FILE, error: error.message }
      reject(new AppError('REMOTE_FAILED', say('installKey.unreadable', values)))
    })
  })
}

function call(work: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => work((error) => (error ? reject(error) : resolve())))
}
