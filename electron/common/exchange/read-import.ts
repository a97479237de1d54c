import { say } from '../i18n/say'
import { CRON_FIELDS } from '../schedule/cron-field'
import { TASK_DEFAULTS, type TaskSettings } from '../task/task'
import { hostOf, remoteOf } from '../task/task-view'
import { isCronLine } from './cron-line'
import { effectNotes } from './effect-notes'
import { readCrontab } from './read-crontab'
import { readScript } from './read-script'
import { readTrueNas } from './read-truenas'
import {
  atOnce,
  inOneLine,
  type FoundTask,
  type ImportContext,
  type ImportKind,
  type ImportReading,
  type InParts,
  type ReadTask,
} from './reading'

/**
 * Reads what a person has: TrueNAS's JSON, a crontab, or commands as in a terminal or a script.
 * Nothing is run, looked up or stored, and nothing is thrown: what cannot be taken is refused with
 * a reason, part by part.
 */
export function readImport(given: string, context: ImportContext): ImportReading {
  return atOnce(readInParts(given, context))
}

/** As {@link readImport}, for those who have something else to do meanwhile. */
export function* readInParts(given: string, context: ImportContext): InParts<ImportReading> {
  // The mark that Windows puts before a text.
  const text = given.replace(/^\uFEFF/, '')
  const kind = kindOf(text)
  const read = { truenas: readTrueNas, crontab: readCrontab, command: readScript }[kind]
  const { found: understood, refused, skipped } = yield* read(text, context)
  const found = yield* completed(kind, understood, context)
  if (found.length > 0 || refused.length > 0) return { kind, found, refused, skipped }
  const reason = say(skipped > 0 ? 'exchange.refused.noRsync' : 'exchange.refused.nothing')
  const refusal = { place: '1', text: inOneLine(text), reason, errors: [] }
  return { kind, found, refused: [refusal], skipped: 0 }
}

/**
 * Adds to a task what lists tell of it, what it would do beside copying, wherever it comes from, and
 * whether the same one is here, or further up in a text that a person wrote. JSON comes from a
 * program, which says twice what there is twice.
 */
function* completed(
  kind: ImportKind,
  understood: readonly ReadTask[],
  context: ImportContext,
): InParts<FoundTask[]> {
  const here = new Set((context.tasks ?? []).map(identity))
  const found: FoundTask[] = []
  for (const task of understood) {
    const same = identity(task.settings)
    const isKnown = here.has(same)
    if (kind !== 'truenas') here.add(same)
    const { notes, staysOff } = effectNotes(task.settings, kind !== 'truenas')
    const all = [
      ...[...task.notes, ...notes],
      ...(staysOff ? [say('exchange.notes.staysOff')] : []),
      ...(isKnown ? [say('exchange.notes.known')] : []),
    ]
    const remote = remoteIn(task.settings, context)
    const isOff = staysOff || lacksConnection(task.settings, context)
    found.push({ ...task, notes: all, staysOff: isOff, isKnown, remote })
    yield
  }
  return found
}

/** The next connection that is made gets that number, and nobody chose it for the task. */
function lacksConnection(
  { sshCredentials }: TaskSettings,
  { connections }: ImportContext,
): boolean {
  return sshCredentials !== null && !connections.some(({ id }) => id === sshCredentials)
}

/** All settings but whether it is enabled: what is imported comes disabled, and is enabled then. */
export function identity(settings: TaskSettings): string {
  const names = Object.keys(TASK_DEFAULTS) as (keyof typeof TASK_DEFAULTS)[]
  const values = ['path', 'user', ...names] as const
  return JSON.stringify(values.map((name) => (name === 'enabled' ? null : valueIn(settings, name))))
}

/** Times in one order, whatever the order of the parts of a schedule. */
function valueIn(settings: TaskSettings, name: keyof TaskSettings): unknown {
  return name === 'schedule' ? CRON_FIELDS.map((field) => settings.schedule[field]) : settings[name]
}

function remoteIn(task: TaskSettings, { connections }: ImportContext): string {
  const connection = connections.find(({ id }) => id === task.sshCredentials) ?? null
  return remoteOf(task, hostOf({ task, connection }))
}

/** What JSON begins with, and a shell does not: `[ -d /mnt ]` and `{ rsync …; }` are commands. */
const JSON_START =
  /^\s*(\{\s*(["}]|$)|\[(?!\[?[ \t]+[^\s[{\]])\s*(["{}[\]\d]|$|-\d|(true|false|null)\b))/

function kindOf(text: string): ImportKind {
  if (JSON_START.test(text)) return 'truenas'
  const isCrontab = !text.startsWith('#!') && text.split('\n').some(isCronLine)
  return isCrontab ? 'crontab' : 'command'
}
