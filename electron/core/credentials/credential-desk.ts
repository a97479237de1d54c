import { EventEmitter } from 'node:events'
import type { Credentials } from '@common/ssh/credentials'
import type { SettingsStore } from '../store/settings-store'
import { Connections } from './connections'
import { CredentialRemoval, type TaskSwitch } from './credential-removal'
import { KeyPairs } from './key-pairs'
import { ModulePasswords } from './module-passwords'
import { Secrets } from './secrets'
import type { Vault } from './vault'

/** Everything on the Backup Credentials screen, and the passwords of modules. */
export class CredentialDesk {
  readonly events = new EventEmitter<{ changed: [] }>()
  readonly secrets: Secrets
  readonly connections: Connections
  readonly keyPairs: KeyPairs
  readonly removal: CredentialRemoval
  readonly passwords: ModulePasswords

  /** @param tasks those that stand on connections */
  constructor(store: SettingsStore, vault: Vault, tasks: TaskSwitch) {
    this.secrets = new Secrets(store, vault)
    const changed = () => this.events.emit('changed')
    this.connections = new Connections(store, changed)
    this.keyPairs = new KeyPairs(store, this.secrets, this.connections, changed)
    const { keyPairs, connections } = this
    this.removal = new CredentialRemoval({ store, keyPairs, connections, tasks, changed })
    this.passwords = new ModulePasswords(store, this.secrets)
  }

  list(): Credentials {
    return { keyPairs: this.keyPairs.list(), connections: this.connections.list() }
  }
}
