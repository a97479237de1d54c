import { say } from '../i18n/say'
import { commentsAbove } from './description'
import { findRsync, type InnerScript, type RsyncCall, type Started } from './command-line'
import { isHarmless, Mentions } from './mentions'
import { inOneLine, Refused } from './reading'
import { strangerNotes } from './rsync-environment'
import type { ShellWord } from './shell/expand'
import { literalText } from './shell/lexer'
import { parseShell } from './shell/parser'
import type {
  BlockCommand,
  Command,
  CommandList,
  ForCommand,
  FunctionDefinition,
  Pipeline,
  SimpleCommand,
} from './shell/syntax'
import type { ScriptState } from './script-state'

/** An rsync of a script, or why it cannot be taken. */
export interface ScriptPart {
  /** The line it begins in, counted from 1. */
  readonly line: number
  readonly text: string
  /** The comments right above it, without their `#`. */
  readonly comments: readonly string[]
  readonly outcome: RsyncCall | Refused
}

export interface ScriptReading {
  readonly parts: readonly ScriptPart[]
  /** How many commands start no rsync, and set nothing that one needs. */
  readonly others: number
  /** How many of these do more than to print or to wait. */
  readonly losses: number
}

/** No script that a person wrote has more, even with its loops written out. */
const MAX_STEPS = 8_000
/** Of all loops together. */
const MAX_ROUNDS = 500
/** Shells within shells, and functions that call functions. */
const MAX_DEPTH = 12
/** Nothing that a list has behind it runs. */
const LEAVING = /^(exit|return|break|continue)$/

/**
 * Finds the rsyncs of shell text and what they get from the commands around them. Goes through it
 * as a shell would, with what the text itself says, and runs nothing.
 * @param state what the shell knows at the start; what the text sets is added to it
 */
export function walkScript(text: string, state: ScriptState): ScriptReading {
  const walker = new Walker(text.split('\n'))
  walker.walk(text, state)
  const { parts, others, losses } = walker
  return { parts: onceRefused(parts), others, losses }
}

/** Of what is refused in each round of a loop, one. */
function onceRefused(parts: readonly ScriptPart[]): ScriptPart[] {
  const said = new Set<string>()
  return parts.filter(({ line, text, outcome }) => {
    if (!(outcome instanceof Refused)) return true
    const key = JSON.stringify([line, text, outcome.message])
    const isFirst = !said.has(key)
    said.add(key)
    return isFirst
  })
}

/** What a command without an rsync comes to: sets what is known, prints or waits, or does more. */
type Effect = 'known' | 'harmless' | 'other'

/** Where the walk is: outside of the commands of one list. */
interface Around {
  /** It runs only under a condition, or nobody knows how often. */
  readonly isConditional: boolean
  /** Of the list of the text that all this belongs to; null at the top. */
  readonly whole: Pick<ScriptPart, 'line' | 'text'> | null
  readonly depth: number
  readonly source: string
  readonly notes: readonly string[]
}

class Walker implements ScriptReading {
  readonly parts: ScriptPart[] = []
  others = 0
  losses = 0
  private steps = 0
  private rounds = 0
  private readonly mentions = new Mentions()
  /** Functions with an rsync that nothing called so far, with where they are. */
  private readonly uncalled = new Map<
    Command,
    { list: CommandList; around: Around; name: string }
  >()

  constructor(private readonly lines: readonly string[]) {}

  walk(text: string, state: ScriptState): void {
    const around = { isConditional: false, whole: null, depth: 0, source: text, notes: [] }
    this.row(parseShell(text), state, around)
    for (const { list, around: place, name } of this.uncalled.values())
      this.refuse(
        list,
        place,
        new Refused(say('exchange.refused.notCalled', { name: inOneLine(name) })),
      )
    this.parts.sort((a, b) => a.line - b.line)
  }

  private row(lists: readonly CommandList[], state: ScriptState, around: Around): void {
    for (const list of lists) {
      if (++this.steps > MAX_STEPS) {
        if (this.steps === MAX_STEPS + 1)
          this.refuse(list, around, new Refused(say('exchange.refused.tooLong')))
        return
      }
      const isMention = this.mentions.inList(list, state)
      if (state.flow.isLeft) {
        if (isMention) this.refuse(list, around, new Refused(say('exchange.refused.notReached')))
        continue
      }
      const own = list.isBackground ? state.copy() : state
      if (isMention) this.take(list, own, around)
      else this.pass(list, own, around)
    }
  }

