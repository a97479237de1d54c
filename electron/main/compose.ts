import { Engine } from '@core/engine'
import type { AppLog } from '@core/log/app-log'
import type { SettingsStore } from '@core/store/settings-store'
import { openSettings } from './adapters/electron-settings-store'
import { SafeStorageVault } from './adapters/safe-storage-vault'

export interface Composition {
  readonly engine: Engine
  readonly store: SettingsStore
  readonly notices: readonly string[]
}

/** Puts the real parts together. The data folder must be there, and the caller must have its lock. */
export async function compose(folder: string, log: AppLog): Promise<Composition> {
  const { store, notices } = openSettings(folder, Date.now)
  const vault = new SafeStorageVault()
  const engine = await Engine.open({
    ...{ store, vault, folder, now: Date.now },
    report: (error) => log.error('engine', error),
  })
  return { engine, store, notices }
}
