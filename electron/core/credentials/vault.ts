import type { SecretStorage } from '@common/ssh/credentials'

/** Encrypts secrets with what the machine has for that; main stands on Electron's safeStorage. */
export interface Vault {
  /** Where secrets go now; comes before each {@link seal} and {@link unseal}. */
  storage(): Promise<Pick<SecretStorage, 'protection' | 'backend'>>
  /** The text encrypted, in base64. */
  seal(text: string): Promise<string>
  /** @throws Error when it was sealed with another key */
  unseal(sealed: string): Promise<string>
}
