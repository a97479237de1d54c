import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

import type { SecretStorage } from '@common/ssh/credentials'
import type { Vault } from '@core/credentials/vault'

const NONCE = 12
const TAG = 16

/**
 * A vault for tests of what stands on one: AES-256-GCM with a key of its own. What Electron's
 * does is tested in Electron.
 */
export class AesVault implements Vault {
  private key = randomBytes(32)
  /** What the machine is said to offer. */
  protection: SecretStorage['protection'] = 'keyring'

  storage() {
    return Promise.resolve({ protection: this.protection, backend: 'aes-256-gcm' })
  }

  seal(text: string): Promise<string> {
    const nonce = randomBytes(NONCE)
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce)
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Promise.resolve(Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64'))
  }

  async unseal(sealed: string): Promise<string> {
    const bytes = Buffer.from(sealed, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, NONCE))
    decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
    const text = [decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]
    return Promise.resolve(Buffer.concat(text).toString('utf8'))
  }

  /** As if the keyring had been made anew: nothing that was sealed can be read. */
  forget(): void {
    this.key = randomBytes(32)
  }
}
