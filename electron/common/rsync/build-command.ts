import { knownHostsName } from '../ssh/host-key-text'
import { say } from '../i18n/say'
import type { TaskSettings } from '../task/task'
import { AS_SSH_HAS_IT, sshPlaceOf } from '../task/ssh-place'
import { bracketed, parseRemoteHost } from '../task/remote-host'
import { rshLine } from './quote'
import { readOptions, type OptionReading } from './read-options'
import {
  CONNECT_TIMEOUT_S,
  forgetsRules,
  lastSafeguards,
  overridable,
  safeguards,
  withoutLogs,
  withoutMiscount,
  withoutRemoval,
  withoutSilence,
} from './safeguards'
import { splitWords } from './words'

/** Where a saved SSH connection leads; it replaces Remote Host and Remote SSH Port. */
export interface ConnectionTarget {
  readonly host: string
  readonly port: number
  readonly username: string
  /** Seconds until ssh gives up connecting. */
  readonly connectTimeout: number
}

/**
 * Files that exist only while a run with a saved connection lives. Their paths must have neither
 * blanks nor `%`, which ssh would make something of.
 */
export interface ConnectionFiles {
  /** What `-i` names: the public key, by which ssh picks the key in the agent. */
  readonly privateKey: string
  readonly knownHosts: string
  /** Socket of the agent that has the private key. */
  readonly agent: string
}

/** Stand-ins where a command is shown and no run exists. */
export const SHOWN_CONNECTION_FILES: ConnectionFiles = {
  privateKey: '<PRIVKEY>',
  knownHosts: '<HOSTKEYS>',
  agent: '<AGENT>',
}

export interface CommandContext {
  readonly connection?: ConnectionTarget
  readonly files?: ConnectionFiles
  /** Adds `-n` and takes away what writes a log: nothing is changed anywhere. */
  readonly dryRun?: boolean
  /** Adds `-ii`: what is the same on both sides is listed, too. */
  readonly listsAll?: boolean
  /** Takes away what would pass over or add to what is on both sides: see `miscounting`. */
  readonly countsAll?: boolean
  /** Takes away every option that deletes, here or there, and every one that empties the source. */
  readonly keepsAll?: boolean
  /** Rules, as words, for what is no concern of the task whatever that says. */
  readonly ownRules?: readonly string[]
  /** The password of the module comes by standard input. */
  readonly hasPassword?: boolean
  /**
   * Leaves out what only shows progress and is read by the app: the command for a place where
   * the app is not, such as a script.
   */
  readonly isBare?: boolean
  /** What each itemised line begins with; {@link ITEM_PREFIX} unless the output is read. */
  readonly itemPrefix?: string
  /** The ssh program; `ssh` unless the settings name another. */
  readonly sshProgram?: string
}

export interface RsyncCommand {
  /** Every argument after the program, as spawned. */
  readonly argv: readonly string[]
  /** The part the task's own settings ask for, in TrueNAS's order (truenas b.1, b.2). */
  readonly taskArgs: readonly string[]
}

/**
 * Begins each itemised line of a command that is shown, or compared with another. A command that is
 * run has a random one: a message of the other side could begin with this.
 */
export const ITEM_PREFIX = '@@|'

const SSH_KEEP_ALIVE = ['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=4']

/**
 * Turns a task into rsync's arguments. Pure; nothing passes through a shell, so every character
 * of a path is an ordinary one. The task must have passed the schema.
 */
