import { say } from '../i18n/say'
import { shellQuote } from '../rsync/quote'
import { splitWords } from '../rsync/words'

/** A word of a command, its quotes resolved. */
export interface ShellWord {
  readonly kind: 'word'
  readonly text: string
  /** It has a `*`, `?` or `[` that is not quoted: a shell would look for files of that form. */
  readonly isPattern: boolean
}

export interface ShellOperator {
  readonly kind: 'operator'
  /** `|`, `&&`, `;` and so on; a redirection is `>` or `<` and has its own target as the next word. */
  readonly text: string
}

export type ShellToken = ShellWord | ShellOperator

/** One command line of a text, which may go on over several lines. */
export interface Statement {
  /** The line it begins in, counted from 1. */
  readonly line: number
  readonly text: string
  readonly tokens: readonly ShellToken[]
  /** The comments right above it, without their `#`. */
  readonly comments: readonly string[]
  /** Why it cannot be read without a shell; null when it can. */
  readonly problem: string | null
}

/** Values that are known without running anything. */
export type Variables = Map<string, string>

const ASSIGNMENT = /^([A-Za-z_]\w*)=/
const OPERATOR = /&>>?|<<<|<<-?|>>|>\||>&|<&|<>|>|<|\|\||\|&|\||&&|&|;;|;|\(|\)/y
const VARIABLE = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/y

/**
 * A text whose every line ends as on Windows is read as one with plain ends. Where one ends
 * plainly, a carriage return is part of what stands there, such as a name.
 */
export function plainLineEnds(text: string): string {
  return /(^|[^\r])\n/.test(text) ? text : text.replaceAll('\r\n', '\n')
}

/**
 * Reads shell text command by command, as a POSIX shell would part it, and runs nothing. A
 * variable that the text itself sets to a plain value is replaced by it; everything else that
 * only a shell can work out becomes the statement's problem.
 * @param variables those known from elsewhere, such as HOME; the text's own are added
 */
export function readStatements(text: string, variables: Variables): Statement[] {
  const source = plainLineEnds(text)
  const statements: Statement[] = []
  let comments: string[] = []
  let line = 1
  for (let at = 0; at < source.length;) {
    const scanner = new StatementScanner(source, at, variables)
    scanner.scan()
    const part = source.slice(at, scanner.at)
    const comment = /^[ \t]*#(.*)$/.exec(part)
    if (comment) comments.push((comment[1] ?? '').trim())
    else {
      const { tokens, problem } = scanner
      if (tokens.length > 0 || problem !== null) {
        const statement = { line, text: part.trim(), tokens, comments, problem }
        if (!learn(statement, variables)) statements.push(statement)
      }
      comments = []
    }
    line += part.split('\n').length
    at = scanner.at + 1
  }
  return statements
}

/** A statement of assignments alone is remembered instead of told. */
function learn({ tokens, problem }: Statement, variables: Variables): boolean {
  const words = tokens.filter((token) => token.kind === 'word')
  const isAll = words.length === tokens.length && words.every(({ text }) => ASSIGNMENT.test(text))
  if (!isAll || problem !== null) return false
  for (const { text } of words) {
    const [name = ''] = text.split('=')
    variables.set(name, text.slice(name.length + 1))
  }
  return true
}

/** True for `NAME=value`, which stands before a command to set its environment. */
export function isAssignment(text: string): boolean {
  return ASSIGNMENT.test(text)
}

/** Reads from one place to the end of the command that begins there. */
class StatementScanner {
  readonly tokens: ShellToken[] = []
  problem: string | null = null
  /** The word so far as written, quotes and all; null between words. */
  private raw: string | null = null
  private isPattern = false

  constructor(
    private readonly text: string,
    public at: number,
    private readonly variables: Variables,
  ) {}

  scan(): void {
    while (this.at < this.text.length && this.text.charAt(this.at) !== '\n') this.step()
    this.endWord()
  }

  private step(): void {
    const character = this.text.charAt(this.at)
    if (character === ' ' || character === '\t') {
      this.endWord()
      this.at++
    } else if (character === '#' && this.raw === null) this.skipLine()
    else if (character === '\\') this.escape()
    else if (character === "'" || character === '"') this.quoted(character)
    else if (character === '$' || character === '`') this.expand(false)
    else if ('|&;<>()'.includes(character)) this.operator()
    else this.plain(character)
  }

