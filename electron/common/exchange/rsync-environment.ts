import { say } from '../i18n/say'
import { inOneLine, Refused } from './reading'
import type { ShellWord, Value } from './shell/expand'

/** What the environment of an rsync comes down to (rsync(1), ENVIRONMENT VARIABLES). */
export interface EnvironmentReading {
  /** Options that mean the same; they go before those of the command, which may take them back. */
  readonly options: readonly ShellWord[]
  /** Of RSYNC_RSH: counts for ssh alone, and less than `-e`. */
  readonly remoteShell: string | null
  /** Who signs in at a daemon where the command names nobody. */
  readonly login: string | null
  readonly notes: readonly string[]
}

/** Variables that have an option of the same meaning. */
const AS_OPTION: Readonly<Record<string, string>> = {
  RSYNC_ICONV: '--iconv',
  RSYNC_MAX_ALLOC: '--max-alloc',
}
/** They lead to the daemon another way than a task can go. */
const WAYS_TO_A_DAEMON = ['RSYNC_PROXY', 'RSYNC_CONNECT_PROG']
/** They choose how rsync works, and not what it copies, or are made of the others here. */
const LEFT_OUT =
  /^(RSYNC_(?!RSH$|PASSWORD$|ICONV$|MAX_ALLOC$|OLD_ARGS$|PROTECT_ARGS$|PROXY$|CONNECT_PROG$|SHELL$)\w+)$/

/**
 * Reads the variables that rsync itself looks at.
 * @param isDaemon one side is an rsync daemon
 * @param isCvs `-C` is among the options
 * @throws Refused for what a task cannot do
 */
export function readEnvironment(
  environment: ReadonlyMap<string, Value>,
  isDaemon: boolean,
  isCvs: boolean,
): EnvironmentReading {
  const notes: string[] = []
  const options: ShellWord[] = []
  const add = (text: string) => options.push({ text, isPattern: false })
  for (const name of environment.keys()) {
    const option = Object.hasOwn(AS_OPTION, name) ? AS_OPTION[name] : undefined
    if (option && textOf(environment, name)) add(`${option}=${textOf(environment, name)}`)
    if (isDaemon && WAYS_TO_A_DAEMON.includes(name) && textOf(environment, name))
      throw new Refused(say('exchange.refused.variable', { name }))
    if (LEFT_OUT.test(name)) notes.push(say('exchange.notes.variable', { name: inOneLine(name) }))
  }
  if (isCvs && textOf(environment, 'CVSIGNORE'))
    throw new Refused(say('exchange.refused.variable', { name: 'CVSIGNORE' }))
  if (isOn(environment, 'RSYNC_OLD_ARGS')) add('--old-args')
  if (isOn(environment, 'RSYNC_PROTECT_ARGS')) add('--secluded-args')
  if (isDaemon && environment.has('RSYNC_PASSWORD')) notes.push(say('exchange.notes.password'))
  return {
    options,
    notes,
    // An empty one is none.
    remoteShell: isDaemon ? null : textOf(environment, 'RSYNC_RSH') || null,
    login: textOf(environment, 'USER') || textOf(environment, 'LOGNAME') || null,
  }
}

/** Variables that have no say in what rsync copies, or that are read elsewhere. */
const HARMLESS =
  /^(LC_\w+|LANG|LANGUAGE|PATH|SHELL|HOME|USER|LOGNAME|TERM|TZ|MAILTO|SSH_AUTH_SOCK|CVSIGNORE|RSYNC_\w+)$/

/** That a variable set for one command alone is left out. */
export function strangerNotes(name: string): string[] {
  return HARMLESS.test(name) ? [] : [say('exchange.notes.variable', { name: inOneLine(name) })]
}

/** @throws Refused where the text sets it to something nobody knows */
function textOf(environment: ReadonlyMap<string, Value>, name: string): string {
  const value = environment.get(name) ?? ''
  if (typeof value === 'string') return value
  if ('problem' in value) throw new Refused(value.problem)
  return value[0] ?? ''
}

/** rsync reads these as numbers. */
function isOn(environment: ReadonlyMap<string, Value>, name: string): boolean {
  return Number.parseInt(textOf(environment, name), 10) > 0
}
