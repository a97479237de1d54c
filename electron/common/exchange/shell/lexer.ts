import { append } from '../../lists'
import { say } from '../../i18n/say'
import { closingBackquote, closingBrace, closingParenthesis, MAX_DEPTH } from './closing'
import type { ParameterPart, Redirection, Token, Word, WordPart } from './syntax'

const OPERATOR = /&>>?|<<<|<<-?|>>|>\||>&|<&|<>|>|<|\|\||\|&|\||&&|&|;;&|;;|;&|;|\(|\)|\n/y
const NAME = /[A-Za-z_]\w*/y
/** The text of `$'…'`, and what stands for what there. */
const ESCAPED = /\$'((?:[^'\\]|\\[^])*)'/y
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }
const SPECIAL = /[@*#?$!\d-]/
/** The program itself, wherever it is. */
const FINDS_RSYNC = /^\s*(command\s+-v|which|type\s+-[pP])\s+rsync\s*(2>\s*\/dev\/null\s*)?$/
const ARRAY_START = /^[A-Za-z_]\w*\+?=$/
/** `name[index]` and what follows it within `${…}`. */
const BRACED = /^([A-Za-z_]\w*|\d+|[@*])(?:\[(\d+|@|\*)\])?(:?[-=+?]|%%?|##?)?/

/**
 * Parts shell text into words, operators and redirections by the rules of a POSIX shell (and
 * arrays of bash). It runs nothing and never fails: a part that only a shell can work out, or that
 * is not closed, becomes a part of the word with the reason.
 */
export function readTokens(text: string, depth = 0): Token[] {
  const lexer = new Lexer(text, depth)
  lexer.read()
  return lexer.tokens
}

class Lexer {
  readonly tokens: Token[] = []
  private at = 0
  private line = 1
  /** Offset up to which line breaks are counted in `line`. */
  private counted = 0
  /** `<<` whose text begins on the next line. */
  private readonly awaited: Redirection[] = []

  constructor(
    private readonly text: string,
    private readonly depth: number,
  ) {}

  read(): void {
    while (this.at < this.text.length) this.step()
  }

  /** All of the text as one word. */
  whole(): WordPart[] {
    const parts: WordPart[] = []
    while (this.at < this.text.length) append(parts, this.part())
    return parts
  }

  private step(): void {
    const { text, at } = this
    const character = text.charAt(at)
    if (character === ' ' || character === '\t') this.at++
    else if (text.startsWith('\\\n', at)) this.at += 2
    else if (character === '#') this.skipLine()
    else if (this.isOperator()) this.operator()
    else this.tokens.push(this.word())
  }

  /** True at an operator; `<(` and `>(` begin a word. */
  private isOperator(): boolean {
    const character = this.text.charAt(this.at)
    if (/[<>]/.test(character) && this.text.charAt(this.at + 1) === '(') return false
    return '|&;<>()\n'.includes(character)
  }

  private operator(): void {
    OPERATOR.lastIndex = this.at
    const text = OPERATOR.exec(this.text)?.[0] ?? this.text.charAt(this.at)
    const extent = { line: this.lineAt(this.at), start: this.at, end: this.at + text.length }
    this.at += text.length
    if (!/[<>]/.test(text)) this.tokens.push({ kind: 'operator', text, ...extent })
    else {
      this.dropDescriptor(extent.start)
      const redirection: Redirection = { kind: 'redirection', text, ...extent }
      this.tokens.push(redirection)
      if (/^<<-?$/.test(text)) this.awaited.push(redirection)
    }
    if (text === '\n') this.skipHereDocuments()
  }

  /** `2>` is one thing: the number says which output is redirected. */
  private dropDescriptor(start: number): void {
    const last = this.tokens.at(-1)
    const isNumber =
      last?.kind === 'word' && last.end === start && /^\d$/.test(plainText(last) ?? '')
    if (isNumber) this.tokens.pop()
  }

  private skipHereDocuments(): void {
    for (const redirection of this.awaited.splice(0)) {
      const word = this.tokens[this.tokens.indexOf(redirection) + 1]
      const end = word?.kind === 'word' ? this.endOf(word) : ''
      while (this.at < this.text.length) {
        const start = this.at
        this.skipLine()
        const line = this.text.slice(start, this.at++)
        if ((redirection.text === '<<-' ? line.replace(/^\t+/, '') : line) === end) break
      }
    }
  }

  /** The line that ends a here-document: without its quotation marks, and nothing is expanded. */
  private endOf(word: Word): string {
    return literalText(word) ?? this.text.slice(word.start, word.end)
  }

  private word(): Word {
    const start = this.at
    const line = this.lineAt(start)
    const parts: WordPart[] = []
    let elements: Word[] | null = null
    while (this.at < this.text.length && !this.isEndOfWord(start)) {
      if (this.text.charAt(this.at) !== '(') append(parts, this.part())
      else elements = this.array()
    }
    return { kind: 'word', parts, elements, line, start, end: this.at }
  }

  private isEndOfWord(start: number): boolean {
    const character = this.text.charAt(this.at)
    if (/[ \t]/.test(character)) return true
    const isArray = character === '(' && ARRAY_START.test(this.text.slice(start, this.at))
    return !isArray && this.isOperator()
  }

  /** The words between the parentheses of `NAME=(…)`. */
  private array(): Word[] {
    const elements: Word[] = []
    this.at++
    while (this.at < this.text.length && this.text.charAt(this.at) !== ')') {
      const character = this.text.charAt(this.at)
      if (/\s/.test(character)) this.at++
      else if (this.text.startsWith('\\\n', this.at)) this.at += 2
      else if (character === '#') this.skipLine()
      else if (this.isOperator()) this.at++
      else elements.push(this.word())
    }
    this.at++
    return elements
  }

  /** The next part of a word outside of double quotes. */
  private part(): WordPart[] {
    const character = this.text.charAt(this.at)
    if (character === '\\') return this.escape()
    if (character === "'") return [this.singleQuoted()]
    if (character === '"') return this.doubleQuoted()
    if (character === '$' || character === '`') return [this.expansion(false)]
    if (/[<>]/.test(character) && this.text.charAt(this.at + 1) === '(')
      return [this.substitution(this.at + 2, false)]
    const start = this.at++
    while (this.at < this.text.length && !/[\s\\'"$`|&;<>()]/.test(this.text.charAt(this.at)))
      this.at++
    // Only a blank, a line break or an operator ends a word.
    if (this.at === start + 1 && /[\r\f\v]/.test(this.text.charAt(start)))
      return [quoted(this.text.charAt(start))]
    return [{ kind: 'text', text: this.text.slice(start, this.at), isQuoted: false }]
  }

  private escape(): WordPart[] {
    const next = this.text.charAt(this.at + 1)
    if (next === '') return [this.fail(say('exchange.shell.escape'))]
    this.at += 2
    // A line break after a backslash only goes on in the next line.
    return next === '\n' ? [] : [quoted(next)]
  }

  private singleQuoted(): WordPart {
    const end = this.text.indexOf("'", this.at + 1)
    if (end < 0) return this.fail(say('exchange.shell.quote'))
    const text = this.text.slice(this.at + 1, end)
    this.at = end + 1
    return quoted(text)
  }

  private doubleQuoted(): WordPart[] {
    const parts: WordPart[] = []
    const start = this.at++
    let copied = this.at
    const copy = (to: number) => {
      if (to > copied) parts.push(quoted(unescaped(this.text.slice(copied, to))))
    }
    while (this.at < this.text.length) {
      const character = this.text.charAt(this.at)
      if (character === '"') {
        copy(this.at++)
        return parts.length > 0 ? parts : [quoted('')]
      }
      if (character === '\\') this.at += 2
      else if (character === '$' || character === '`') {
        copy(this.at)
        parts.push(this.expansion(true))
        copied = this.at
      } else this.at++
    }
    this.at = start
    return [this.fail(say('exchange.shell.quote'))]
  }

  private expansion(isQuoted: boolean): WordPart {
    const next = this.text.charAt(this.at + 1)
    if (this.text.charAt(this.at) === '`') {
      const end = closingBackquote(this.text, this.at + 1)
      return this.command(this.at + 1, end)
    }
    if (next === '(') return this.substitution(this.at + 2, true)
    if (next === '{') return this.braced(isQuoted)
    if (!isQuoted && next === "'") return this.escaped()
    // Translated by bash.
    if (!isQuoted && next === '"') return this.fail(say('exchange.shell.substitution'))
    NAME.lastIndex = this.at + 1
    const name = NAME.exec(this.text)?.[0] ?? (SPECIAL.test(next) ? next : '')
    this.at += 1 + name.length
    // A dollar that begins nothing is one.
    if (name === '') return quoted('$')
    return { kind: 'parameter', name, index: null, change: null, isQuoted }
  }

  /** `$'…'` of bash; another shell takes the dollar for itself. */
  private escaped(): WordPart {
    const problem = say('exchange.shell.substitution')
    ESCAPED.lastIndex = this.at
    const [whole, text = ''] = ESCAPED.exec(this.text) ?? []
    if (whole === undefined) return this.fail(problem)
    this.at += whole.length
    const isKnown = !/\\[^ntr\\'"]/.test(text)
    const meaning = text.replace(/\\(.)/g, (_, sign: string) => ESCAPES[sign] ?? sign)
    return { kind: 'unknown', problem, script: null, ...(isKnown ? { inBash: meaning } : {}) }
  }

  private substitution(from: number, isCommand: boolean): WordPart {
    const end = closingParenthesis(this.text, from)
    const isArithmetic = isCommand && this.text.charAt(from) === '('
    return this.command(from, end, isArithmetic)
  }

  private command(from: number, end: number, isArithmetic = false): WordPart {
    const problem = say('exchange.shell.substitution')
    if (end < 0) return this.fail(problem)
    this.at = end + 1
    const inside = this.text.slice(from, end)
    if (!isArithmetic && FINDS_RSYNC.test(inside)) return quoted('/usr/bin/rsync')
    if (!isArithmetic) return { kind: 'unknown', problem, script: inside }
    const isSetting = /\+\+|--|[^=!<>]=[^=]|<<=|>>=/.test(inside)
    const sets = isSetting ? (inside.match(/[A-Za-z_]\w*/g) ?? []) : []
    return { kind: 'unknown', problem, script: null, sets }
  }

  private braced(isQuoted: boolean): WordPart {
    const from = this.at + 2
    const end = closingBrace(this.text, from)
    if (end < 0) return this.fail(say('exchange.shell.substitution'))
    const inside = this.text.slice(from, end)
    this.at = end + 1
    const [whole = '', name = '', index, operator] = BRACED.exec(inside) ?? []
    const rest = inside.slice(whole.length)
    const isOther = name === '' || (operator === undefined && rest !== '')
    if (isOther || this.depth > MAX_DEPTH)
      return { kind: 'unknown', problem: say('exchange.shell.substitution'), script: null }
    const change: ParameterPart['change'] =
      operator === undefined
        ? null
        : { operator, parts: partsWithin(rest, isQuoted && !isTrim(operator), this.depth + 1) }
    const place = index === undefined || /[@*]/.test(index) ? index : Number(index)
    return {
      kind: 'parameter',
      name,
      index: (place as ParameterPart['index'] | undefined) ?? null,
      change,
      isQuoted,
    }
  }

  /** The rest of the line has no meaning without a shell. */
  private fail(problem: string): WordPart {
    this.skipLine()
    return { kind: 'unknown', problem, script: null }
  }

  private skipLine(): void {
    const end = this.text.indexOf('\n', this.at)
    this.at = end < 0 ? this.text.length : end
  }

  private lineAt(offset: number): number {
    for (; this.counted < offset; this.counted++)
      if (this.text.charAt(this.counted) === '\n') this.line++
    return this.line
  }
}

const quoted = (text: string): WordPart => ({ kind: 'text', text, isQuoted: true })

/** Inside double quotes a backslash escapes only these, and joins lines (POSIX 2.2.3). */
const unescaped = (text: string) => text.replace(/\\([$`"\\])|\\\n/g, '$1')

/** In double quotes, too, the pattern of `${NAME%pattern}` is one (POSIX 2.6.2). */
const isTrim = (operator: string) => /^[%#]/.test(operator)

/** The word behind an operator in `${NAME:-word}`, which no blank and no operator ends. */
function partsWithin(text: string, isQuoted: boolean, depth: number): WordPart[] {
  // Within braces a backslash takes their end away, too.
  const plain = text.replace(/\\([^])/g, (pair, sign) => (sign === '}' ? sign : pair))
  return new Lexer(isQuoted ? `"${plain}"` : text, depth).whole()
}

/** The text of a word that has nothing but unquoted text, as keywords must; null for others. */
export function plainText({ parts, elements }: Word): string | null {
  const [first, ...more] = parts
  const isPlain =
    elements === null && more.length === 0 && first?.kind === 'text' && !first.isQuoted
  return isPlain ? first.text : null
}

/** The text of a word without variables and the like; null for others. */
export function literalText({ parts, elements }: Word): string | null {
  if (elements !== null) return null
  let text = ''
  for (const part of parts) {
    if (part.kind !== 'text') return null
    text += part.text
  }
  return text
}