  /** A list that starts an rsync somewhere. */
  private take(list: CommandList, state: ScriptState, around: Around): void {
    try {
      const { elements } = list
      const at = elements.findIndex(({ pipeline }) => this.mentions.inPipeline(pipeline, state))
      const notes = [...around.notes, ...this.notesOfOthers(list, at, state)]
      for (const { pipeline } of elements.slice(0, at)) this.follow(pipeline[0], state, around)
      const [command, ...more] = elements[at]?.pipeline ?? []
      if (!command) return
      if (more.length > 0) throw new Refused(say('exchange.refused.pipe'))
      this.enter(command, state, list, { ...around, notes })
      this.after(elements.slice(at + 1), state, around)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.refuse(list, around, error)
      this.doubt(list, state)
    }
  }

  /** What a list does behind its rsync. That succeeds; a task does nothing where it does not. */
  private after(elements: CommandList['elements'], state: ScriptState, around: Around): void {
    const failing = elements.findIndex(({ operator }) => operator === '||')
    const succeeding = failing < 0 ? elements : elements.slice(0, failing)
    for (const { pipeline } of succeeding)
      if (!state.flow.isLeft) this.follow(pipeline[0], state, around)
    const others = { ...around, isConditional: true }
    state.flow.onFailure(() => {
      for (const { pipeline } of elements.slice(succeeding.length))
        this.follow(pipeline[0], state, others)
    })
  }

  /** A list that is not taken may run or not: what it sets is unknown from here on. */
  private doubt({ elements }: CommandList, state: ScriptState, depth = 0): void {
    if (++this.steps > MAX_STEPS || depth > MAX_DEPTH)
      return state.knowNothing(say('exchange.refused.tooLong'))
    for (const { pipeline } of elements)
      for (const command of pipeline) this.doubtCommand(command, state, depth)
  }

  private doubtCommand(command: Command, state: ScriptState, depth: number): void {
    if (command.kind === 'function') return void state.functions.set(command.name, null)
    if (command.kind === 'simple') {
      const body = state.functions.get(state.roughWords(command)[0] ?? '')
      if (body) state.inFunction(null, [], () => this.doubtCommand(body, state, depth + 1))
      else state.apply(command, true)
      return
    }
    const isFor = command.kind === 'for'
    if (isFor) state.forgetLoop(command)
    else if (command.isSubshell) return
    const lists = isFor ? command.body : [...command.always, ...command.perhaps]
    const work = () => {
      for (const list of lists) this.doubt(list, state, depth + 1)
    }
    if (isFor || command.isLoop) state.flow.inLoop(work)
    else work()
  }

  /**
   * What goes before and after the rsync of a list, as notes.
   * @throws Refused where it would be lost
   */
  private notesOfOthers({ elements }: CommandList, at: number, state: ScriptState): string[] {
    const moreThanOne = () => new Refused(say('exchange.refused.moreThanOne'))
    const isOther = ({ pipeline: [command] }: CommandList['elements'][number]) =>
      command?.kind !== 'simple' || !isHarmless(command)
    for (const [index, element] of elements.slice(0, at).entries()) {
      if (elements[index + 1]?.operator !== '&&' || isOther(element)) throw moreThanOne()
    }
    const after = elements.slice(at + 1)
    if (after.some(({ pipeline }) => this.mentions.inPipeline(pipeline, state))) throw moreThanOne()
    const failing = after.findIndex(({ operator }) => operator === '||')
    const succeeding = failing < 0 ? after : after.slice(0, failing)
    if (succeeding.some(isOther)) throw moreThanOne()
    return failing < 0 ? [] : [say('exchange.notes.onFailure')]
  }

  private enter(command: Command, state: ScriptState, list: CommandList, around: Around): void {
    if (command.kind === 'simple') this.simple(command, state, list, around)
    else if (command.kind === 'for') this.loop(command, state, around)
    else if (command.kind === 'function') {
      this.define(command, state, around)
      this.uncalled.set(command.body, { list, around, name: command.name })
    } else {
      const hasMore = command.perhaps.length > 0
      const notes = hasMore ? [...around.notes, say('exchange.notes.conditions')] : around.notes
      this.block(command, state, { ...around, notes }, around)
    }
  }

