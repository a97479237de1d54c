import { parseArgs } from 'node:util'
import { say } from '@common/i18n/say'
import { CREDENTIAL_GROUPS, CREDENTIAL_OPTIONS } from './credential-specs'
import { EXCHANGE_OPTIONS } from './exchange-specs'
import { COMMANDS, HISTORY_OPTIONS, type CommandSpec } from './command-specs'
import { UsageError } from './request'

/** A command line as typed, before any file is read. */
export interface ParsedArguments {
  readonly command: string
  readonly id: number | null
  readonly json: boolean
  readonly preview: boolean
  readonly anyway: boolean
  readonly remove: boolean
  readonly csv: boolean
  readonly pauseFor: string | null
  readonly operand: string | null
  readonly values: Readonly<Record<string, string | boolean>>
  readonly run: number | null
  /** File to read, `-` for standard input. */
  readonly inputFile: string | null
  readonly outputFile: string | null
}

/** Options that only one command knows; it gets them as they were typed. */
const OWN_OPTIONS = { ...HISTORY_OPTIONS, ...CREDENTIAL_OPTIONS, ...EXCHANGE_OPTIONS } as const

const OPTIONS = {
  file: { type: 'string' },
  json: { type: 'boolean' },
  preview: { type: 'boolean' },
  anyway: { type: 'boolean' },
  remove: { type: 'boolean' },
  csv: { type: 'boolean' },
  for: { type: 'string' },
  run: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  ...OWN_OPTIONS,
} as const

type Values = ReturnType<typeof read>['values']

/** @throws UsageError with one sentence that names what is wrong */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  const { values, positionals } = read(argv)
  const [command = '', ...operands] = joined(positionals)
  if (values.help === true || command === 'help' || command === '') return simple('help')
  const spec = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined
  if (!spec) throw new UsageError(say('cli.noCommandHelp', { command }))
  refuseStrangers(command, spec, values)
  const { id, file, operand } = readOperands(command, spec, operands, values)
  return {
    ...simple(command),
    id,
    json: values.json === true,
    preview: values.preview === true,
    anyway: values.anyway === true,
    remove: values.remove === true,
    csv: values.csv === true,
    pauseFor: values.for ?? null,
    operand,
    values: Object.fromEntries(Object.entries(values).filter(([name]) => name in OWN_OPTIONS)),
    run: values.run === undefined ? null : number(values.run, '--run'),
    inputFile: spec.file === 'out' ? null : file,
    outputFile: spec.file === 'out' && file !== '-' ? file : null,
  }
}

/** `connections list` is one command of two words. */
function joined(positionals: readonly string[]): readonly string[] {
  const [group = '', command = '', ...rest] = positionals
  if (!CREDENTIAL_GROUPS.includes(group)) return positionals
  return [`${group} ${command}`.trim(), ...rest]
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true })
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('. ')
    throw new UsageError(say('cli.seeHelp', { reason }))
  }
}

function simple(command: string): ParsedArguments {
  return {
    command,
    id: null,
    json: false,
    preview: false,
    anyway: false,
    remove: false,
    csv: false,
    pauseFor: null,
    operand: null,
    values: {},
    run: null,
    inputFile: null,
    outputFile: null,
  }
}

function refuseStrangers(command: string, spec: CommandSpec, values: Values): void {
  const allowed: readonly string[] = ['json', ...spec.options]
  const stranger = Object.keys(values).find((name) => !allowed.includes(name))
  if (stranger !== undefined)
    throw new UsageError(say('cli.noOption', { command, option: stranger }))
}

function readOperands(
  command: string,
  spec: CommandSpec,
  operands: readonly string[],
  values: Values,
) {
  const rest = [...operands]
  const file = values.file ?? null
  const takesId = spec.id === 'required' || (spec.id === 'or-file' && file === null)
  const id = takesId ? number(rest.shift(), 'ID') : null
  const operand = spec.operand === undefined ? null : word(rest.shift(), spec.operand)
  const named = spec.file === 'in' || spec.file === 'out' ? (rest.shift() ?? null) : file
  const [left] = rest
  if (left !== undefined) throw new UsageError(say('cli.noUse', { command, word: left }))
  const needsFile = spec.file === 'in' || spec.file === 'option'
  if (named === null && needsFile && spec.id !== 'or-file') {
    throw new UsageError(say(spec.file === 'in' ? 'cli.needsInput' : 'cli.needsFile', { command }))
  }
  return { id, file: named, operand }
}

function word(text: string | undefined, what: string): string {
  if (text === undefined) throw new UsageError(say('cli.wordMissing', { what }))
  return text
}

function number(text: string | undefined, what: string): number {
  if (text === undefined) throw new UsageError(say('cli.numberMissing', { what }))
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new UsageError(say('cli.notANumber', { text, what }))
  return Number(text)
}
