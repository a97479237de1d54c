import { largest } from '@common/lists'
import { say, type Sentence } from '@common/i18n/say'
import { CREDENTIAL_COMMANDS, type CredentialOption } from './credential-specs'
import { EXCHANGE_COMMANDS, type ExchangeOption } from './exchange-specs'

/** What a command takes. */
export interface CommandSpec {
  readonly usage: string
  /** What the command is for. */
  readonly help: Sentence
  /** `or-file`: a task's number, or settings from `--file` instead. */
  readonly id: 'none' | 'required' | 'or-file'
  /** What a word stands for that is no number. */
  readonly operand?: 'NAME' | 'ID|HOST'
  /** `option`: `--file F`, which may be `optional`; `in` and `out`: a file named as an operand. */
  readonly file: 'none' | 'option' | 'optional' | 'in' | 'out'
  readonly options: readonly OptionName[]
}

/** Options of `history` alone, in the form node:util's parseArgs takes. */
export const HISTORY_OPTIONS = {
  task: { type: 'string' },
  state: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
} as const

export type OptionName =
  | 'file'
  | 'preview'
  | 'anyway'
  | 'remove'
  | 'run'
  | 'csv'
  | 'for'
  | keyof typeof HISTORY_OPTIONS
  | CredentialOption
  | ExchangeOption

export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  list: {
    usage: 'list',
    help: 'commands.list',
    id: 'none',
    file: 'none',
    options: [],
  },
  create: {
    usage: 'create --file F|-',
    help: 'commands.create',
    id: 'none',
    file: 'option',
    options: ['file'],
  },
  get: { usage: 'get ID', help: 'commands.get', id: 'required', file: 'none', options: [] },
  update: {
    usage: 'update ID --file F|-',
    help: 'commands.update',
    id: 'required',
    file: 'option',
    options: ['file'],
  },
  delete: {
    usage: 'delete ID',
    help: 'commands.delete',
    id: 'required',
    file: 'none',
    options: [],
  },
  command: {
    usage: 'command ID | --file F|-',
    help: 'commands.command',
    id: 'or-file',
    file: 'option',
    options: ['file'],
  },
  run: {
    usage: 'run ID [--preview | --anyway]',
    help: 'commands.run',
    id: 'required',
    file: 'none',
    options: ['preview', 'anyway'],
  },
  logs: {
    usage: 'logs ID [--run N]',
    help: 'commands.logs',
    id: 'required',
    file: 'none',
    options: ['run'],
  },
  runs: {
    usage: 'runs ID',
    help: 'commands.runs',
    id: 'required',
    file: 'none',
    options: [],
  },
  history: {
    usage: 'history [--task ID] [--state S] [--from DAY] [--to DAY] [--csv]',
    help: 'commands.history',
    id: 'none',
    file: 'none',
    options: ['csv', 'task', 'state', 'from', 'to'],
  },
  settings: {
    usage: 'settings [--file F|-]',
    help: 'commands.settings',
    id: 'none',
    file: 'optional',
    options: ['file'],
  },
  pause: {
    usage: 'pause [--for hour|tomorrow]',
    help: 'commands.pause',
    id: 'none',
    file: 'none',
    options: ['for'],
  },
  'confirm-clock': {
    usage: 'confirm-clock',
    help: 'commands.confirmClock',
    id: 'none',
    file: 'none',
    options: [],
  },
  resume: { usage: 'resume', help: 'commands.resume', id: 'none', file: 'none', options: [] },
  ...EXCHANGE_COMMANDS,
  practice: {
    usage: 'practice [--remove]',
    help: 'commands.practice',
    id: 'none',
    file: 'none',
    options: ['remove'],
  },
  ...CREDENTIAL_COMMANDS,
}

/** The text of `--help`. */
export function helpText(): string {
  const width = largest(
    Object.values(COMMANDS).map(({ usage }) => usage.length),
    0,
  )
  const lines = Object.values(COMMANDS).map(
    ({ usage, help }) => `  ${usage.padEnd(width)}  ${say(help)}`,
  )
  return [
    say('cli.usage'),
    say('cli.usageWindow'),
    '',
    ...lines,
    '',
    say('cli.usageJson'),
    say('cli.usageExit'),
    '',
  ].join('\n')
}
