import { isShortage, systemErrorText } from '@common/text/system-error'
import {
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import Store from 'electron-store'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { textOfFile } from '@core/exchange/text-of-file'
import { keepRuns } from '@core/run/keep-runs'
import { linkOrCopy } from '@core/store/link-or-copy'
import { migrate, NewerSettings } from '@core/store/migrations'
import { EMPTY_SETTINGS, type SettingsStore, type StoredSettings } from '@core/store/settings-store'
import { CheckedMark } from './checked-mark'

const NAME = 'settings'

/** Settings that were opened, and what a person must know about it. */
export interface OpenedSettings {
  readonly store: SettingsStore
  readonly notices: readonly string[]
}

/**
 * Settings in one file by electron-store, mode 0600, replaced as a whole. The previous version
 * stays beside it. A file that cannot be read is set aside, never emptied, and the previous
 * version takes its place. What somebody writes into it while it is open is not read, and set
 * aside by the next write.
 * @throws AppError STORAGE_FAILED when a newer version of the app wrote the file
 */
export function openSettings(folder: string, now: () => number): OpenedSettings {
  const file = join(folder, `${NAME}.json`)
  const previous = join(folder, `${NAME}.previous.json`)
  const mark = new CheckedMark(join(folder, `${NAME}.checked`))
  const notices: string[] = []
  removeTemporary(folder)
  const settings = readOrSetAside(file, previous, mark, now, notices)
  const noteEdited = () => {
    const aside = asidePath(file, 'edited', now)
    linkOrCopy(file, aside)
    notices.push(say('store.edited', { path: aside }))
  }
  const store = new ElectronSettingsStore({
    ...{ folder, file, previous, mark, settings, noteEdited },
  })
  if (notices.length > 0) {
    const path = keepRuns(folder, now())
    if (path !== null) notices.push(say('store.runsKept', { path }))
    store.write(settings)
  }
  return { store, notices }
}

/** What is left of a write that a crash cut short. The folder is ours, so none is under way. */
function removeTemporary(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${NAME}.json.tmp-`)) rmSync(join(folder, name), { force: true })
  }
}

function readOrSetAside(
  file: string,
  previous: string,
  mark: CheckedMark,
  now: () => number,
  notices: string[],
): StoredSettings {
  if (!existsSync(file)) {
    const restored = readPrevious(previous, now)
    if (restored) notices.push(say('store.missing'))
    return restored ?? EMPTY_SETTINGS
  }
  try {
    return readMarked(file, mark)
  } catch (error) {
    if (error instanceof NewerSettings) throw new AppError('STORAGE_FAILED', error.message)
    // Nothing is wrong with the file.
    if (isShortage(error)) throw unread(error)
    const path = setAside(file, now)
    const restored = readPrevious(previous, now)
    const reason = systemErrorText(error)
    notices.push(say(restored ? 'store.restored' : 'store.emptied', { reason, path }))
    return restored ?? EMPTY_SETTINGS
  }
}

function asidePath(file: string, what: 'damaged' | 'edited', now: () => number): string {
  return file.replace(/\.json$/, `.${what}-${now()}.json`)
}

/** Tells a version of a file from others; empty where there is none. */
function stampOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : ''
}

function readPrevious(previous: string, now: () => number): StoredSettings | null {
  if (!existsSync(previous)) return null
  try {
    return readFile(previous)
  } catch (error) {
    if (isShortage(error)) throw unread(error)
    // The next write would put another in its place.
    setAside(previous, now)
    return null
  }
}

function unread(error: unknown): AppError {
  return new AppError('STORAGE_FAILED', say('store.unread', { error: systemErrorText(error) }))
}

function setAside(file: string, now: () => number): string {
  const aside = asidePath(file, 'damaged', now)
  renameSync(file, aside)
  return aside
}

function readFile(file: string): StoredSettings {
  return migrate(JSON.parse(textOfFile(readFileSync(file))))
}

/** Checks every task, unless the file is the one whose tasks were checked last. */
function readMarked(file: string, mark: CheckedMark): StoredSettings {
  const bytes = readFileSync(file)
  const text = textOfFile(bytes)
  const data: unknown = JSON.parse(text)
  // As bytes, which a hash takes as they are.
  if (mark.isOn(bytes)) return migrate(data, true)
  const settings = migrate(data)
  // Checking adds what an older file lacks: only where it changed nothing is the file as checked.
  const { tasks } = data as { tasks?: unknown }
  if (JSON.stringify(tasks) === JSON.stringify(settings.tasks)) mark.put(text)
  return settings
}

interface StoreOptions {
  readonly folder: string
  readonly file: string
  readonly previous: string
  readonly mark: CheckedMark
  readonly settings: StoredSettings
  /** Keeps a file that somebody else wrote. */
  readonly noteEdited: () => void
}

class ElectronSettingsStore implements SettingsStore {
  private readonly disk: Store<Record<string, unknown>>
  private settings: StoredSettings
  /** The version of the file that the settings here are in. */
  private stamp: string
  /** What was written last. */
  private text = ''
  /** Open, so that it stays the same folder whatever its file system calls it. Windows opens none. */
  private readonly folder: number | null

  constructor(private readonly options: StoreOptions) {
    this.folder = process.platform === 'win32' ? null : openSync(options.folder, 'r')
    this.settings = options.settings
    this.disk = new Store({
      cwd: options.folder,
      name: NAME,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: false,
      // It is read and checked above, and always written whole.
      deserialize: () => ({}),
      serialize: (value) => (this.text = JSON.stringify(value, null, '\t')),
    })
    this.stamp = stampOf(options.file)
  }

  read(): StoredSettings {
    return this.settings
  }

  write(settings: StoredSettings): void {
    try {
      this.assertInPlace()
      this.keepPrevious()
      this.disk.store = { ...settings }
      this.checkWhole()
      this.options.mark.put(this.text)
      this.stamp = stampOf(this.options.file)
    } catch (error) {
      throw new AppError('STORAGE_FAILED', say('store.unsaved', { error: systemErrorText(error) }))
    }
    this.settings = settings
  }

  /** electron-store makes a folder that is missing, and the lock of ours is in another one then. */
  private assertInPlace(): void {
    if (this.folder === null) return
    const { folder } = this.options
    const [ours, found] = [fstatSync(this.folder), statSync(folder, { throwIfNoEntry: false })]
    if (found?.ino !== ours.ino || found.dev !== ours.dev)
      throw new Error(say('store.moved', { folder }))
  }

  private keepPrevious(): void {
    const { file, previous, noteEdited } = this.options
    const found = stampOf(file)
    if (found === '') return
    if (found !== this.stamp) return noteEdited()
    rmSync(previous, { force: true })
    // electron-store replaces the file by renaming, so a link keeps the old one without a copy.
    linkOrCopy(file, previous)
  }

  /**
   * A disk that becomes full takes the first part of a text without an error, and electron-store
   * takes that for the whole. What was there before takes its place again.
   */
  private checkWhole(): void {
    const { file, previous } = this.options
    if (statSync(file).size === Buffer.byteLength(this.text)) return
    if (existsSync(previous)) renameSync(previous, file)
    else rmSync(file)
    this.stamp = stampOf(file)
    throw new Error(say('store.diskFull'))
  }
}
