/** Text of a word. Quoted text has no special meaning; unquoted text may be a pattern or braces. */
export interface TextPart {
  readonly kind: 'text'
  readonly text: string
  readonly isQuoted: boolean
}

/** A variable in a word: `$NAME`, `${NAME}`, `${NAME[@]}`, `${NAME:-word}`, `$1`, `$@`. */
export interface ParameterPart {
  readonly kind: 'parameter'
  readonly name: string
  /** Which element of an array; null without brackets. */
  readonly index: number | '@' | '*' | null
  /** What happens to the value, such as `:-` or `%`, and the word behind it. */
  readonly change: { readonly operator: string; readonly parts: readonly WordPart[] } | null
  readonly isQuoted: boolean
}

/** A part that only a running shell can work out. */
export interface UnknownPart {
  readonly kind: 'unknown'
  /** The reason in one sentence. */
  readonly problem: string
  /** The commands of `$(…)`; null for everything else. */
  readonly script: string | null
  /** What it says in bash and zsh, where these know it: `$'…'`. */
  readonly inBash?: string
  /** Variables that it may set, as `$((A=1))` does. */
  readonly sets?: readonly string[]
}

export type WordPart = TextPart | ParameterPart | UnknownPart

interface Extent {
  /** The line of its first character, from 1. */
  readonly line: number
  /** Offsets into the text. */
  readonly start: number
  readonly end: number
}

export interface Word extends Extent {
  readonly kind: 'word'
  readonly parts: readonly WordPart[]
  /** Of an array: `NAME=(…)`. */
  readonly elements: readonly Word[] | null
}

export interface Operator extends Extent {
  readonly kind: 'operator'
  /** `|`, `&&`, `;`, `(` and so on; a line break is `\n`. */
  readonly text: string
}

/** The target of a redirection is the next word. */
export interface Redirection extends Extent {
  readonly kind: 'redirection'
  readonly text: string
}

export type Token = Word | Operator | Redirection

/** A simple command: assignments, a program and its arguments. */
export interface SimpleCommand extends Extent {
  readonly kind: 'simple'
  readonly words: readonly Word[]
  readonly redirections: readonly { readonly operator: string; readonly target: Word | null }[]
}

/** Commands that run whether or not a condition holds, or only if it does. */
export interface BlockCommand extends Extent {
  readonly kind: 'block'
  /** Run in any case, such as what an `if` asks first. */
  readonly always: readonly CommandList[]
  /** Run under a condition, or any number of times. */
  readonly perhaps: readonly CommandList[]
  /** True for `(…)`: nothing it sets stays. */
  readonly isSubshell: boolean
  /** True for what `break` leaves. */
  readonly isLoop: boolean
}

export interface ForCommand extends Extent {
  readonly kind: 'for'
  readonly variable: string
  /** Null where the loop goes through the arguments of the script. */
  readonly words: readonly Word[] | null
  readonly body: readonly CommandList[]
}

export interface FunctionDefinition extends Extent {
  readonly kind: 'function'
  readonly name: string
  readonly body: Command
}

export type Command = SimpleCommand | BlockCommand | ForCommand | FunctionDefinition

/** Commands joined by `|`. */
export type Pipeline = readonly Command[]

/** Pipelines joined by `&&` and `||`. */
export interface CommandList extends Extent {
  /** It ends with `&`: nothing it sets stays. */
  readonly isBackground: boolean
  readonly elements: readonly {
    /** Before this pipeline; null for the first one. */
    readonly operator: '&&' | '||' | null
    readonly pipeline: Pipeline
  }[]
}
