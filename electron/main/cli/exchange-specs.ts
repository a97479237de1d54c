import type { CommandSpec } from './command-specs'

/** Options of these commands alone, in the form node:util's parseArgs takes. */
export const EXCHANGE_OPTIONS = {
  as: { type: 'string' },
  only: { type: 'string' },
  enable: { type: 'boolean' },
  rsync: { type: 'string' },
  ssh: { type: 'string' },
  replace: { type: 'boolean' },
} as const

export type ExchangeOption = keyof typeof EXCHANGE_OPTIONS

export const EXCHANGE_COMMANDS: Readonly<Record<string, CommandSpec>> = {
  import: {
    usage: 'import F|- [--preview] [--only N,N] [--enable]',
    help: 'commands.import',
    id: 'none',
    file: 'in',
    options: ['preview', 'only', 'enable'],
  },
  export: {
    usage: 'export [F] [--as truenas|script|crontab] [--only ID,ID]',
    help: 'commands.export',
    id: 'none',
    file: 'out',
    options: ['as', 'only'],
  },
  backup: {
    usage: 'backup [F]',
    help: 'commands.backup',
    id: 'none',
    file: 'out',
    options: [],
  },
  restore: {
    usage: 'restore F|- [--replace]',
    help: 'commands.restore',
    id: 'none',
    file: 'in',
    options: ['replace'],
  },
  programs: {
    usage: 'programs [--rsync PATH] [--ssh PATH]',
    help: 'commands.programs',
    id: 'none',
    file: 'none',
    options: ['rsync', 'ssh'],
  },
  duplicate: {
    usage: 'duplicate ID',
    help: 'commands.duplicate',
    id: 'required',
    file: 'none',
    options: [],
  },
}
