import { CREDENTIAL_COMMANDS, type CredentialOption } from './credential-specs'

/** What a command takes. */
export interface CommandSpec {
  readonly usage: string
  readonly help: string
  /** `or-file`: a task's number, or settings from `--file` instead. */
  readonly id: 'none' | 'required' | 'or-file'
  /** What a word stands for that is no number. */
  readonly operand?: 'NAME' | 'ID|HOST'
  /** `option`: `--file F`, which may be `optional`; `in` and `out`: a file named as an operand. */
  readonly file: 'none' | 'option' | 'optional' | 'in' | 'out'
  readonly options: readonly OptionName[]
}

export type OptionName =
  'file' | 'preview' | 'anyway' | 'remove' | 'run' | 'csv' | 'for' | CredentialOption

export const COMMANDS: Readonly<Record<string, CommandSpec>> = {
  list: {
    usage: 'list',
    help: 'all tasks with their state',
    id: 'none',
    file: 'none',
    options: [],
  },
  create: {
    usage: 'create --file F|-',
    help: 'a new task from JSON; answers with it',
    id: 'none',
    file: 'option',
    options: ['file'],
  },
  get: { usage: 'get ID', help: 'a task as JSON', id: 'required', file: 'none', options: [] },
  update: {
    usage: 'update ID --file F|-',
    help: 'changes the settings that the JSON names',
    id: 'required',
    file: 'option',
    options: ['file'],
  },
  delete: {
    usage: 'delete ID',
    help: 'removes a task with its runs and logs',
    id: 'required',
    file: 'none',
    options: [],
  },
  command: {
    usage: 'command ID | --file F|-',
    help: 'what would be spawned, as JSON; runs nothing',
    id: 'or-file',
    file: 'option',
    options: ['file'],
  },
  run: {
    usage: 'run ID [--preview | --anyway]',
    help: 'runs a task and waits; --preview only shows what would change, --anyway does once what a BLOCKED run showed',
    id: 'required',
    file: 'none',
    options: ['preview', 'anyway'],
  },
  logs: {
    usage: 'logs ID [--run N]',
    help: 'the log of the last run, or of run N',
    id: 'required',
    file: 'none',
    options: ['run'],
  },
  runs: {
    usage: 'runs ID',
    help: 'the runs of a task, newest first',
    id: 'required',
    file: 'none',
    options: [],
  },
  history: {
    usage: 'history [--csv]',
    help: 'the runs of all tasks and the times that were skipped, newest first',
    id: 'none',
    file: 'none',
    options: ['csv'],
  },
  settings: {
    usage: 'settings [--file F|-]',
    help: 'the settings of the app as JSON; changes those that F names',
    id: 'none',
    file: 'optional',
    options: ['file'],
  },
  pause: {
    usage: 'pause [--for hour|tomorrow]',
    help: 'holds all schedules, until they are resumed if nothing else is said',
    id: 'none',
    file: 'none',
    options: ['for'],
  },
  resume: { usage: 'resume', help: 'lets schedules go on', id: 'none', file: 'none', options: [] },
  import: {
    usage: 'import F|-',
    help: "adds tasks from JSON, such as TrueNAS's API gives; all or none",
    id: 'none',
    file: 'in',
    options: [],
  },
  export: {
    usage: 'export [F]',
    help: 'all tasks as JSON, to F or standard output',
    id: 'none',
    file: 'out',
    options: [],
  },
  practice: {
    usage: 'practice [--remove]',
    help: 'sets up the practice task and runs it, or removes it',
    id: 'none',
    file: 'none',
    options: ['remove'],
  },
  ...CREDENTIAL_COMMANDS,
}

/** The text of `--help`. */
export function helpText(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length))
  const lines = Object.values(COMMANDS).map(
    ({ usage, help }) => `  ${usage.padEnd(width)}  ${help}`,
  )
  return [
    'Usage: rsync-tasks [--user-data-dir=DIR] COMMAND [--json]',
    'Without a command the window opens.',
    '',
    ...lines,
    '',
    '--json: the answer as JSON; for run one JSON object a line, the outcome last.',
    'Exit code: 0 done or SUCCESS, 1 the run ended otherwise, 2 wrong usage or invalid input.',
    '',
  ].join('\n')
}