export function buildCommand(task: TaskSettings, context: CommandContext = {}): RsyncCommand {
  const given = auxiliaryWords(task.extra)
  const keepsAll = context.keepsAll === true
  const heard = context.isBare === true ? given : withoutSilence(given)
  const kept = keepsAll ? withoutRemoval(heard) : heard
  const trial = context.dryRun === true ? withoutLogs(kept) : kept
  const extra = context.countsAll === true ? withoutMiscount(trial) : trial
  const reading = readOptions(extra)
  // The option at the end would take one of the app's own words for its value.
  const dangling = reading.problems.find(({ kind }) => kind === 'missing-value')
  if (dangling) throw new RangeError(say('advice.needsValue', { option: dangling.option }))
  const operands = operandsOf(task, context.connection)
  const ssh = task.mode === 'SSH' ? sshWords(task.remotePort, context) : null
  const taskArgs = [
    ...optionFlags(task),
    ...given,
    ...(ssh ? ['-e', rshLine(ssh)] : []),
    ...operands,
  ]
  const { ownRules = [] } = context
  const asked = keepsAll ? { ...task, delete: false } : task
  const argv = [
    ...overridable(task, reading),
    // Neither argument nor environment, which other users can read.
    ...(context.hasPassword === true && task.mode === 'MODULE' ? ['--password-file=-'] : []),
    ...ownRules,
    ...safeguards(asked, reading),
    ...optionFlags(asked),
    ...extra,
    ...(forgetsRules(reading) ? ownRules : []),
    ...lastSafeguards(asked, reading),
    ...(ssh ? ['-e', rshLine([...ssh, ...unattended(context)])] : []),
    // Without the app it is rsync itself that has to be quiet.
    ...(context.isBare === true ? (task.quiet ? ['-q'] : []) : reporting(context, reading)),
    ...(context.listsAll === true ? ['-ii'] : []),
    // Last of all: then no auxiliary parameter can undo it, nor take it for its value.
    ...(context.dryRun === true ? ['-n'] : []),
    '--',
    ...operands,
  ]
  return { argv, taskArgs }
}

/** Flags of the form's check boxes, in TrueNAS's order. */
function optionFlags(task: TaskSettings): string[] {
  const flags: [boolean, string][] = [
    [task.archive, '-a'],
    // Not -z: only the doubled form asks for the compression every current rsync agrees on.
    [task.compress, '-zz'],
    [task.delayUpdates, '--delay-updates'],
    [task.delete, '--delete-delay'],
    [task.preserveAttr, '-X'],
    [task.preservePerm, '-p'],
    [task.recursive, '-r'],
    [task.times, '-t'],
  ]
  return flags.filter(([on]) => on).map(([, flag]) => flag)
}

/**
 * What the app's reading of the output rests on; comes last, so it wins. Quiet is not among it:
 * with `-q` rsync lists nothing at all, neither to a preview nor to a guard (measured, 3.5.0), so
 * the app itself leaves the messages out of the log, as TrueNAS does (truenas b.1).
 * `--stats` would not take back an `--info` of a person, and an `--info` of ours would be told to the
 * other side, which does not know it before rsync 3.1: so it is there only beside one of a person.
 * `--outbuf=L`: else the line end behind a progress record comes late, and a receiver's other process
 * prints a deletion into the record (measured, 3.5.0).
 */
function reporting(
  { itemPrefix = ITEM_PREFIX }: CommandContext,
  { options }: OptionReading,
): string[] {
  const isInfoSaid = options.some(({ name }) => name === 'info')
  return [
    `--out-format=${itemPrefix}%i %l %n%L`,
    `--info=progress2${isInfoSaid ? ',stats2,nonreg1' : ''}`,
    ...['--no-h', '--stats', '--outbuf=L', NAMES_APART],
  ]
}

/**
 * Bytes that are no UTF-8 come as `\#ooo`. As they are (`-8`) they would all be read as one and the
 * same, and so would names that they tell apart.
 */
export const NAMES_APART = '--no-8-bit-output'

function auxiliaryWords(extra: readonly string[]): string[] {
  return extra.flatMap((fragment) => {
    const words = splitWords(fragment)
    if (!words.ok) throw new RangeError(`auxiliary parameter ${fragment}: ${words.message}`)
    // A preview would become a real run: `-n` behind it would be a path.
    if (words.words.includes('--'))
      throw new RangeError('auxiliary parameters may not end the options')
    return words.words
  })
}

