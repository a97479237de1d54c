import { say } from '../i18n/say'
import { PRESETS, fromCron } from '../schedule/schedule'
import { describing } from './description'
import { OWNER_NOTE } from './owner-note'
import { plainLineEnds } from './plain-text'
import { readCommand } from './read-command'
import {
  homesOf,
  inOneLine,
  Refused,
  tooMuch,
  type ImportContext,
  type InParts,
  type ReadTask,
  type Refusal,
  type Understood,
} from './reading'
import { ScriptState, shellKind } from './script-state'
import { MAX_LENGTH, type ShellKind } from './shell/expand'
import { walkScript } from './walk-script'

/** No script that a person wrote is longer. */
const MAX_TEXT = 2_000_000

/** Commands of a terminal or a shell script, each rsync a task. */
export function* readScript(text: string, context: ImportContext): InParts<Understood> {
  const found: ReadTask[] = []
  const refused: Refusal[] = []
  const shell = shellOf(text)
  if (shell === null) {
    const reason = say('exchange.refused.notShell')
    return {
      found,
      refused: [{ place: '1', text: inOneLine(text), reason, errors: [] }],
      skipped: 0,
    }
  }
  const lines = text.split('\n')
  const long = lines.findIndex((line) => line.length > MAX_LENGTH)
  if (text.length > MAX_TEXT || long >= 0) {
    const at = Math.max(long, 0)
    return { found, refused: [tooMuch(String(at + 1), lines[at] ?? '')], skipped: 0 }
  }
  // What was pasted with its prompt.
  const plain = plainLineEnds(text).replace(/^[ \t]*\$[ \t]+/gm, '')
  const { user } = context
  const state = new ScriptState({ shell, folder: null, user, homes: homesOf(context) })
  const { parts, others } = walkScript(plain, state)
  for (const { line, text: shown, comments, outcome } of parts) {
    yield
    const place = String(line)
    try {
      if (outcome instanceof Refused) throw outcome
      const { user: owner, desc } = said(comments)
      const { settings, notes } = readCommand(outcome, {
        ...{ ...context, user: owner ?? user, desc },
        schedule: fromCron(PRESETS.daily),
      })
      found.push({ place, settings, notes: [...notes, say('exchange.notes.noSchedule')] })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      const { message: reason, errors } = error
      refused.push({ place, text: inOneLine(shown), reason, errors })
    }
  }
  return { found, refused, skipped: others }
}

/** The shell that the first line names; null for a script of something else than a shell. */
function shellOf(text: string): ShellKind | null {
  const [, interpreter = '', rest = ''] = /^#!\s*(\S+)[ \t]*(.*)/.exec(text) ?? []
  if (interpreter === '') return 'pasted'
  const isEnv = interpreter.endsWith('/env')
  const program = isEnv
    ? (rest.split(/\s+/).find((word) => !word.startsWith('-')) ?? '')
    : interpreter
  const name = program.slice(program.lastIndexOf('/') + 1)
  return /^(sh|bash|dash|zsh|ash|ksh)$/.test(name) ? shellKind(name) : null
}

/** Of the comments right above a command the last one is its description. */
function said(comments: readonly string[]) {
  const at = comments.findIndex((comment) => OWNER_NOTE.read(comment) !== null)
  const desc = at === comments.length - 1 ? '' : describing(comments.at(-1) ?? '')
  return { user: OWNER_NOTE.read(comments[at] ?? ''), desc }
}
