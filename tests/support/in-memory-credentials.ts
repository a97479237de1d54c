import { AppError, invalidInput } from '@common/errors'
import type {
  DaemonModule,
  InvokeArgs,
  InvokeChannel,
  InvokeResult,
  RemoteListing,
} from '@common/ipc/contract'
import type { ConnectionTest } from '@common/ssh/connection-test'
import type {
  Credentials,
  HostKey,
  KeyPair,
  SecretStorage,
  SshConnection,
} from '@common/ssh/credentials'

type Channel = Extract<
  InvokeChannel,
  | `credentials:${string}`
  | `keyPairs:${string}`
  | `connections:${string}`
  | `hostKeys:${string}`
  | `remote:${string}`
  | `secrets:${string}`
>
type Handlers = { [C in Channel]: (...args: InvokeArgs<C>) => InvokeResult<C> }

/** Main's side of key pairs and connections, for windows without a main process. */
export class InMemoryCredentials {
  keyPairs: KeyPair[] = []
  connections: SshConnection[] = []
  /** Ids of the tasks that use a connection. */
  uses = new Map<number, number[]>()
  storage: SecretStorage = {
    protection: 'keyring',
    backend: 'gnome_libsecret',
    isPlainAllowed: false,
  }
  hostKeys: HostKey[] = []
  test: ConnectionTest = { isOk: true, steps: [], pinnedKeys: [], foundKeys: [] }
  remoteFolders = new Map<string, RemoteListing>()
  modules: DaemonModule[] = []
  /** What was put in known_hosts files. */
  readonly trusted: { user: string; keys: readonly HostKey[] }[] = []
  private lastId = 0
  private readonly kept = new Map<number, () => void>()

  constructor(private readonly tell: (all: Credentials) => void) {}

  list(): Credentials {
    return {
      keyPairs: this.keyPairs.map((item) => {
        const connectionIds = this.connections
          .filter(({ keypairId }) => keypairId === item.id)
          .map(({ id }) => id)
        return {
          item,
          connectionIds,
          taskIds: connectionIds.flatMap((id) => this.uses.get(id) ?? []),
        }
      }),
      connections: this.connections.map((item) => ({
        item,
        connectionIds: [],
        taskIds: this.uses.get(item.id) ?? [],
      })),
    }
  }

  addKeyPair(name: string, isAwaitingKey = false): KeyPair {
    const publicKey = `ssh-ed25519 AAAA ${name}`
    const pair = { id: ++this.lastId, name, publicKey, isAwaitingKey }
    this.keyPairs.push(pair)
    this.tell(this.list())
    return pair
  }

  addConnection(settings: Omit<SshConnection, 'id'>): SshConnection {
    const connection = { ...settings, id: ++this.lastId }
    this.connections.push(connection)
    this.tell(this.list())
    return connection
  }

  readonly handlers: Handlers = {
    'credentials:list': () => this.list(),
    'credentials:undelete': (id) => {
      this.kept.get(id)?.()
      this.tell(this.list())
      return null
    },
    'keyPairs:generate': (request) => this.addKeyPair((request as { name: string }).name),
    'keyPairs:import': (request) => this.addKeyPair((request as { name: string }).name),
    'keyPairs:rename': (id, request) => {
      const { name } = request as { name: string }
      const isTaken = [...this.keyPairs, ...this.connections].some((one) => one.name === name)
      if (isTaken) throw invalidInput([{ field: 'name', message: 'Is already in use' }])
      this.keyPairs = this.keyPairs.map((pair) => (pair.id === id ? { ...pair, name } : pair))
      this.tell(this.list())
      return this.keyPairs.find((pair) => pair.id === id) as KeyPair
    },
    'keyPairs:delete': (id) => {
      this.keepForUndo(id)
      this.keyPairs = this.keyPairs.filter((pair) => pair.id !== id)
      this.connections = this.connections.filter(({ keypairId }) => keypairId !== id)
      this.tell(this.list())
      return null
    },
    'keyPairs:download': () => '/home/ada/key',
    'keyPairs:readFile': () => '-----BEGIN OPENSSH PRIVATE KEY-----',
    'connections:create': (settings) => this.addConnection(settings as SshConnection),
    'connections:update': (id, changes) => {
      const before = this.connections.find((connection) => connection.id === id)
      if (!before) throw new AppError('NOT_FOUND', 'There is no such connection.')
      const after = { ...before, ...(changes as object) }
      this.connections = this.connections.map((other) => (other.id === id ? after : other))
      this.tell(this.list())
      return after
    },
    'connections:delete': (id) => {
      this.keepForUndo(id)
      this.connections = this.connections.filter((connection) => connection.id !== id)
      this.tell(this.list())
      return null
    },
    'connections:test': () => this.test,
    'connections:installKey': () => null,
    'hostKeys:discover': () => this.hostKeys,
    'hostKeys:describe': (text) => this.hostKeys.filter(({ base64 }) => text.includes(base64)),
    'hostKeys:trust': (user, _place, keys) => {
      this.trusted.push({ user, keys })
      return null
    },
    'remote:listFolders': (_task, path) => {
      const listing = this.remoteFolders.get(path)
      if (!listing) throw new AppError('REMOTE_FAILED', `${path} does not exist on the host.`)
      return listing
    },
    'remote:listModules': () => this.modules,
    'secrets:getStorage': () => this.storage,
    'secrets:allowPlain': () => {
      this.storage = { ...this.storage, isPlainAllowed: true }
      return null
    },
  }
  private keepForUndo(id: number): void {
    const { keyPairs, connections } = this
    this.kept.set(id, () => Object.assign(this, { keyPairs, connections }))
  }
}
