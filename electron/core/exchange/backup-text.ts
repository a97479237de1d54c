import { AppError } from '@common/errors'
import { atOnce, type InParts } from '@common/exchange/reading'
import { say } from '@common/i18n/say'
import { migrateInParts, NewerSettings, UnreadableSettings } from '../store/migrations'
import { SCHEMA_VERSION, type StoredSettings } from '../store/settings-store'

const FORMAT = 'rsync-tasks-backup'

/** A backup that was read: whole settings of the current version, and nothing secret. */
export interface Backup {
  /** Its tasks are enabled as they were there: what stays so is decided by a restore. */
  readonly settings: StoredSettings
  /** Tasks whose module had a password. */
  readonly passwordsOf: readonly number[]
}

/** What stays on this computer: secrets, the practice task, and what is so only for a while. */
type StaysHere = 'practice' | 'pause' | 'isPlainAllowed' | 'modulePasswords'

/**
 * The whole configuration as a text without anything secret: JSON with the settings in the form
 * of the settings file, so that an old backup is brought up to date as an old file is. Each
 * setting is named here, so that a new one cannot slip in unseen.
 */
export function writeBackup(stored: StoredSettings): string {
  const tasks = stored.tasks.filter(({ id }) => id !== stored.practice?.taskId)
  const ids = new Set(tasks.map(({ id }) => id))
  const settings: Omit<StoredSettings, StaysHere> = {
    schemaVersion: SCHEMA_VERSION,
    lastTaskId: stored.lastTaskId,
    tasks,
    lastCredentialId: stored.lastCredentialId,
    keyPairs: stored.keyPairs.map((pair) => ({ ...pair, sealedKey: null })),
    connections: stored.connections,
    maxParallelRuns: stored.maxParallelRuns,
    keepRunsDays: stored.keepRunsDays,
    keepLogsMegabytes: stored.keepLogsMegabytes,
    desktop: stored.desktop,
    programs: stored.programs,
  }
  const passwordsOf = stored.modulePasswords
    .map(({ taskId }) => taskId)
    .filter((id) => ids.has(id))
    .sort((a, b) => a - b)
  return `${JSON.stringify({ format: FORMAT, settings, passwordsOf }, null, 2)}\n`
}

/**
 * A text as a backup, checked whole by the rules of the settings file and by no others: what
 * {@link writeBackup} makes of settings that this version has is taken by it.
 * @throws AppError INVALID_INPUT with what is the matter in words
 */
export function readBackup(text: string): Backup {
  return atOnce(readBackupInParts(text))
}

/** As {@link readBackup}, for those who have something else to do meanwhile. */
export function* readBackupInParts(text: string): InParts<Backup> {
  const { format, settings, passwordsOf } = parsed(text)
  if (format !== FORMAT) throw refusal(say('backup.notABackup'))
  const { schemaVersion, ...rest } = object(settings)
  // A settings file without one may be that of a first start; a backup never is.
  if (!Number.isSafeInteger(schemaVersion) || schemaVersion === 0)
    throw refusal(say('backup.unreadable', { reason: say('store.noVersion') }))
  const found = yield* migrated({ schemaVersion, ...rest, modulePasswords: [], practice: null })
  const given = rest as { tasks?: readonly { enabled?: unknown }[] }
  const isOn = (at: number) => given.tasks?.[at]?.enabled === true
  return {
    settings: {
      ...found,
      // One that the rules refuse was on there all the same, which is told.
      tasks: found.tasks.map((task, at) => ({ ...task, enabled: task.enabled || isOn(at) })),
      // What claims to be a secret was not written by us.
      keyPairs: found.keyPairs.map((pair) => ({ ...pair, sealedKey: null })),
    },
    passwordsOf: Array.isArray(passwordsOf) ? passwordsOf.filter(Number.isSafeInteger) : [],
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return object(JSON.parse(text))
  } catch (error) {
    throw refusal(say('backup.notJson', { error: (error as Error).message }))
  }
}

function* migrated(data: Record<string, unknown>): InParts<StoredSettings> {
  try {
    return yield* migrateInParts(data)
  } catch (error) {
    if (error instanceof NewerSettings) {
      const found = String(data['schemaVersion'])
      throw refusal(say('backup.newer', { found, known: String(SCHEMA_VERSION) }))
    }
    if (!(error instanceof UnreadableSettings)) throw error
    throw refusal(say('backup.unreadable', { reason: error.message }))
  }
}

const object = (value: unknown) =>
  (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>

const refusal = (message: string) => new AppError('INVALID_INPUT', message)
