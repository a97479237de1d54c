import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { unknownTo, withEffect } from '@common/rsync/option-questions'
import { readParameters } from '@common/rsync/parameters'
import { terminalLine } from '@common/text/visible-text'
import type { TaskService } from '@core/task/task-service'

/** What main asks before it carries out a call, in a dialog that no page can draw or answer. */
export interface Question {
  readonly message: string
  /** One line for each option or program, whole; hidden characters are escapes. */
  readonly detail: string
}

/** What a call of the page brings in, as far as a person may have to allow it. */
export interface Brought {
  /** Settings of tasks that are stored or previewed, of whatever shape. */
  readonly tasks?: readonly unknown[]
  /** Of these, those that came switched off, from a file say, and run by themselves from now on. */
  readonly switchedOn?: readonly unknown[]
  /** Programs for every run, by name; null for the one of PATH. */
  readonly programs?: object
}

/** Options and programs in a question. */
const MAX_LINES = 20
/** Characters of all of them: with more, the buttons leave a small screen. */
const MAX_CHARACTERS = 1600

/**
 * What a person must allow before the page's calls put it to use: another program for every run, and
 * options with which rsync runs a program, or writes a file of its own. They are asked for where they
 * enter (a task that is saved, previewed, imported or restored), so that whatever is stored was
 * allowed, or came from the person's own command line.
 */
export class Consent {
  /** What was allowed since the start: an option that was previewed is not asked for at Save. */
  private readonly allowed = new Set<string>()
  private isAsking = false

  /** @param ask the dialog; false where the person declines */
  constructor(
    private readonly stored: Pick<TaskService, 'list'>,
    private readonly ask: (question: Question) => Promise<boolean>,
  ) {}

  /**
   * Asks a person where something that a call brings in needs it. One question is open at a time: a
   * call that needs another is refused meanwhile, so that no page can pile them up.
   * @throws AppError FORBIDDEN for more than one question can show
   */
  async allows(brought: Brought): Promise<boolean> {
    return (
      (await this.isAllowed('consent.programs', programsIn(brought))) &&
      (await this.isAllowed('consent.options', this.optionsIn(brought)))
    )
  }

  private async isAllowed(about: About, wanted: readonly string[]): Promise<boolean> {
    const fresh = [...new Set(wanted)].filter((one) => !this.allowed.has(one))
    if (fresh.length === 0) return true
    const question = { message: say(about), detail: detailOf(fresh) }
    if (this.isAsking) return false
    this.isAsking = true
    try {
      if (!(await this.ask(question))) return false
    } finally {
      this.isAsking = false
    }
    for (const one of fresh) this.allowed.add(one)
    return true
  }

  /** Options that come with it and that no stored task has; all of them where a task is switched on. */
  private optionsIn({ tasks = [], switchedOn = [] }: Brought): string[] {
    const again = switchedOn.flatMap(riskyOptions)
    const given = tasks.flatMap(riskyOptions)
    if (given.length === 0) return again
    const stored = new Set(this.stored.list().flatMap(riskyOptions))
    return [...again, ...given.filter((option) => !stored.has(option))]
  }
}

type About = 'consent.programs' | 'consent.options'

/** Programs by path; the one of PATH needs no question. */
function programsIn({ programs = {} }: Brought): string[] {
  return Object.entries(programs)
    .filter(([, path]) => typeof path === 'string' && path.startsWith('/'))
    .map(([name, path]) => `${name}: ${String(path)}`)
}

const RISKY = ['runs-here', 'runs-there', 'writes-here', 'writes-devices'] as const

/**
 * Options with which rsync runs a program, on either side, or writes beside what it copies, or might:
 * a doubt counts as yes.
 */
function riskyOptions(settings: unknown): string[] {
  const { extra } = (settings ?? {}) as { extra?: unknown }
  if (!Array.isArray(extra)) return []
  const said = extra.filter((one) => typeof one === 'string')
  const reading = readParameters(said)
  const unknown = unknownTo(reading).map(({ index }) => said[index] ?? '')
  const risky = RISKY.flatMap((effect) => withEffect(reading, effect))
    .filter(({ isRemote }) => !isRemote)
    .map(({ name, value }) => (value === null ? `--${name}` : `--${name}=${value}`))
  return [...risky, ...unknown]
}

/** @throws AppError where a part would be left out: nothing is allowed that was not shown */
function detailOf(lines: readonly string[]): string {
  // An escape is longer than what it stands for: megabytes are not escaped first.
  const isShort = (text: string) => text.length < MAX_CHARACTERS + lines.length
  const plain = lines.join('\n')
  const detail = isShort(plain) ? lines.map(terminalLine).join('\n') : plain
  if (lines.length <= MAX_LINES && isShort(detail)) return detail
  throw new AppError('FORBIDDEN', say('consent.tooMuch'))
}
