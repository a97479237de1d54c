import { say } from '../i18n/say'
import { readOptions as readWords, type ReadOption } from '../rsync/read-options'
import { Refused } from './reading'
import type { ShellWord } from './shell/expand'

export interface OptionReading {
  /** Those of this side; `-M` is one of them, with the option of the other side as its value. */
  readonly options: readonly ReadOption[]
  readonly operands: readonly ShellWord[]
  readonly notes: readonly string[]
}

/**
 * Parts the words of a command into options and operands as rsync does.
 * @throws Refused when a value is missing
 */
export function readOptions(words: readonly ShellWord[]): OptionReading {
  const { options, operands, problems } = readWords(words.map(({ text }) => text))
  const missing = problems.find(({ kind, isRemote }) => kind === 'missing-value' && !isRemote)
  if (missing) throw new Refused(say('exchange.refused.needsValue', { option: missing.option }))
  // A substitution of popt's would make other operands of them.
  const substituted = problems.find(({ kind }) => kind === 'takes-operand')
  if (substituted)
    throw new Refused(
      say('exchange.refused.parameter', {
        message: say('advice.takesOperand', { option: substituted.option }),
      }),
    )
  const isOperand = new Set(operands.map(({ index }) => index))
  const patterns = words.filter(({ isPattern }, index) => isPattern && !isOperand.has(index))
  return {
    options: options.filter(({ isRemote }) => !isRemote),
    operands: operands.flatMap(({ index }) => words[index] ?? []),
    notes: patterns.map(({ text }) => say('exchange.notes.pattern', { text })),
  }
}