  /** Which of several functions of a name there is, nobody knows. */
  private define({ name, body }: FunctionDefinition, state: ScriptState, around: Around): void {
    state.functions.set(name, around.isConditional || state.flow.isDoubted ? null : body)
  }

  private block(command: BlockCommand, state: ScriptState, always: Around, perhaps: Around): void {
    const inner = command.isSubshell ? state.copy() : state
    const work = () => {
      this.row(command.always, inner, always)
      this.row(command.perhaps, inner, { ...perhaps, isConditional: true })
    }
    if (!command.isLoop) return work()
    inner.flow.inLoop(work)
    inner.flow.goesOn()
  }

  /** A loop of which nobody knows how often it runs. */
  private anyRounds(command: ForCommand, state: ScriptState, around: Around): void {
    state.forgetLoop(command)
    state.flow.inLoop(() => this.row(command.body, state, { ...around, isConditional: true }))
  }

  private loop(command: ForCommand, state: ScriptState, around: Around): void {
    if (around.isConditional || state.flow.isDoubted) return this.anyRounds(command, state, around)
    const values = state.valuesOf(command)
    state.flow.inLoop(() => {
      for (const value of values) {
        if (++this.rounds > MAX_ROUNDS) throw new Refused(say('exchange.refused.tooLong'))
        state.variables.set(command.variable, value)
        this.row(command.body, state, around)
        if (!state.flow.goesOn()) break
      }
      // Nobody knows which round was the last one.
      if (state.flow.isDoubted) state.forget([command.variable])
    })
  }

  private simple(
    command: SimpleCommand,
    state: ScriptState,
    list: CommandList,
    around: Around,
  ): void {
    const [name = ''] = state.roughWords(command)
    const body = state.functions.get(name)
    if (body) this.uncalled.delete(body)
    if (state.flow.isDoubted) throw new Refused(say('exchange.refused.doubted'))
    if (around.isConditional) throw new Refused(say('exchange.refused.moreThanOne'))
    if (body === null) {
      const problem = say('exchange.refused.unclear', { name: inOneLine(name) })
      state.knowNothing(problem)
      throw new Refused(problem)
    }
    const { environment, own, words } = state.expand(command)
    // Here the output of rsync becomes the value of a variable.
    if (words.length === 0) {
      const notes = [...around.notes, say('exchange.notes.redirected')]
      for (const script of scriptsWithin(command))
        this.inner(script, state.copy(), list, { ...around, notes })
      state.apply(command, false)
      return
    }
    if (body) {
      if (around.depth >= MAX_DEPTH) throw new Refused(say('exchange.refused.moreThanOne'))
      const args = words.slice(1).map(({ text }) => text)
      const inner = { ...around, depth: around.depth + 1 }
      return state.inFunction(args, own, () => this.enter(body, state, list, inner))
    }
    if (words[0]?.text === 'eval') {
      state.forget(own)
      return this.inner(evalText(words), state, list, around)
    }
    if (command.redirections.some(({ operator }) => operator.startsWith('<<')))
      throw new Refused(say('exchange.shell.hereDocument'))
    const isRedirected = command.redirections.length > 0
    const notes = [
      ...own.flatMap(strangerNotes),
      ...state.hidden
        .filter((name) => !own.includes(name))
        .map((name) => say('exchange.notes.notExported', { name })),
      ...(isRedirected ? [say('exchange.notes.redirected')] : []),
    ]
    const started = findRsync(words, { folder: state.folder, user: state.user, environment })
    this.started(started, state, list, { ...around, notes: [...around.notes, ...notes] })
    if (words[0]?.text === 'exec') state.flow.leave('exit', undefined, false)
  }

  private started(started: Started, state: ScriptState, list: CommandList, around: Around): void {
    if (started.kind === 'script') return this.script(started.script, state, list, around)
    const { call } = started
    const notes = [...new Set([...call.notes, ...around.notes])]
    this.parts.push({
      ...this.placeOf(list, around),
      outcome: { ...call, notes, hasUmask: state.hasUmask },
    })
  }

  private script(script: InnerScript, state: ScriptState, list: CommandList, around: Around): void {
    const notes = [...around.notes, ...script.notes]
    this.inner(script.text, state.inner(script), list, { ...around, notes })
  }