/**
 * The ssh of a run, with TrueNAS's options in TrueNAS's order (truenas b.3).
 * @param port of the home-directory way; a connection has its own
 */
export function sshWords(port: number | null, context: CommandContext): string[] {
  const { connection, files = SHOWN_CONNECTION_FILES } = context
  return [
    context.sshProgram ?? 'ssh',
    ...portWords(connection?.port ?? port),
    ...['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'],
    ...(connection ? ['-i', files.privateKey, '-o', `UserKnownHostsFile=${files.knownHosts}`] : []),
  ]
}

/** {@link AS_SSH_HAS_IT} leaves the port to ssh_config. */
function portWords(port: number | null): string[] {
  return port === AS_SSH_HAS_IT ? [] : ['-p', String(port)]
}

/** So that a run nobody watches ends by itself, and leaves no shared connection behind. */
export function unattended({ connection, files }: CommandContext): string[] {
  return [
    ...(connection ? pinned(connection, files ?? SHOWN_CONNECTION_FILES) : []),
    ...['-o', `ConnectTimeout=${connection?.connectTimeout ?? CONNECT_TIMEOUT_S}`],
    ...SSH_KEEP_ALIVE,
    ...['-o', 'ControlMaster=no'],
  ]
}

/**
 * The connection's own key comes first, and its host keys alone count, whatever ssh_config says. Where
 * the host is (HostName, ProxyJump …) it may say; the keys are found under the connection's name all the
 * same. A key that ssh_config names for the host is offered, too: nothing takes an IdentityFile back.
 */
function pinned(connection: ConnectionTarget, { agent }: ConnectionFiles): string[] {
  return [
    ...['-o', 'IdentitiesOnly=yes', '-o', `IdentityAgent=${agent}`],
    // The remote host has no business with the agent.
    ...['-o', 'ForwardAgent=no'],
    ...['-o', 'GlobalKnownHostsFile=/dev/null', '-o', 'KnownHostsCommand=none'],
    ...['-o', `HostKeyAlias=${knownHostsName(connection.host, connection.port)}`],
    // Other ways for a host to be trusted, and for ssh to write to the file of a run.
    ...['-o', 'NoHostAuthenticationForLocalhost=no', '-o', 'VerifyHostKeyDNS=no'],
    ...['-o', 'CheckHostIP=no', '-o', 'UpdateHostKeys=no'],
    // What ssh_config has for a person's own sessions with the host.
    ...['-o', 'ClearAllForwardings=yes', '-o', 'RequestTTY=no', '-o', 'RemoteCommand=none'],
    // A shared connection of the user would pass all of the above by.
    ...['-o', 'ControlPath=none'],
  ]
}

function operandsOf(task: TaskSettings, connection?: ConnectionTarget): [string, string] {
  const remote = remoteOperand(task, connection)
  return task.direction === 'PUSH' ? [task.path, remote] : [remote, task.path]
}

function remoteOperand(task: TaskSettings, connection?: ConnectionTarget): string {
  if (task.mode === 'SSH' && connection) {
    return `${connection.username}@${bracketed(connection.host)}:${sshPath(task)}`
  }
  const remote = parseRemoteHost(task.remoteHost ?? '')
  if (remote === null) throw new RangeError(`not a remote host: ${task.remoteHost}`)
  const host = bracketed(remote.host)
  if (task.mode === 'SSH') {
    const user = sshPlaceOf(task)?.username ?? null
    return `${user === null ? '' : `${user}@`}${host}:${sshPath(task)}`
  }
  const place = `${remote.user ?? task.user}@${host}`
  return `rsync://${place}${remote.port === null ? '' : `:${remote.port}`}/${task.remoteModule}`
}

/** Two colons in a row would name the module of a daemon. */
function sshPath({ remotePath }: TaskSettings): string {
  return remotePath.startsWith(':') ? `./${remotePath}` : remotePath
}
