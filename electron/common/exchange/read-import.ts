import { say } from '../i18n/say'
import { PRESETS, fromCron } from '../schedule/schedule'
import type { TaskSettings } from '../task/task'
import { hostOf, remoteOf } from '../task/task-view'
import { OWNER_NOTE } from './owner-note'
import { readCommand } from './read-command'
import { isCronLine, readCrontab } from './read-crontab'
import { readTrueNas } from './read-truenas'
import {
  inOneLine,
  Refused,
  type ImportContext,
  type ImportKind,
  type ImportReading,
  type ReadTask,
  type Refusal,
} from './reading'
import { readStatements } from './shell-text'

/**
 * Reads what a person has: TrueNAS's JSON, a crontab, or commands as in a terminal or a script.
 * Nothing is run, looked up or stored, and nothing is thrown: what cannot be taken is refused with
 * a reason, part by part.
 */
export function readImport(text: string, context: ImportContext): ImportReading {
  const kind = kindOf(text)
  const read = { truenas: readTrueNas, crontab: readCrontab, command: readScript }[kind]
  const { found: understood, refused } = read(text, context)
  const found = understood.map((task) => ({ ...task, remote: remoteIn(task.settings, context) }))
  if (found.length > 0 || refused.length > 0) return { kind, found, refused }
  const reason = say('exchange.refused.nothing')
  return { kind, found, refused: [{ place: '1', text: inOneLine(text), reason, errors: [] }] }
}

function remoteIn(task: TaskSettings, { connections }: ImportContext): string {
  const connection = connections.find(({ id }) => id === task.sshCredentials) ?? null
  return remoteOf(task, hostOf({ task, connection }))
}

function kindOf(text: string): ImportKind {
  if (/^\s*[[{]/.test(text)) return 'truenas'
  return text.split('\n').some(isCronLine) ? 'crontab' : 'command'
}

/** Commands of a terminal or a shell script, each rsync a task. */
function readScript(text: string, context: ImportContext) {
  const found: ReadTask[] = []
  const refused: Refusal[] = []
  // What was pasted with its prompt.
  const plain = text.replace(/^[ \t]*\$[ \t]+/gm, '')
  for (const statement of readStatements(plain, new Map([['HOME', context.home]]))) {
    if (isFurniture(statement.text)) continue
    const place = String(statement.line)
    const { user, desc } = said(statement.comments)
    try {
      const { settings, notes } = readCommand(statement, {
        ...{ user: user ?? context.user, folder: null, desc },
        schedule: fromCron(PRESETS.daily),
      })
      found.push({ place, settings, notes: [...notes, say('exchange.notes.noSchedule')] })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { message: reason, errors } = error
      refused.push({ place, text: inOneLine(statement.text), reason, errors })
    }
  }
  return { found, refused }
}

/** Lines of a script that do nothing by themselves. */
function isFurniture(text: string): boolean {
  return /^(set\s+[-+].*|exit(\s+\d+)?|export\s+[A-Z_]+)$/.test(text)
}

/** Of the comments right above a command the last one is its description. */
function said(comments: readonly string[]) {
  const owners = comments.map(OWNER_NOTE.read)
  const user = owners.findLast((owner) => owner !== null) ?? null
  const last = comments.at(-1) ?? ''
  const desc = owners.at(-1) === null && !last.startsWith('!') ? last : ''
  return { user, desc }
}
