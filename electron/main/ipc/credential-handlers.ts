import { dialog, type BrowserWindow } from 'electron'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { desktopLine } from '@common/text/visible-text'
import { readChosenFile, saveText } from '@core/files/chosen-files'
import { describeHostKeys } from '@core/ssh/fingerprint'
import type { SshWay } from '@core/ssh/ssh-access'
import type { HandlerContext } from './handlers'
import type { Handlers } from './callee'

/** No private key is larger; a disk image chosen by mistake must not be read into memory. */
const MAX_KEY_BYTES = 64 * 1024

/** Characters of a name that a file is named by. */
const MAX_FILE_NAME = 100

type CredentialChannels = Extract<
  keyof Handlers,
  | `credentials:${string}`
  | `keyPairs:${string}`
  | `connections:${string}`
  | `hostKeys:${string}`
  | `remote:${string}`
  | `secrets:${string}`
>

/** The calls about key pairs, connections and remote hosts. */
export function credentialHandlers(context: HandlerContext): Pick<Handlers, CredentialChannels> {
  const { engine } = context
  const { credentials, ssh } = engine
  const { connections, keyPairs, removal, secrets } = credentials
  return {
    'credentials:list': () => credentials.list(),
    'credentials:undelete': (id) => nothing(removal.undelete(id)),
    'keyPairs:generate': (request) => keyPairs.generate(request),
    'keyPairs:import': (request) => keyPairs.import(request),
    'keyPairs:rename': (id, request) => keyPairs.rename(id, request),
    'keyPairs:delete': (id, cascade) => nothing(removal.removeKeyPair(id, cascade)),
    'keyPairs:download': (id, part) => download(context, id, part),
    'keyPairs:readFile': () => chooseKeyFile(context.window()),
    'connections:create': (settings, password) => engine.ssh.createConnection(settings, password),
    'connections:update': (id, changes) => connections.update(id, changes as object),
    'connections:delete': (id, cascade) => nothing(removal.removeConnection(id, cascade)),
    'connections:test': (settings, path) => ssh.test(settings, path),
    'connections:installKey': (id, password) =>
      ssh.installKey(connections.get(id), password).then(nothing),
    'hostKeys:discover': (place) => ssh.discover(place),
    'hostKeys:describe': (text) => describeHostKeys(text),
    'hostKeys:trust': (user, place, keys) => ssh.trustAtHome(user, place, keys).then(nothing),
    'remote:listFolders': (task, path, showHidden) =>
      ssh.listFolders(wayOf(task), path, showHidden),
    'remote:listModules': (remoteHost) => ssh.listModules(remoteHost),
    'secrets:getStorage': () => secrets.status(),
    'secrets:allowPlain': () => nothing(secrets.allowPlain()),
  }
}

function nothing(_: unknown): null {
  return null
}

/** What decides how ssh connects, out of a form that need not be complete. */
function wayOf(task: unknown): SshWay {
  const { user, remoteHost, remotePort, sshCredentials } = task as Record<string, unknown>
  const isPort =
    Number.isInteger(remotePort) && Number(remotePort) >= 0 && Number(remotePort) < 65536
  return {
    user: typeof user === 'string' ? user : '',
    remoteHost: typeof remoteHost === 'string' ? remoteHost : null,
    remotePort: isPort ? Number(remotePort) : null,
    sshCredentials: Number.isInteger(sshCredentials) ? Number(sshCredentials) : null,
  }
}

async function download(
  { engine, window }: HandlerContext,
  id: number,
  part: 'private' | 'public',
): Promise<string | null> {
  const { keyPairs } = engine.credentials
  const { name, publicKey } = keyPairs.get(id)
  const kind = publicKey.split(' ')[0]?.replace(/^ssh-/, '') ?? 'key'
  const plainName = desktopLine(name, MAX_FILE_NAME).replaceAll('/', '_')
  const options = { defaultPath: `${plainName}_${part}_key_${kind}` }
  const owner = window()
  const { canceled, filePath } = await (owner
    ? dialog.showSaveDialog(owner, options)
    : dialog.showSaveDialog(options))
  if (canceled) return null
  const text = part === 'private' ? await keyPairs.privateText(id) : `${publicKey}\n`
  await saveText(filePath, text, part === 'private' ? 0o600 : 0o644)
  return filePath
}

async function chooseKeyFile(window: BrowserWindow | null): Promise<string | null> {
  const options = { properties: ['openFile', 'showHiddenFiles'] as const }
  const chosen = await (window
    ? dialog.showOpenDialog(window, { properties: [...options.properties] })
    : dialog.showOpenDialog({ properties: [...options.properties] }))
  const [path] = chosen.filePaths
  if (chosen.canceled || path === undefined) return null
  const bytes = await readChosenFile(path, MAX_KEY_BYTES)
  if (bytes === null) throw new AppError('INVALID_INPUT', say('credentials.fileTooLarge'))
  return bytes.toString('utf8')
}
