import { migrate } from '@core/store/migrations'
import { EMPTY_SETTINGS, type SettingsStore, type StoredSettings } from '@core/store/settings-store'

/** Settings in memory, but only such as a file could give back: each write passes the reader. */
export class MemoryStore implements SettingsStore {
  private settings: StoredSettings

  constructor(settings: Partial<StoredSettings> = {}) {
    this.settings = migrate({ ...EMPTY_SETTINGS, ...settings })
  }

  read(): StoredSettings {
    return this.settings
  }

  write(settings: StoredSettings): void {
    this.settings = migrate(JSON.parse(JSON.stringify(settings)))
  }
}
