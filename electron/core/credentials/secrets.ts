import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { SecretStorage } from '@common/ssh/credentials'
import { isOfTheMachine } from '@common/text/system-error'
import type { SettingsStore } from '../store/settings-store'
import type { Vault } from './vault'

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
    if (protection === 'none') throw new AppError('SECRETS_UNREADABLE', say('secrets.nowhere'))
    if (protection === 'plain' && !isPlainAllowed) {
      throw new AppError('SECRETS_UNPROTECTED', say('secrets.unprotected'))
    }
    return this.vault.seal(text)
  }

  /**
   * @param what it is, for the sentence when it cannot be read
   * @throws AppError SECRETS_UNREADABLE
   */
  async unseal(sealed: string, what: string): Promise<string> {
    const { protection } = await this.vault.storage()
    if (protection === 'none') {
      throw new AppError('SECRETS_UNREADABLE', say('secrets.noKeyring', { what }))
    }
    try {
      return await this.vault.unseal(sealed)
    } catch (error) {
      if (isOfTheMachine(error)) throw error
      const why = protection === 'keyring' ? 'secrets.otherKeyring' : 'secrets.noKeyring'
      throw new AppError('SECRETS_UNREADABLE', say(why, { what }))
    }
  }
}
