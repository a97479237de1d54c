import type { CommandSpec } from './command-specs'

/** Options of these commands alone, in the form node:util's parseArgs takes. */
export const EXCHANGE_OPTIONS = {
  as: { type: 'string' },
  only: { type: 'string' },
  enable: { type: 'boolean' },
  rsync: { type: 'string' },
  ssh: { type: 'string' },
} as const

export type ExchangeOption = keyof typeof EXCHANGE_OPTIONS

export const EXCHANGE_COMMANDS: Readonly<Record<string, CommandSpec>> = {
  import: {
    usage: 'import F|- [--preview] [--only N,N] [--enable]',
    help: "adds tasks from TrueNAS's JSON, a crontab or rsync commands; --preview stores nothing",
    id: 'none',
    file: 'in',
    options: ['preview', 'only', 'enable'],
  },
  export: {
    usage: 'export [F] [--as truenas|script|crontab] [--only ID,ID]',
    help: 'tasks as JSON, a shell script or crontab lines, to F or standard output',
    id: 'none',
    file: 'out',
    options: ['as', 'only'],
  },
  programs: {
    usage: 'programs [--rsync PATH] [--ssh PATH]',
    help: 'the rsync and ssh in use, with versions; an empty PATH is the one of the system',
    id: 'none',
    file: 'none',
    options: ['rsync', 'ssh'],
  },
  duplicate: {
    usage: 'duplicate ID',
    help: 'a copy of a task, switched off; answers with it',
    id: 'required',
    file: 'none',
    options: [],
  },
}
