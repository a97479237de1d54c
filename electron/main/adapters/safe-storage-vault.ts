import { app, safeStorage } from 'electron'
import type { Vault } from '@core/credentials/vault'

/** What Linux offers without a keyring: encryption with a key that everybody knows. */
const PLAIN = 'basic_text'

/** Secrets by Electron's safeStorage: Keychain, DPAPI, or the desktop's keyring on Linux. */
export class SafeStorageVault implements Vault {
  async storage() {
    // Before that there is neither an answer nor a keyring.
    await app.whenReady()
    if (process.platform !== 'linux') {
      const isThere = safeStorage.isEncryptionAvailable()
      return { protection: isThere ? 'keyring' : 'none', backend: process.platform } as const
    }
    const backend = safeStorage.getSelectedStorageBackend()
    if (backend === PLAIN) {
      // Without it even what was stored so with the user's consent could not be read.
      safeStorage.setUsePlainTextEncryption(true)
      return { protection: 'plain', backend } as const
    }
    const isThere = safeStorage.isEncryptionAvailable()
    return { protection: isThere ? 'keyring' : 'none', backend } as const
  }

  async seal(text: string): Promise<string> {
    await this.storage()
    return safeStorage.encryptString(text).toString('base64')
  }

  async unseal(sealed: string): Promise<string> {
    await this.storage()
    return safeStorage.decryptString(Buffer.from(sealed, 'base64'))
  }
}