  private plain(character: string): void {
    if (character === '~' && this.raw === null) return this.home()
    if (character === '{' && this.text.charAt(this.at + 1) !== '}')
      return this.fail(say('exchange.shell.braces'))
    if ('*?['.includes(character)) this.isPattern = true
    this.raw = (this.raw ?? '') + character
    this.at++
  }

  private escape(): void {
    const next = this.text.charAt(this.at + 1)
    // A line break after a backslash only goes on in the next line.
    if (next === '') this.fail(say('exchange.shell.escape'))
    else {
      if (next !== '\n') this.raw = `${this.raw ?? ''}\\${next}`
      this.at += 2
    }
  }

  private quoted(quote: string): void {
    const start = this.at++
    this.raw ??= ''
    let copied = start
    for (; this.at < this.text.length; this.at++) {
      const character = this.text.charAt(this.at)
      if (character === quote) {
        this.raw += this.text.slice(copied, ++this.at)
        return
      }
      if (quote === "'") continue
      if (character === '\\') this.at++
      else if (character === '$' || character === '`') {
        this.raw += this.text.slice(copied, this.at)
        this.expand(true)
        if (this.problem !== null) return
        copied = this.at--
      }
    }
    this.fail(say('exchange.shell.quote'))
  }

  /** Replaces a variable whose value is known. */
  private expand(isQuoted: boolean): void {
    VARIABLE.lastIndex = this.at
    const [whole, plain, braced] = VARIABLE.exec(this.text) ?? []
    const next = this.text.charAt(this.at + 1)
    if (whole === undefined) {
      // A dollar that begins nothing is one.
      const special = isQuoted ? /[({@*#?$!\d-]/ : /[({'"@*#?$!\d-]/
      if (this.text.charAt(this.at) !== '$' || special.test(next))
        return this.fail(say('exchange.shell.substitution'))
      this.raw = `${this.raw ?? ''}\\$`
      this.at++
      return
    }
    const name = plain ?? braced ?? ''
    const value = this.variables.get(name)
    if (value === undefined) return this.fail(say('exchange.shell.variable', { name }))
    if (!isQuoted && /[\s*?[]|^$/.test(value))
      return this.fail(say('exchange.shell.unquoted', { name }))
    const inQuotes = () => value.replace(/[\\"$`]/g, '\\$&')
    this.raw = (this.raw ?? '') + (isQuoted ? inQuotes() : shellQuote(value))
    this.at += whole.length
  }

  private home(): void {
    const next = this.text.charAt(this.at + 1)
    const home = this.variables.get('HOME')
    if (home === undefined || !/^[/\s]?$/.test(next)) return this.fail(say('exchange.shell.home'))
    this.raw = shellQuote(home)
    this.at++
  }

  private operator(): void {
    const digits = this.raw !== null && /^\d$/.test(this.raw)
    const isRedirection = /[<>]/.test(this.text.charAt(this.at))
    // `2>` is one thing: the number says what is redirected.
    if (digits && isRedirection) this.raw = null
    this.endWord()
    OPERATOR.lastIndex = this.at
    const text = OPERATOR.exec(this.text)?.[0] ?? this.text.charAt(this.at)
    if (text.startsWith('<<')) return this.fail(say('exchange.shell.hereDocument'))
    const isSending = /[<>]/.test(text)
    this.tokens.push({ kind: 'operator', text: isSending ? text.replace(/[^<>]/g, '') : text })
    this.at += text.length
  }

  private endWord(): void {
    if (this.raw === null) return
    const split = splitWords(this.raw)
    const [text = ''] = split.ok ? split.words : []
    this.tokens.push({ kind: 'word', text, isPattern: this.isPattern })
    this.raw = null
    this.isPattern = false
  }

  private skipLine(): void {
    const end = this.text.indexOf('\n', this.at)
    this.at = end < 0 ? this.text.length : end
  }

  /** The rest of the line has no meaning without a shell. */
  private fail(problem: string): void {
    this.problem ??= problem
    this.raw = null
    this.skipLine()
  }
}
