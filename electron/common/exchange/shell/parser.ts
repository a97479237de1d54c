import { append } from '../../lists'
import { plainText, readTokens } from './lexer'
import type {
  BlockCommand,
  Command,
  CommandList,
  ForCommand,
  FunctionDefinition,
  Pipeline,
  SimpleCommand,
  Token,
  Word,
} from './syntax'

const plainWord = (text: string): Pick<Word, 'kind' | 'parts' | 'elements'> => ({
  kind: 'word',
  parts: [{ kind: 'text', text, isQuoted: false }],
  elements: null,
})

/** Ends of a row of commands: keywords in the place of a program, and operators. */
type Ends = readonly string[]

/** Blocks within blocks; what is deeper is read as ordinary commands. */
const MAX_DEPTH = 16
const NOTHING: Ends = []

/**
 * Reads shell text as commands. Never fails: what does not fit the grammar of a shell is read as
 * ordinary commands.
 */
export function parseShell(text: string): CommandList[] {
  const parser = new Parser(readTokens(text))
  const lists: CommandList[] = []
  // What closes nothing is passed over.
  for (; !parser.isAtEnd; parser.skip()) append(lists, parser.row(NOTHING))
  return lists
}

class Parser {
  private at = 0
  private depth = 0

  constructor(private readonly tokens: readonly Token[]) {}

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length
  }

  skip(): void {
    this.at++
  }

  /** Commands up to one of the ends, or to an operator that begins none. */
  row(ends: Ends): CommandList[] {
    const lists: CommandList[] = []
    for (;;) {
      while (this.isOperator(';', '\n', '&')) this.at++
      if (this.isAtEnd || this.isOperator(')', ';;', ';&', ';;&', '|', '|&', '&&', '||')) break
      if (ends.includes(this.keyword)) break
      lists.push(this.list())
    }
    return lists
  }

  private list(): CommandList {
    const start = this.at
    const elements: CommandList['elements'][number][] = [
      { operator: null, pipeline: this.pipeline() },
    ]
    while (this.isOperator('&&', '||')) {
      const operator = this.text === '&&' ? '&&' : '||'
      this.at++
      this.skipLineBreaks()
      elements.push({ operator, pipeline: this.pipeline() })
    }
    return { elements, isBackground: this.isOperator('&'), ...this.extent(start) }
  }

  private pipeline(): Pipeline {
    while (this.keyword === '!' || this.isTime()) this.at++
    const commands = [this.command()]
    while (this.isOperator('|', '|&')) {
      this.at++
      this.skipLineBreaks()
      commands.push(this.command())
    }
    return commands
  }

  /** The word of bash, and its option; with other options it is a program. */
  private isTime(): boolean {
    const [before, next] = [this.tokens[this.at - 1], this.tokens[this.at + 1]]
    const textOf = (token: Token | undefined) => (token?.kind === 'word' ? plainText(token) : null)
    if (this.keyword === '-p') return textOf(before) === 'time' && next !== undefined
    const text = textOf(next) ?? ''
    return this.keyword === 'time' && (text === '-p' || !text.startsWith('-'))
  }

  private command(): Command {
    if (this.depth >= MAX_DEPTH) return this.simple()
    this.depth++
    const command = this.compound() ?? this.functionDefinition() ?? this.simple()
    this.depth--
    return command
  }

  private compound(): Command | null {
    const start = this.at
    const { keyword } = this
    if (this.isArithmetic()) return this.arithmetic(start)
    if (this.isOperator('(')) return this.group(start, ')')
    if (keyword === '{') return this.group(start, '}')
    if (keyword === 'if') return this.conditional(start)
    if (keyword === 'while' || keyword === 'until') return this.loop(start)
    if (keyword === 'for' || keyword === 'select') return this.forLoop(start, keyword === 'for')
    if (keyword === 'case') return this.choice(start)
    return null
  }

  /** `((…))` of bash. */
  private isArithmetic(): boolean {
    const [first, next] = [this.tokens[this.at], this.tokens[this.at + 1]]
    const isPair = this.isOperator('(') && this.isOperatorAt(this.at + 1, '(')
    return isPair && first?.end === next?.start
  }

  /** Read as the `let` that it is. */
  private arithmetic(start: number): SimpleCommand {
    const words: Word[] = [{ ...plainWord('let'), ...this.extent(start) }]
    for (let open = 0; !this.isAtEnd; this.at++) {
      const token = this.tokens[this.at]
      if (this.isOperator('(')) open++
      else if (this.isOperator(')') && --open === 0) break
      else if (token?.kind === 'word') words.push(token)
    }
    this.take(')')
    return { kind: 'simple', words, redirections: [], ...this.extent(start) }
  }

  private group(start: number, end: ')' | '}'): BlockCommand {
    this.at++
    const always = this.row([end])
    if (end === ')') this.take(')')
    else this.takeKeyword(end)
    return this.block(start, always, [], { isSubshell: end === ')' })
  }

  private conditional(start: number): BlockCommand {
    const always: CommandList[] = []
    const perhaps: CommandList[] = []
    this.at++
    append(always, this.row(['then', 'fi']))
    while (['then', 'elif', 'else'].includes(this.keyword)) {
      this.at++
      append(perhaps, this.row(['then', 'elif', 'else', 'fi']))
    }
    this.takeKeyword('fi')
    return this.block(start, always, perhaps)
  }

  private loop(start: number): BlockCommand {
    const isUntil = this.keyword === 'until'
    this.at++
    const asked = this.row(['do'])
    const body = this.body()
    const as = { isLoop: true }
    // What `until` asks runs again only where it failed.
    return isUntil
      ? this.block(start, asked, body, as)
      : this.block(start, [], [...asked, ...body], as)
  }

  private forLoop(start: number, isFor: boolean): Command {
    this.at++
    const word = this.word
    const variable = (word && plainText(word)) ?? ''
    if (word) this.at++
    let words: Word[] | null = null
    if (this.keyword === 'in') {
      this.at++
      words = []
      for (let next = this.word; next; next = this.word) {
        words.push(next)
        this.at++
      }
    }
    const isNamed = isFor && variable !== ''
    // `for ((…))` of bash.
    const asked = this.isArithmetic() ? [this.alone(this.arithmetic(this.at))] : []
    while (!isNamed && !this.isAtEnd && !this.isOperator(';', '\n') && this.keyword !== 'do')
      this.at++
    while (this.isOperator(';', '\n')) this.at++
    const body = this.body()
    if (!isNamed) return this.block(start, asked, body, { isLoop: true })
    return { kind: 'for', variable, words, body, ...this.extent(start) } satisfies ForCommand
  }

  private body(): CommandList[] {
    if (this.keyword === '{') {
      this.at++
      const body = this.row(['}'])
      this.takeKeyword('}')
      return body
    }
    if (this.keyword !== 'do') return []
    this.at++
    const body = this.row(['done'])
    this.takeKeyword('done')
    return body
  }

  private choice(start: number): BlockCommand {
    const perhaps: CommandList[] = []
    this.at++
    const words: Word[] = [{ ...plainWord(':'), ...this.extent(start) }]
    while (!this.isAtEnd && this.keyword !== 'in' && !this.isOperator('\n', ';')) {
      if (this.word) words.push(this.word)
      this.at++
    }
    // A shell expands the value first, which may set variables.
    const value = { kind: 'simple', words, redirections: [], ...this.extent(start) } as const
    const always = [this.alone(value)]
    if (this.keyword === 'in') this.at++
    while (!this.isAtEnd) {
      this.skipLineBreaks()
      if (this.keyword === 'esac') break
      // The pattern, with or without its opening parenthesis.
      while (!this.isAtEnd && !this.isOperator(')', '\n')) this.at++
      this.at++
      append(perhaps, this.row(['esac']))
      if (!this.isOperator(';;', ';&', ';;&')) break
      this.at++
    }
    this.takeKeyword('esac')
    return this.block(start, always, perhaps)
  }

  private functionDefinition(): FunctionDefinition | null {
    const start = this.at
    const isBash = this.keyword === 'function'
    const word = this.tokens[this.at + (isBash ? 1 : 0)]
    const name = word?.kind === 'word' ? plainText(word) : null
    const next = this.at + (isBash ? 2 : 1)
    const hasParentheses = this.isOperatorAt(next, '(') && this.isOperatorAt(next + 1, ')')
    if (name === null || (!isBash && !hasParentheses)) return null
    this.at = hasParentheses ? next + 2 : next
    this.skipLineBreaks()
    return { kind: 'function', name, body: this.command(), ...this.extent(start) }
  }

  private simple(): SimpleCommand {
    const start = this.at
    const words: Word[] = []
    const redirections: SimpleCommand['redirections'][number][] = []
    for (; !this.isAtEnd; this.at++) {
      const token = this.tokens[this.at] as Token
      if (token.kind === 'word') words.push(token)
      else if (token.kind === 'redirection') redirections.push(this.redirection(token.text))
      // A parenthesis within a command, such as in `[[ … ]]`, begins nothing.
      else if (token.text !== '(' || words.length === 0) break
    }
    // Whatever it is, it has been looked at.
    if (this.at === start) this.at++
    return { kind: 'simple', words, redirections, ...this.extent(start) }
  }

  /** A command as a list of its own. */
  private alone(command: SimpleCommand): CommandList {
    const { line, start, end } = command
    const elements = [{ operator: null, pipeline: [command] }]
    return { elements, isBackground: false, line, start, end }
  }

  private redirection(operator: string) {
    const next = this.tokens[this.at + 1]
    const target = next?.kind === 'word' ? next : null
    if (target) this.at++
    return { operator, target }
  }

  private block(
    start: number,
    always: readonly CommandList[],
    perhaps: readonly CommandList[],
    as: Partial<Pick<BlockCommand, 'isSubshell' | 'isLoop'>> = {},
  ): BlockCommand {
    while (this.tokens[this.at]?.kind === 'redirection') {
      this.redirection('')
      this.at++
    }
    const kinds = { isSubshell: false, isLoop: false, ...as }
    return { kind: 'block', always, perhaps, ...kinds, ...this.extent(start) }
  }

  private extent(from: number) {
    const first = this.tokens[from]
    const last = this.tokens[Math.min(this.at, this.tokens.length) - 1]
    return { line: first?.line ?? 1, start: first?.start ?? 0, end: last?.end ?? 0 }
  }

  private get word(): Word | null {
    const token = this.tokens[this.at]
    return token?.kind === 'word' ? token : null
  }

  /** The word here, if it is one that a keyword could be; '' for none. */
  private get keyword(): string {
    return (this.word && plainText(this.word)) ?? ''
  }

  /** Of the operator here. */
  private get text(): string {
    const token = this.tokens[this.at]
    return token?.kind === 'operator' ? token.text : ''
  }

  private isOperator(...texts: readonly string[]): boolean {
    return texts.includes(this.text)
  }

  private isOperatorAt(place: number, text: string): boolean {
    const token = this.tokens[place]
    return token?.kind === 'operator' && token.text === text
  }

  private take(operator: string): void {
    if (this.isOperator(operator)) this.at++
  }

  private takeKeyword(keyword: string): void {
    if (this.keyword === keyword) this.at++
  }

  private skipLineBreaks(): void {
    while (this.isOperator('\n')) this.at++
  }
}
