import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { InvokeArgs, InvokeChannel } from '@common/ipc/contract'
import { withEffect } from '@common/rsync/option-questions'
import { readParameters } from '@common/rsync/parameters'
import { terminalLine } from '@common/text/visible-text'
import { readBackup } from '@core/exchange/backup-text'
import type { Engine } from '@core/engine'

/** What main asks before it carries out a call, in a dialog that no page can draw or answer. */
export interface Question {
  readonly message: string
  /** One line for each option or program, whole; hidden characters are escapes. */
  readonly detail: string
}

/** As much of the app as decides what has to be asked. */
export type KnownToConsent = {
  readonly tasks: Pick<Engine['tasks'], 'has' | 'get' | 'list'>
  readonly exchange: Pick<Engine['exchange'], 'read'>
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
    private readonly known: KnownToConsent,
    private readonly ask: (question: Question) => Promise<boolean>,
  ) {}

  /**
   * Asks a person where a call with these arguments needs it. One question is open at a time: a
   * call that needs another is refused meanwhile, so that no page can pile them up.
   * @throws AppError FORBIDDEN for more than one question can show
   */
  async allows(channel: InvokeChannel, args: readonly unknown[]): Promise<boolean> {
    return (
      (await this.isAllowed('consent.programs', programsIn(channel, args))) &&
      (await this.isAllowed('consent.options', await this.optionsIn(channel, args)))
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

  /** Options that a call would bring in and that no stored task has. */
  private async optionsIn(channel: InvokeChannel, args: readonly unknown[]): Promise<string[]> {
    if (channel === 'tasks:update' && this.switchesOn(args))
      return [...this.optionsOf(args[0]), ...riskyOptions(extraOf(args[1]))]
    const given = (await this.extrasIn(channel, args)).flatMap(riskyOptions)
    if (given.length === 0) return []
    const stored = new Set(this.known.tasks.list().flatMap(({ extra }) => riskyOptions(extra)))
    return given.filter((option) => !stored.has(option))
  }

  /** The auxiliary parameters in the arguments of a call. */
  private async extrasIn(channel: InvokeChannel, args: readonly unknown[]): Promise<unknown[]> {
    switch (channel) {
      case 'tasks:create':
        return [extraOf(args[0])]
      case 'tasks:update':
        return [extraOf(args[1])]
      case 'previews:start':
        return [extraOf((args as InvokeArgs<'previews:start'>)[0].settings)]
      case 'exchange:import': {
        const [text, chosen] = args as InvokeArgs<'exchange:import'>
        const { found } = await this.known.exchange.read(text)
        return found.filter((_, i) => chosen.includes(i)).map(({ settings }) => settings.extra)
      }
      case 'backup:restore':
        return readBackup((args as InvokeArgs<'backup:restore'>)[0]).settings.tasks.map(extraOf)
      default:
        return []
    }
  }

  /** A task that came switched off, from a file say, is looked at once more before it runs by itself. */
  private switchesOn([id, changes]: readonly unknown[]): boolean {
    const { tasks } = this.known
    const isOn = (changes as { enabled?: unknown } | null)?.enabled === true
    return isOn && tasks.has(id as number) && !tasks.get(id as number).enabled
  }

  private optionsOf(id: unknown): string[] {
    return riskyOptions(this.known.tasks.get(id as number).extra)
  }
}

type About = 'consent.programs' | 'consent.options'

/** Programs by path that a call has used for every run; the one of PATH needs no question. */
function programsIn(channel: InvokeChannel, args: readonly unknown[]): string[] {
  // A backup brings none: `replaceAll` keeps those that are here.
  if (channel !== 'programs:update') return []
  return Object.entries(args[0] as object)
    .filter(([, path]) => typeof path === 'string' && path.startsWith('/'))
    .map(([name, path]) => `${name}: ${String(path)}`)
}

const extraOf = (settings: unknown): unknown =>
  typeof settings === 'object' && settings !== null && 'extra' in settings ? settings.extra : []

const RISKY = ['runs-here', 'runs-there', 'writes-here', 'writes-devices'] as const

/** Options with which rsync runs a program, on either side, or writes beside what it copies. */
function riskyOptions(extra: unknown): string[] {
  if (!Array.isArray(extra)) return []
  const reading = readParameters(extra.filter((one) => typeof one === 'string'))
  return RISKY.flatMap((effect) => withEffect(reading, effect))
    .filter(({ isRemote }) => !isRemote)
    .map(({ name, value }) => (value === null ? `--${name}` : `--${name}=${value}`))
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
