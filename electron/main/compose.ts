import { Engine } from '@core/engine'
import type { SettingsStore } from '@core/store/settings-store'
import { openSettings } from './adapters/electron-settings-store'

export interface Composition {
  readonly engine: Engine
  readonly store: SettingsStore
  readonly notices: readonly string[]
}

/** Puts the real parts together. The data folder must be there, and the caller must have its lock. */
export async function compose(folder: string): Promise<Composition> {
  const { store, notices } = openSettings(folder, Date.now)
  return { engine: await Engine.open({ store, folder, now: Date.now }), store, notices }
}
