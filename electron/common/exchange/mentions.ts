import { isAssignment } from './shell/assignment'
import { literalText } from './shell/lexer'
import type { Command, CommandList, Pipeline, SimpleCommand } from './shell/syntax'
import type { ScriptState } from './script-state'
import { isStarter, nameOf } from './starters'

/** Programs that print or wait, and change nothing. */
const HARMLESS = new Set(
  'echo printf logger : true exit return break continue date sleep wait sync cd umask export set'.split(
    ' ',
  ),
)
/** Programs that only speak of an rsync that they name. */
const SPEAKING = new Set(
  (
    'echo printf logger mail mailx sendmail test [ [[ which type hash whereis pgrep pkill pidof killall ps grep ' +
    'apt apt-get apk dnf yum zypper pacman brew pkg systemctl service kill touch mkdir rm cat tail chmod'
  ).split(' '),
)
/** Other programs that jobs of crontabs begin with. */
const OTHERS = new Set(
  (
    'ssh scp sftp tar find curl wget mount umount mountpoint docker podman php perl python python3 ruby node ' +
    'mysqldump pg_dump mysql psql git rclone borg restic certbot awk sed xargs parallel screen tmux at batch'
  ).split(' '),
)
/** Functions that call functions. */
const MAX_DEPTH = 50

/** An rsync with words of its own in text that another program gets. */
const RSYNC_WITHIN = /(^|[\s;&|({`'"])(\S*\/)?rsync[ \t]+(?=[^|;&\n]*[-:/$~])\S/

/** True for a command that prints, waits or changes the folder, and for assignments. */
export function isHarmless({ words }: SimpleCommand): boolean {
  const program = words.find((word) => !isAssignment(word))
  return program === undefined || HARMLESS.has(literalText(program) ?? '')
}

/** True for a word that is a well-known program, and so no name of a user. */
export function isProgram(text: string): boolean {
  const name = nameOf(text)
  return isStarter(text) || HARMLESS.has(name) || SPEAKING.has(name) || OTHERS.has(name)
}

/** Tells which commands start an rsync, as far as their text shows it. */
export class Mentions {
  /** Functions that are being looked into, one within the other. */
  private depth = 0

  /** @param seen the functions that were looked into already, which call each other at will */
  inList({ elements }: CommandList, state: ScriptState, seen = new Set<Command>()): boolean {
    return elements.some(({ pipeline }) => this.inPipeline(pipeline, state, seen))
  }

  inPipeline(pipeline: Pipeline, state: ScriptState, seen = new Set<Command>()): boolean {
    return pipeline.some((command) => this.inCommand(command, state, seen))
  }

  private inCommand(command: Command, state: ScriptState, seen: Set<Command>): boolean {
    if (command.kind === 'simple') return this.inSimple(command, state, seen)
    if (command.kind === 'function') return this.inCommand(command.body, state, seen)
    const lists = command.kind === 'for' ? command.body : [...command.always, ...command.perhaps]
    return lists.some((list) => this.inList(list, state, seen))
  }

  private inSimple(command: SimpleCommand, state: ScriptState, seen: Set<Command>): boolean {
    const isWithin = command.words.some(({ parts }) =>
      parts.some((part) => part.kind === 'unknown' && RSYNC_WITHIN.test(part.script ?? '')),
    )
    if (isWithin || isNamedRsync(command)) return true
    const [program = '', ...words] = state.roughWords(command)
    const body = state.functions.get(program)
    if (body === null) return true
    if (body) return !seen.has(body) && this.inFunction(body, state, seen.add(body))
    const name = nameOf(program)
    if (name === 'rsync') return true
    return !SPEAKING.has(name) && (startsIt(words) || words.some((text) => RSYNC_WITHIN.test(text)))
  }

  /** Functions that are nested too deeply count as an rsync, so their call is refused. */
  private inFunction(body: Command, state: ScriptState, seen: Set<Command>): boolean {
    if (this.depth >= MAX_DEPTH) return true
    this.depth++
    const isFound = this.inCommand(body, state, seen)
    this.depth--
    return isFound
  }
}

/** A program whose variable says what it is, such as `$RSYNC`. */
function isNamedRsync({ words }: SimpleCommand): boolean {
  const program = words.find((word) => !isAssignment(word))
  const [first] = program?.parts ?? []
  return first?.kind === 'parameter' && /rsync/i.test(first.name) && words.at(-1) !== program
}

/** An `rsync` among the words, with what it could copy behind it. */
function startsIt(words: readonly string[]): boolean {
  const at = words.findIndex((text) => nameOf(text) === 'rsync')
  const rest = at < 0 ? [] : words.slice(at + 1)
  return rest.length >= 2 && rest.some((text) => /^-|[:/$~]/.test(text))
}
