import type { FieldError } from '../errors'
import { say } from '../i18n/say'
import type { SshConnection } from '../ssh/credentials'
import type { TaskSettings } from '../task/task'

/** What a text turned out to be. */
export type ImportKind = 'truenas' | 'crontab' | 'command'

/** A task as a reader understood it. */
export interface ReadTask {
  /** Where it stands in the text: a line (`3`) or a place in a list (`[2]`). */
  readonly place: string
  readonly settings: TaskSettings
  /** What a person should know before taking it: one sentence each. */
  readonly notes: readonly string[]
}

/** A task that was understood. Nothing of it is stored yet. */
export interface FoundTask extends ReadTask {
  /** True where it does more than copy: then it comes switched off, whatever is asked for. */
  readonly staysOff: boolean
  /** Its remote side as lists tell it: `host::module` or `host:path`. */
  readonly remote: string
  /** It is here already, or twice in the text: an import does not add it again. */
  readonly isKnown: boolean
}

/** A part of the text that does not become a task. */
export interface Refusal {
  readonly place: string
  /** The beginning of the part, in one line. */
  readonly text: string
  /** One sentence: why not, and what to do. */
  readonly reason: string
  /** Broken rules by field, in our names; empty when it was no field's fault. */
  readonly errors: readonly FieldError[]
}

export interface ImportReading {
  readonly kind: ImportKind
  readonly found: readonly FoundTask[]
  readonly refused: readonly Refusal[]
  /** How many commands start no rsync, and so are no concern of an import. */
  readonly skipped: number
}

/** The result of a reader for one kind of text. */
export interface Understood {
  readonly found: readonly ReadTask[]
  readonly refused: readonly Refusal[]
  readonly skipped: number
}

/** What a text leaves open. */
export interface ImportContext {
  /** Whose tasks they are where the text does not say. */
  readonly user: string
  /** The home folder of that user, for `~`. */
  readonly home: string
  /** Saved connections, which TrueNAS's tasks may name. */
  readonly connections: readonly SshConnection[]
  /** Users of this computer with their home folders, as far as the text may name them. */
  readonly users?: ReadonlyMap<string, string>
  /** The tasks that are here already. */
  readonly tasks?: readonly TaskSettings[]
  /** What ssh_config of a user says of a place; null where it says nothing, or nobody has asked. */
  readonly sshSays?: (user: string, place: SshPlaceOfText) => SshSaying | null
}

/** A host of a text, and as whom ssh goes there; null: as ssh has it. */
export interface SshPlaceOfText {
  readonly host: string
  readonly username: string | null
}

/** What ssh_config makes of a place. */
export interface SshSaying {
  /** Whether it names another port or user than a task would. */
  readonly isElsewhere: boolean
  /** The hosts in between. */
  readonly proxyJump: string | null
}

/** Home folders by the name of the user, as far as they are known. */
export function homesOf({ user, home, users }: ImportContext): ReadonlyMap<string, string> {
  return new Map([...(users ?? []), [user, home]])
}

const MAX_SHOWN = 120

/** The beginning of a text, in one line. */
export function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const characters = [...line.slice(0, 2 * MAX_SHOWN)]
  return characters.length > MAX_SHOWN ? `${characters.slice(0, MAX_SHOWN).join('')}…` : line
}

/** Most of what is read of one text; no person wrote more, and each takes its time. */
export const MAX_TASKS = 8_000

/**
 * Reads a text part by part and yields after each, so that the caller can do other work before the
 * next one.
 */
export type InParts<T> = Generator<void, T>

/** All parts at once. */
export function atOnce<T>(parts: InParts<T>): T {
  for (;;) {
    const { done, value } = parts.next()
    if (done === true) return value
  }
}

/** For what comes behind the most that is read. */
export function tooMuch(place: string, text: string): Refusal {
  return { place, text: inOneLine(text), reason: say('exchange.refused.tooLong'), errors: [] }
}

/** Thrown inside the readers where a part cannot become a task; never leaves them. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message)
  }
}
