import { AppError, invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import { checkGenerate, checkImport, checkRename } from '@common/ssh/credential-schemas'
import type { KeyPair, Used } from '@common/ssh/credentials'
import { hostKeyLines, parseHostKeyLine } from '@common/ssh/host-key-text'
import { PrivateKey, publicLine } from '../ssh/private-key'
import { following } from '../store/numbers'
import type { SettingsStore, StoredKeyPair } from '../store/settings-store'
import type { Connections } from './connections'
import { assertNameIsFree } from './credential-names'
import type { Secrets } from './secrets'

/** The SSH key pairs. Private keys leave this class only to sign, or when a person exports one. */
export class KeyPairs {
  constructor(
    private readonly store: SettingsStore,
    private readonly secrets: Secrets,
    private readonly connections: Connections,
    private readonly changed: () => void,
  ) {}

  list(): Used<KeyPair>[] {
    return this.store.read().keyPairs.map((pair) => this.used(pair))
  }

  has(id: number): boolean {
    return this.store.read().keyPairs.some((pair) => pair.id === id)
  }

  /** @throws AppError NOT_FOUND */
  get(id: number): KeyPair {
    return withoutSecret(this.stored(id))
  }

  /** @throws AppError INVALID_INPUT, SECRETS_UNPROTECTED */
  async generate(input: unknown): Promise<KeyPair> {
    const checked = checkGenerate(input)
    if (!checked.ok) throw invalidInput(checked.errors)
    const { name, type } = checked.value
    assertNameIsFree(this.store.read(), name)
    return this.add(name, PrivateKey.generate(type))
  }

  /**
   * Takes over a private key that a person has. A passphrase opens it once and is forgotten; the
   * vault protects it from then on. Under the name of a pair that came from a backup it gives that
   * pair its private key again.
   * @throws AppError INVALID_INPUT, SECRETS_UNPROTECTED
   */
  async import(input: unknown): Promise<KeyPair> {
    const checked = checkImport(input)
    if (!checked.ok) throw invalidInput(checked.errors)
    const { name, privateKey, publicKey, passphrase } = checked.value
    const awaiting = this.awaiting(name)
    if (!awaiting) assertNameIsFree(this.store.read(), name)
    const { readPrivateKey } = await keyReader()
    const key = readPrivateKey(privateKey, passphrase)
    assertMatches(publicKey, key)
    return awaiting ? this.complete(awaiting, key) : this.add(name, key)
  }

  /**
   * Gives a key pair another name, which its public key ends with; the key stays the same.
   * @throws AppError NOT_FOUND, INVALID_INPUT
   */
  rename(id: number, input: unknown): KeyPair {
    const former = this.stored(id)
    const checked = checkRename(input)
    if (!checked.ok) throw invalidInput(checked.errors)
    const { name } = checked.value
    const settings = this.store.read()
    assertNameIsFree(settings, name, id)
    const [type = '', base64 = ''] = former.publicKey.split(' ')
    const pair = { ...former, name, publicKey: publicLine(type, base64, name) }
    const keyPairs = settings.keyPairs.map((other) => (other.id === id ? pair : other))
    this.store.write({ ...settings, keyPairs })
    this.changed()
    return withoutSecret(pair)
  }

  /** @throws AppError NOT_FOUND, SECRETS_UNREADABLE */
  async privateKey(id: number): Promise<PrivateKey> {
    const { readPrivateKey } = await keyReader()
    return readPrivateKey(await this.privateText(id), '')
  }

  /** The private key as a file of OpenSSH, for the person who asked for it. */
  async privateText(id: number): Promise<string> {
    const { name, sealedKey } = this.stored(id)
    if (sealedKey === null) {
      throw new AppError('SECRETS_UNREADABLE', say('secrets.keyNotRestored', { name }))
    }
    return this.secrets.unseal(sealedKey, say('secrets.privateKey', { name }))
  }

  /** The pair of that name that waits for its private key. */
  private awaiting(name: string): StoredKeyPair | null {
    const isIt = (pair: StoredKeyPair) => pair.name === name && pair.sealedKey === null
    return this.store.read().keyPairs.find(isIt) ?? null
  }

  private async complete({ id, name, publicKey }: StoredKeyPair, key: PrivateKey) {
    if (publicKey.split(' ')[1] !== key.publicBlob().toString('base64')) {
      const message = say('rules.credential.notTheKeyOf', { name })
      throw invalidInput([{ field: 'privateKey', message }])
    }
    const sealedKey = await this.secrets.seal(key.openSshText(name))
    const pair = { ...this.stored(id), sealedKey }
    const settings = this.store.read()
    const keyPairs = settings.keyPairs.map((other) => (other.id === id ? pair : other))
    this.store.write({ ...settings, keyPairs })
    this.changed()
    return withoutSecret(pair)
  }

  private async add(name: string, key: PrivateKey): Promise<KeyPair> {
    const sealedKey = await this.secrets.seal(key.openSshText(name))
    // Sealing took its time; another pair may have come first.
    const settings = this.store.read()
    assertNameIsFree(settings, name)
    const id = following(settings.lastCredentialId)
    const pair = { id, name, publicKey: key.publicLine(name), sealedKey }
    this.store.write({ ...settings, lastCredentialId: id, keyPairs: [...settings.keyPairs, pair] })
    this.changed()
    return withoutSecret(pair)
  }

  private stored(id: number): StoredKeyPair {
    const pair = this.store.read().keyPairs.find((candidate) => candidate.id === id)
    if (!pair) throw new AppError('NOT_FOUND', say('credentials.noKeyPair', { id }))
    return pair
  }

  private used(pair: StoredKeyPair): Used<KeyPair> {
    const uses = this.connections.list().filter(({ item }) => item.keypairId === pair.id)
    return {
      item: withoutSecret(pair),
      connectionIds: uses.map(({ item }) => item.id),
      taskIds: uses.flatMap(({ taskIds }) => taskIds),
    }
  }
}

function withoutSecret({ id, name, publicKey, sealedKey }: StoredKeyPair): KeyPair {
  return { id, name, publicKey, isAwaitingKey: sealedKey === null }
}

function assertMatches(publicKey: string, key: PrivateKey): void {
  if (publicKey.trim() === '') return
  const [line = ''] = hostKeyLines(publicKey)
  const given = parseHostKeyLine(line)
  const message =
    given === null
      ? say('rules.credential.publicKey')
      : given.base64 === key.publicBlob().toString('base64')
        ? null
        : say('rules.credential.keysDiffer')
  if (message !== null) throw invalidInput([{ field: 'publicKey', message }])
}

/** Loaded when the first key is read: ssh2 takes a tenth of the app's memory in the tray. */
const keyReader = () => import('../ssh/read-private-key')
