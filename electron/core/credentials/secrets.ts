import { AppError } from '@common/errors'
import type { SecretStorage } from '@common/ssh/credentials'
import type { SettingsStore } from '../store/settings-store'
import type { Vault } from './vault'

const UNPROTECTED =
  'There is no keyring on this computer: a secret would be stored so that anybody who can read your files can read it. Unlock or install a keyring, or agree to that first.'
const NOWHERE =
  'Secrets cannot be stored now: the keyring is locked or does not answer. Unlock it and try again.'

/** Seals and unseals what must not stand in the settings in the clear. */
export class Secrets {
  constructor(
    private readonly store: SettingsStore,
    private readonly vault: Vault,
  ) {}

  async status(): Promise<SecretStorage> {
    return { ...(await this.vault.storage()), isPlainAllowed: this.store.read().isPlainAllowed }
  }

  /** The user has agreed that secrets may be stored where only `basic_text` is on offer. */
  allowPlain(): void {
    this.store.write({ ...this.store.read(), isPlainAllowed: true })
  }

  /** @throws AppError SECRETS_UNPROTECTED when the user must be asked first, or there is no way */
  async seal(text: string): Promise<string> {
    const { protection, isPlainAllowed } = await this.status()
    if (protection === 'none') throw new AppError('SECRETS_UNREADABLE', NOWHERE)
    if (protection === 'plain' && !isPlainAllowed) {
      throw new AppError('SECRETS_UNPROTECTED', UNPROTECTED)
    }
    return this.vault.seal(text)
  }

  /**
   * @param what it is, for the sentence when it cannot be read
   * @throws AppError SECRETS_UNREADABLE
   */
  async unseal(sealed: string, what: string): Promise<string> {
    try {
      return await this.vault.unseal(sealed)
    } catch {
      const { protection } = await this.vault.storage()
      const fix =
        protection === 'keyring'
          ? 'It was stored with another keyring: enter it anew.'
          : 'The keyring it was stored with is locked or gone: unlock it and try again.'
      throw new AppError('SECRETS_UNREADABLE', `${what} cannot be decrypted. ${fix}`)
    }
  }
}
