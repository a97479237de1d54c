import { app, safeStorage } from 'electron'
import type { Vault } from '@core/credentials/vault'
import { unlockKeyring, walletAnswers } from './secret-service'

/** What Linux offers without a keyring: encryption with a key that everybody knows. */
const PLAIN = 'basic_text'
/** A keyring that is asked over D-Bus: of GNOME, KeePassXC and others. */
const SECRET_SERVICE = 'gnome_libsecret'
/** The wallets of KDE, each with a number of its own. */
const WALLET = 'kwallet'

/** Secrets by Electron's safeStorage: Keychain, DPAPI, or the desktop's keyring on Linux. */
export class SafeStorageVault implements Vault {
  private hasKey = false
  private opening: Promise<boolean> | null = null

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
    // Asked while the keyring is locked, safeStorage would take that for its answer until the app
    // ends; it asks once, and keeps its key.
    if (backend === SECRET_SERVICE && !this.hasKey && !(await this.open())) {
      return { protection: 'none', backend } as const
    }
    if (backend.startsWith(WALLET) && !this.hasKey && !(await walletAnswers(backend))) {
      return { protection: 'none', backend } as const
    }
    this.hasKey = safeStorage.isEncryptionAvailable()
    return { protection: this.hasKey ? 'keyring' : 'none', backend } as const
  }

  // Async, so that what safeStorage throws rejects.
  async seal(text: string) {
    return Promise.resolve(safeStorage.encryptString(text).toString('base64'))
  }

  async unseal(sealed: string) {
    return Promise.resolve(safeStorage.decryptString(Buffer.from(sealed, 'base64')))
  }

  /** Many may need a secret at the same time; the person is asked once. */
  private open(): Promise<boolean> {
    this.opening ??= unlockKeyring().finally(() => (this.opening = null))
    return this.opening
  }
}
