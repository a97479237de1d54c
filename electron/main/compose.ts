import { mkdirSync } from 'node:fs'
import { Engine } from '@core/engine'
import type { SettingsStore } from '@core/store/settings-store'
import { openSettings } from './adapters/electron-settings-store'

export interface Composition {
  readonly engine: Engine
  readonly store: SettingsStore
  readonly notices: readonly string[]
}

/** Puts the real parts together. The caller must own the data folder. */
export async function compose(folder: string): Promise<Composition> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { store, notices } = openSettings(folder, Date.now)
  return { engine: await Engine.open({ store, folder, now: Date.now }), store, notices }
}
