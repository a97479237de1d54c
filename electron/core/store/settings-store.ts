import { DESKTOP_DEFAULTS, type DesktopSettings } from '@common/desktop/desktop-settings'
import { GENERAL_DEFAULTS, type GeneralSettings } from '@common/settings/general-settings'
import type { KeyPair, SshConnection } from '@common/ssh/credentials'
import { PROGRAM_DEFAULTS, type ProgramSettings } from '@common/settings/program-settings'
import type { Task } from '@common/task/task'

/** What the practice task needs to be started again and to be removed without a trace. */
export interface PracticeSettings {
  readonly taskId: number
  /** Port of its private rsync daemon on loopback. */
  readonly port: number
}

/** A key pair with its private key, encrypted by the vault. */
export interface StoredKeyPair extends Omit<KeyPair, 'isAwaitingKey'> {
  /** Null while the private key is awaited. */
  readonly sealedKey: string | null
}

/** The password of a task's rsync module, encrypted by the vault. */
export interface StoredModulePassword {
  readonly taskId: number
  readonly sealed: string
}

/** Everything that is a setting. Runs are not; they have a journal of their own. */
export interface StoredSettings extends GeneralSettings {
  readonly schemaVersion: typeof SCHEMA_VERSION
  /** The highest task id ever given out; ids are never used twice. */
  readonly lastTaskId: number
  readonly tasks: readonly Task[]
  readonly practice: PracticeSettings | null
  readonly desktop: DesktopSettings
  readonly programs: ProgramSettings
  /** The highest id of a key pair or connection ever given out; ids are never used twice. */
  readonly lastCredentialId: number
  readonly keyPairs: readonly StoredKeyPair[]
  readonly connections: readonly SshConnection[]
  readonly modulePasswords: readonly StoredModulePassword[]
  /** True when the user agreed to keep secrets where only Electron's `basic_text` is on offer. */
  readonly isPlainAllowed: boolean
}

export const SCHEMA_VERSION = 4

export const EMPTY_SETTINGS: StoredSettings = {
  schemaVersion: SCHEMA_VERSION,
  lastTaskId: 0,
  tasks: [],
  practice: null,
  desktop: DESKTOP_DEFAULTS,
  programs: PROGRAM_DEFAULTS,
  lastCredentialId: 0,
  keyPairs: [],
  connections: [],
  modulePasswords: [],
  isPlainAllowed: false,
  ...GENERAL_DEFAULTS,
}

/** Where settings are kept. A write is on disk, whole, when it returns, or it throws. */
export interface SettingsStore {
  read(): StoredSettings
  write(settings: StoredSettings): void
}
