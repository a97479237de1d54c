import { validateTask } from '@common/task/task-schema'
import type { Task } from '@common/task/task'
import { checkCredentials } from './check-credentials'
import { UnreadableSettings } from './unreadable-settings'
import { EMPTY_SETTINGS, SCHEMA_VERSION, type StoredSettings } from './settings-store'

export { UnreadableSettings }

type Raw = Record<string, unknown>

/**
 * One step for each version before the current: `MIGRATIONS[n]` turns version n into n + 1.
 * Version 0 is a file without a number, which only an empty store can be.
 */
const MIGRATIONS: readonly ((old: Raw) => Raw)[] = [
  (old) => ({ ...EMPTY_SETTINGS, ...old, schemaVersion: 1 }),
  // Version 2 brought key pairs, connections and passwords of modules.
  (old) => ({
    ...old,
    lastCredentialId: 0,
    keyPairs: [],
    connections: [],
    modulePasswords: [],
    isPlainAllowed: false,
    schemaVersion: 2,
  }),
]

/** A newer version of the app wrote the data; this one must not touch it. */
export class NewerSettings extends Error {}

/**
 * Stored data as current settings, brought up to date step by step and checked whole.
 * Tasks must be whole; a lesser setting that makes no sense gets its default.
 * @throws UnreadableSettings when the tasks cannot be trusted; none is dropped or guessed
 * @throws NewerSettings
 */
export function migrate(data: unknown): StoredSettings {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new UnreadableSettings('it is not an object')
  }
  let current = data as Raw
  const from = current['schemaVersion'] ?? 0
  if (!isCount(from)) throw new UnreadableSettings('its version is not a number')
  if (from > SCHEMA_VERSION) {
    throw new NewerSettings(
      `The settings were written by a newer version of Rsync Tasks (format ${from}, this one reads up to ${SCHEMA_VERSION}).`,
    )
  }
  for (const step of MIGRATIONS.slice(from)) current = step(current)
  return check(current)
}

function check(raw: Raw): StoredSettings {
  const { lastTaskId, tasks, practice, maxParallelRuns } = raw
  if (!Array.isArray(tasks)) throw new UnreadableSettings('it has no list of tasks')
  const checked = tasks.map(checkTask)
  if (new Set(checked.map(({ id }) => id)).size !== checked.length) {
    throw new UnreadableSettings('two tasks have the same id')
  }
  return {
    schemaVersion: SCHEMA_VERSION,
    lastTaskId: Math.max(isCount(lastTaskId) ? lastTaskId : 0, ...checked.map(({ id }) => id)),
    tasks: checked,
    practice: isPractice(practice) ? { taskId: practice.taskId, port: practice.port } : null,
    ...checkCredentials(raw),
    maxParallelRuns:
      isCount(maxParallelRuns) && maxParallelRuns > 0
        ? maxParallelRuns
        : EMPTY_SETTINGS.maxParallelRuns,
  }
}

function checkTask(raw: unknown): Task {
  const { id, revision, ...settings } = (raw ?? {}) as Raw
  const validation = validateTask(settings)
  if (!isCount(id) || id === 0 || !isCount(revision) || revision === 0) {
    throw new UnreadableSettings('a task has no number')
  }
  if (!validation.ok) {
    const [error] = validation.errors
    throw new UnreadableSettings(`task ${id} is not valid (${error?.field}: ${error?.message})`)
  }
  return { ...validation.settings, id, revision }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isPractice(value: unknown): value is StoredSettings['practice'] & object {
  if (typeof value !== 'object' || value === null) return false
  const { taskId, port } = value as Raw
  return isCount(taskId) && isCount(port) && port <= 65535
}
