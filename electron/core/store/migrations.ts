import { largest } from '@common/lists'
import { DESKTOP_DEFAULTS, type DesktopSettings } from '@common/desktop/desktop-settings'
import { NOTIFY_LEVELS } from '@common/desktop/notify-level'
import { atOnce, type InParts } from '@common/exchange/reading'
import { say } from '@common/i18n/say'
import type { Pause } from '@common/schedule/decide'
import { parameterWords } from '@common/rsync/parameters'
import { splitWords } from '@common/rsync/words'
import {
  GENERAL_DEFAULTS,
  generalErrors,
  type GeneralSettings,
} from '@common/settings/general-settings'
import { checkPrograms } from '@common/settings/program-settings'
import { validateTask } from '@common/task/task-schema'
import type { Task, TaskSettings } from '@common/task/task'
import { checkCredentials } from './check-credentials'
import { isGivenNumber } from './numbers'
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
  // Tasks got rules for missed runs, retries and notifications, the app retention, a pause and
  // its ways on the desktop: defaults fit.
  (old) => ({ ...old, schemaVersion: 2 }),
  // Version 3 brought key pairs, connections and passwords of modules.
  (old) => ({
    lastCredentialId: 0,
    keyPairs: [],
    connections: [],
    modulePasswords: [],
    isPlainAllowed: false,
    ...old,
    schemaVersion: 3,
  }),
  // Tasks got limits for what a run may delete: defaults fit.
  (old) => ({ ...old, schemaVersion: 4 }),
]

/** A newer version of the app wrote the data; this one must not touch it. */
export class NewerSettings extends Error {}

/**
 * Stored data as current settings, brought up to date step by step and checked whole.
 * Tasks must be whole, but those that the rules of auxiliary parameters refuse come switched off; a
 * lesser setting that makes no sense gets its default.
 * @param areTasksChecked true when the tasks are known to have passed these very rules before
 * @throws UnreadableSettings when the tasks cannot be trusted; none is dropped or guessed
 * @throws NewerSettings
 */
export function migrate(data: unknown, areTasksChecked = false): StoredSettings {
  return atOnce(migrateInParts(data, areTasksChecked))
}

/** As {@link migrate}, task by task: to check thousands of them takes seconds. */
export function* migrateInParts(data: unknown, areTasksChecked = false): InParts<StoredSettings> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new UnreadableSettings(say('store.noObject'))
  }
  let current = data as Raw
  const from = current['schemaVersion'] ?? 0
  if (!isCount(from)) throw new UnreadableSettings(say('store.noVersion'))
  if (from > SCHEMA_VERSION) {
    throw new NewerSettings(say('store.newer', { found: from, known: SCHEMA_VERSION }))
  }
  for (const step of MIGRATIONS.slice(from)) current = step(current)
  return yield* check(current, areTasksChecked)
}

function* checkTasks(raw: readonly unknown[]): InParts<Task[]> {
  const checked: Task[] = []
  for (const task of raw) {
    checked.push(checkTask(task))
    yield
  }
  return checked
}

function* check(raw: Raw, areTasksChecked: boolean): InParts<StoredSettings> {
  const { lastTaskId, tasks, practice } = raw
  if (!Array.isArray(tasks)) throw new UnreadableSettings(say('store.noTasks'))
  const checked = areTasksChecked ? (tasks as Task[]) : yield* checkTasks(tasks)
  if (new Set(checked.map(({ id }) => id)).size !== checked.length) {
    throw new UnreadableSettings(say('store.sameTaskId'))
  }
  return {
    schemaVersion: SCHEMA_VERSION,
    lastTaskId: largest(
      checked.map(({ id }) => id),
      isGivenNumber(lastTaskId) ? lastTaskId : 0,
    ),
    tasks: checked,
    practice: isPractice(practice) ? { taskId: practice.taskId, port: practice.port } : null,
    ...checkGeneral(raw),
    ...checkCredentials(raw),
    desktop: checkDesktop(raw['desktop']),
    programs: checkPrograms(raw['programs']),
  }
}

/** A general setting that is missing or not sound gets its default: none of them is worth a stop. */
function checkGeneral(raw: Raw): GeneralSettings {
  const names = ['maxParallelRuns', 'keepRunsDays', 'keepLogsMegabytes'] as const
  const sound = names.filter(
    (name) => name in raw && generalErrors({ [name]: raw[name] }, GENERAL_DEFAULTS).length === 0,
  )
  const pause = raw['pause']
  return {
    ...GENERAL_DEFAULTS,
    ...Object.fromEntries(sound.map((name) => [name, raw[name]])),
    pause: isPause(pause) ? { since: pause.since, until: pause.until } : null,
  }
}

function isPause(value: unknown): value is Pause {
  if (typeof value !== 'object' || value === null) return false
  const { since, until } = value as Raw
  return Number.isFinite(since) && (until === null || Number.isFinite(until))
}

function checkTask(raw: unknown): Task {
  const { id, revision, ...settings } = (raw ?? {}) as Raw
  const validation = validateTask(settings)
  if (!isGivenNumber(id) || !isGivenNumber(revision)) {
    throw new UnreadableSettings(say('store.taskNumber'))
  }
  if (!validation.ok) {
    const former = beforeParameterRules(settings)
    if (former) return { ...former, id, revision }
    const { field = '', message = '' } = validation.errors[0] ?? {}
    throw new UnreadableSettings(say('store.task', { id, field, message }))
  }
  return { ...validation.settings, id, revision }
}

/**
 * A task with parameters that were allowed when it was stored. It stays, so that the others do,
 * but switched off; a run of it is refused with the reason.
 */
function beforeParameterRules(settings: Raw): TaskSettings | null {
  const { extra } = settings
  if (!Array.isArray(extra)) return null
  if (!extra.every((one) => typeof one === 'string' && splitWords(one).ok)) return null
  if (extra.some((one: string) => parameterWords([one]).some(({ text }) => text === '--')))
    return null
  const rest = validateTask({ ...settings, extra: [], delete: false })
  if (!rest.ok || typeof (settings['delete'] ?? false) !== 'boolean') return null
  return { ...rest.settings, extra, delete: settings['delete'] === true, enabled: false }
}

/** A preference that cannot be read is no reason to set the tasks aside. */
function checkDesktop(raw: unknown): DesktopSettings {
  const given = (typeof raw === 'object' && raw !== null ? raw : {}) as Raw
  const flag = (name: 'closeToTray' | 'closeExplained' | 'holdOffSuspend') =>
    typeof given[name] === 'boolean' ? given[name] : DESKTOP_DEFAULTS[name]
  return {
    closeToTray: flag('closeToTray'),
    closeExplained: flag('closeExplained'),
    holdOffSuspend: flag('holdOffSuspend'),
    notify: NOTIFY_LEVELS.find((level) => level === given['notify']) ?? DESKTOP_DEFAULTS.notify,
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isPractice(value: unknown): value is StoredSettings['practice'] & object {
  if (typeof value !== 'object' || value === null) return false
  const { taskId, port } = value as Raw
  return isCount(taskId) && isCount(port) && port <= 65535
}