  /** Commands within a command: what they are, the person sees at the command around them. */
  private inner(text: string, state: ScriptState, list: CommandList, around: Around): void {
    if (around.depth >= MAX_DEPTH) throw new Refused(say('exchange.refused.moreThanOne'))
    const { line, text: shown } = this.placeOf(list, around)
    const [count, losses] = [this.parts.length, this.losses]
    this.row(parseShell(text), state, {
      ...around,
      whole: { line, text: shown },
      depth: around.depth + 1,
      source: text,
    })
    if (this.parts.length === count) throw new Refused(say('exchange.refused.noRsync'))
    // Nothing of one command may be lost.
    if (this.losses > losses) {
      this.parts.length = count
      this.losses = losses
      throw new Refused(say('exchange.refused.moreThanOne'))
    }
  }

  /** A list without an rsync: what it sets counts for those behind it. */
  private pass(list: CommandList, state: ScriptState, around: Around): void {
    const effects = new Set<Effect>()
    const { folder } = state
    for (const [index, { operator, pipeline }] of list.elements.entries()) {
      const isSure = index === 0 || (operator === '&&' && !effects.has('other'))
      const inner = { ...around, isConditional: around.isConditional || !isSure }
      // The parts of a pipeline set nothing for what follows.
      effects.add(pipeline.length > 1 ? 'other' : this.follow(pipeline[0], state, inner))
    }
    const failing = list.elements.filter(({ operator }) => operator === '||')
    const goesOn = failing.some(({ pipeline }) => !leaves(pipeline, state.functions))
    // It may be there, or still be where it was.
    if (state.folder !== folder && goesOn) state.folder = null
    if (effects.has('other')) this.losses++
    if (effects.has('other') || effects.has('harmless')) this.others++
  }

  private follow(command: Command | undefined, state: ScriptState, around: Around): Effect {
    if (!command) return 'known'
    if (command.kind === 'simple') return this.followSimple(command, state, around)
    if (command.kind === 'function') this.define(command, state, around)
    else if (command.kind === 'for') this.anyRounds(command, state, around)
    else this.block(command, state, around, around)
    // The commands within it are counted themselves.
    return 'known'
  }

  private followSimple(command: SimpleCommand, state: ScriptState, around: Around): Effect {
    const isConditional = around.isConditional || state.flow.isDoubted
    const [name = ''] = state.roughWords(command)
    const body = state.functions.get(name)
    const inner = { ...around, isConditional, depth: around.depth + 1 }
    if (body && around.depth < MAX_DEPTH) {
      const { args, own } = state.callOf(command)
      state.inFunction(args, own, () => this.follow(body, state, inner))
      return 'other'
    }
    if (name === 'eval') {
      const { args, own } = state.callOf(command)
      state.forget(own)
      if (args === null) state.knowNothing(say('exchange.shell.substitution'))
      else this.row(parseShell(args.join(' ')), state, inner)
      return 'other'
    }
    if (state.apply(command, isConditional)) return 'known'
    return isHarmless(command) ? 'harmless' : 'other'
  }

  private refuse(list: CommandList, around: Around, reason: Refused): void {
    this.parts.push({ ...this.placeOf(list, around), outcome: reason })
  }

  private placeOf(list: CommandList, { whole, source }: Around): Omit<ScriptPart, 'outcome'> {
    const place = whole ?? { line: list.line, text: source.slice(list.start, list.end) }
    return { ...place, comments: commentsAbove(place.line, this.lines) }
  }
}

/** Whether nothing runs behind a command, whatever comes of it. */
function leaves(
  [command, ...more]: Pipeline,
  functions: ScriptState['functions'],
  depth = 0,
): boolean {
  if (!command || more.length > 0 || depth > MAX_DEPTH) return false
  if (command.kind === 'simple') {
    const [word] = command.words
    const name = (word && literalText(word)) ?? ''
    const body = functions.get(name)
    return body ? leaves([body], functions, depth + 1) : LEAVING.test(name)
  }
  if (command.kind !== 'block' || command.isSubshell) return false
  const { always } = command
  return always.some(({ elements: [first] }) => leaves(first?.pipeline ?? [], functions, depth + 1))
}

const evalText = ([, ...words]: readonly ShellWord[]) => words.map(({ text }) => text).join(' ')

/** The commands of `$(…)` whose output a command gets. */
function scriptsWithin({ words }: SimpleCommand): string[] {
  const parts = words.flatMap((word) => word.parts)
  return parts.flatMap((part) =>
    part.kind === 'unknown' && part.script !== null ? part.script : [],
  )
}
