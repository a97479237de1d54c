import { mkdirSync } from 'node:fs'
import { Engine } from '@core/engine'
import { openSettings } from './adapters/electron-settings-store'
import { SafeStorageVault } from './adapters/safe-storage-vault'

export interface Composition {
  readonly engine: Engine
  readonly notices: readonly string[]
}

/** Puts the real parts together. The caller must own the data folder. */
export async function compose(folder: string): Promise<Composition> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { store, notices } = openSettings(folder, Date.now)
  const vault = new SafeStorageVault()
  return { engine: await Engine.open({ store, vault, folder, now: Date.now }), notices }
}
