import { copyFileSync, existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Store from 'electron-store'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { migrate, NewerSettings } from '@core/store/migrations'
import { EMPTY_SETTINGS, type SettingsStore, type StoredSettings } from '@core/store/settings-store'

const NAME = 'settings'

/** Settings that were opened, and what a person must know about it. */
export interface OpenedSettings {
  readonly store: SettingsStore
  readonly notices: readonly string[]
}

/**
 * Settings in one file by electron-store, mode 0600, replaced as a whole. The previous version
 * stays beside it. A file that cannot be read is set aside, never emptied, and the previous
 * version takes its place.
 * @throws AppError STORAGE_FAILED when a newer version of the app wrote the file
 */
export function openSettings(folder: string, now: () => number): OpenedSettings {
  const file = join(folder, `${NAME}.json`)
  const previous = join(folder, `${NAME}.previous.json`)
  const notices: string[] = []
  const settings = readOrSetAside(file, previous, now, notices)
  const store = new ElectronSettingsStore(folder, file, previous, settings)
  if (notices.length > 0) store.write(settings)
  return { store, notices }
}

function readOrSetAside(
  file: string,
  previous: string,
  now: () => number,
  notices: string[],
): StoredSettings {
  if (!existsSync(file)) return EMPTY_SETTINGS
  try {
    return readFile(file)
  } catch (error) {
    if (error instanceof NewerSettings) throw new AppError('STORAGE_FAILED', error.message)
    const aside = file.replace(/\.json$/, `.damaged-${now()}.json`)
    renameSync(file, aside)
    const restored = readPrevious(previous)
    const reason = (error as Error).message
    notices.push(say(restored ? 'store.restored' : 'store.emptied', { reason, path: aside }))
    return restored ?? EMPTY_SETTINGS
  }
}

function readPrevious(previous: string): StoredSettings | null {
  try {
    return readFile(previous)
  } catch {
    return null
  }
}

function readFile(file: string): StoredSettings {
  return migrate(JSON.parse(readFileSync(file, 'utf8')))
}

class ElectronSettingsStore implements SettingsStore {
  private readonly disk: Store<Record<string, unknown>>

  constructor(
    folder: string,
    private readonly file: string,
    private readonly previous: string,
    private settings: StoredSettings,
  ) {
    this.disk = new Store({
      cwd: folder,
      name: NAME,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: false,
    })
  }

  read(): StoredSettings {
    return this.settings
  }

  write(settings: StoredSettings): void {
    try {
      this.keepPrevious()
      this.disk.store = { ...settings }
    } catch (error) {
      throw new AppError(
        'STORAGE_FAILED',
        say('store.unsaved', { error: (error as Error).message }),
      )
    }
    this.settings = settings
  }

  /** electron-store replaces the file by renaming, so a link keeps the old one without a copy. */
  private keepPrevious(): void {
    if (!existsSync(this.file)) return
    rmSync(this.previous, { force: true })
    try {
      linkSync(this.file, this.previous)
    } catch {
      copyFileSync(this.file, this.previous)
    }
  }
}
