import { say, type Sentence } from '../i18n/say'
import { notCopying } from './option-questions'
import { readParameters } from './parameters'
import type { OptionProblem, ReadOption } from './read-options'

/** Something about an auxiliary parameter that a person should know before saving. */
export interface ParameterAdvice {
  /** Which of the auxiliary parameters. */
  readonly index: number
  /** An error cannot be meant; a caution only points out. */
  readonly level: 'error' | 'caution'
  /** True for an error that keeps the task from being saved and from being run. */
  readonly isRefused: boolean
  readonly message: string
}

/** Options whose effect goes beyond copying, or works against what the form says. */
const CAUTIONS: Readonly<Record<string, Sentence>> = {
  'remove-source-files': 'advice.removeSource',
  'remove-sent-files': 'advice.removeSource',
  delete: 'advice.delete',
  'delete-before': 'advice.delete',
  'delete-during': 'advice.delete',
  'delete-delay': 'advice.delete',
  'delete-after': 'advice.delete',
  'delete-excluded': 'advice.delete',
  'delete-missing-args': 'advice.delete',
  'ignore-errors': 'advice.ignoreErrors',
  force: 'advice.ignoreErrors',
  rsh: 'advice.remoteShell',
  'files-from': 'advice.filesFrom',
  'remote-option': 'advice.remoteOption',
  'rsync-path': 'advice.remoteOption',
  inplace: 'advice.inPlace',
  append: 'advice.inPlace',
  'append-verify': 'advice.inPlace',
  'partial-dir': 'advice.partialDir',
  'write-devices': 'advice.writeDevices',
  'out-format': 'advice.output',
  outbuf: 'advice.output',
  'insecure-links': 'advice.insecureLinks',
}

/** What rsync would end for, or do unseen. An unknown option may be one of a newer rsync. */
const PROBLEMS: Readonly<
  Record<OptionProblem['kind'], readonly ['refused' | 'caution', Sentence]>
> = {
  unknown: ['caution', 'advice.unknown'],
  'missing-value': ['refused', 'advice.needsValue'],
  'unwanted-value': ['caution', 'advice.unwantedValue'],
  'bad-number': ['caution', 'advice.badNumber'],
  'remote-operand': ['refused', 'advice.remoteOperand'],
  'takes-operand': ['refused', 'advice.takesOperand'],
  'foreign-alias': ['refused', 'advice.foreignAlias'],
}

/**
 * Looks at the auxiliary parameters as rsync will: across all of them, since a value may be in an
 * entry of its own. Entries that cannot be read as words are left to the schema.
 */
export function adviseParameters(extra: readonly string[]): ParameterAdvice[] {
  const reading = readParameters(extra)
  const refused = new Set(notCopying(reading))
  return [
    ...reading.options.flatMap((option) => {
      const isRefused = refused.has(option)
      const message = isRefused ? refusalOf(option) : cautionOf(option)
      return message === null ? [] : [advised(option.index, message, isRefused)]
    }),
    ...reading.operands.map(({ index, text }) => ({
      ...advised(index, say('advice.noOption', { word: text }), false),
      level: 'error' as const,
    })),
    ...reading.problems.map(({ kind, index, option }) => {
      const [level, sentence] = PROBLEMS[kind]
      return advised(index, say(sentence, { option }), level === 'refused')
    }),
  ].sort((a, b) => a.index - b.index)
}

function advised(index: number, message: string, isRefused: boolean): ParameterAdvice {
  return { index, level: isRefused ? 'error' : 'caution', isRefused, message }
}

function refusalOf(option: ReadOption): string {
  const sentence = option.name === 'dry-run' ? 'advice.dryRun' : 'advice.notACopy'
  return say(sentence, { option: saying(option) })
}

function cautionOf(option: ReadOption): string | null {
  const sentence = option.isNegated || option.isRemote ? undefined : CAUTIONS[option.name]
  return sentence === undefined ? null : say(sentence, { option: saying(option) })
}

/** An option as a sentence names it: without its value, as it was typed. */
export function saying({ words: [first = ''] }: ReadOption): string {
  return first.split('=')[0] ?? first
}
