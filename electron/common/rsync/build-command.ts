import { knownHostsName } from '../ssh/host-key-text'
import { say } from '../i18n/say'
import type { TaskSettings } from '../task/task'
import { AS_SSH_HAS_IT, sshPlaceOf } from '../task/ssh-place'
import { bracketed, parseRemoteHost } from '../task/remote-host'
import { filterRules, type RuleKind } from './filter-rules'
import { deletesAny, isOn, withEffect, writingInPlace } from './option-questions'
import { removing } from './parameter-rules'
import type { PoptAlias } from './popt-aliases'
import { rshLine } from './quote'
import { readOptions, type OptionReading, type ReadOption } from './read-options'
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
  /** Adds `-n`: nothing is changed anywhere. */
  readonly dryRun?: boolean
  /** Adds `-ii`: what is the same on both sides is listed, too. */
  readonly listsAll?: boolean
  /** Takes away every option that deletes, here or there, and every one that empties the source. */
  readonly keepsAll?: boolean
  /** The password of the module comes by standard input. */
  readonly hasPassword?: boolean
  /**
   * Leaves out what only shows progress and is read by the app: the command for a place where
   * the app is not, such as a script.
   */
  readonly isBare?: boolean
  /** The ssh program; `ssh` unless the settings name another. */
  readonly sshProgram?: string
  /** Of popt's files of the user who runs it: they can change what every option means. */
  readonly aliases?: readonly PoptAlias[]
}

export interface RsyncCommand {
  /** Every argument after the program, as spawned. */
  readonly argv: readonly string[]
  /** The part the task's own settings ask for, in TrueNAS's order (truenas b.1, b.2). */
  readonly taskArgs: readonly string[]
}

/** Stands before each itemised line, so that no message can be taken for one (peers 3.4). */
export const ITEM_PREFIX = '@@|'

/**
 * Where the receiver keeps what it has of a file when a run is stopped, and, with Delay Updates,
 * all of them until the end. rsync's own `.~tmp~` would be in the way of a file of that name.
 */
export const PARTIAL_DIR = '.rsync-tasks-partial'

/** Seconds without any data after which rsync gives up; a dead line must not hang for ever. */
const IO_TIMEOUT_S = 300
const CONNECT_TIMEOUT_S = 30

/**
 * rsync leaves its partial-dir alone, but not with --delete-excluded. `p`: it goes along when the
 * folder around it is removed.
 */
const PARTIAL_FILTER = `--filter=Pp ${PARTIAL_DIR}/`

/** What commands of ours have by themselves; said again it adds nothing. */
export const OWN_DEFAULTS: readonly string[] = [
  `--timeout=${IO_TIMEOUT_S}`,
  `--partial-dir=${PARTIAL_DIR}`,
  `--contimeout=${CONNECT_TIMEOUT_S}`,
  PARTIAL_FILTER,
]
const SSH_KEEP_ALIVE = ['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=4']

/**
 * Turns a task into rsync's arguments. Pure; nothing passes through a shell, so every character
 * of a path is an ordinary one. The task must have passed the schema.
 */
export function buildCommand(task: TaskSettings, context: CommandContext = {}): RsyncCommand {
  const { aliases } = context
  const given = auxiliaryWords(task.extra)
  const keepsAll = context.keepsAll === true
  const extra = keepsAll ? withoutRemoval(given, aliases) : given
  const reading = readOptions(extra, aliases)
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
  const asked = keepsAll ? { ...task, delete: false } : task
  const argv = [
    ...overridable(task, reading),
    // Neither argument nor environment, which other users can read.
    ...(context.hasPassword === true && task.mode === 'MODULE' ? ['--password-file=-'] : []),
    ...safeguards(asked, reading),
    ...optionFlags(asked),
    ...extra,
    ...lastSafeguards(asked, reading),
    ...(ssh ? ['-e', rshLine([...ssh, ...unattended(context)])] : []),
    // Without the app it is rsync itself that has to be quiet.
    ...(context.isBare === true ? (task.quiet ? ['-q'] : []) : REPORTING),
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

/** Defaults of ours that an auxiliary parameter may change, because it comes later. */
function overridable(task: TaskSettings, reading: OptionReading): string[] {
  return [
    // Arguments reach the other side outside its shell; the long name differs between versions.
    // rsync refuses it beside --old-args.
    ...(isOn(reading, 'old-args') === true ? [] : ['-s']),
    `--timeout=${IO_TIMEOUT_S}`,
    ...(usesPartialDir(reading) ? [`--partial-dir=${PARTIAL_DIR}`] : []),
    ...(task.mode === 'MODULE' ? [`--contimeout=${CONNECT_TIMEOUT_S}`] : []),
  ]
}

/** rsync refuses a partial-dir beside what writes in place; `--no-partial` asks for none. */
function usesPartialDir(reading: OptionReading): boolean {
  return writingInPlace(reading).length === 0 && isOn(reading, 'partial') !== false
}

/** Rules that keep data safe: of those that match the first one counts, so they come first. */
function safeguards(task: TaskSettings, reading: OptionReading): string[] {
  const isDeleting = task.delete || deletesAny(reading)
  return [
    ...(isDeleting && usesPartialDir(reading) ? [PARTIAL_FILTER] : []),
    ...(task.recursive || task.archive ? [] : oneLevelOnly(task, reading)),
  ]
}

/** What keeps data safe and comes behind the auxiliary parameters, so that none takes it back. */
function lastSafeguards(task: TaskSettings, reading: OptionReading): string[] {
  if (!task.delete && !deletesAny(reading)) return []
  const forgets = filterRules(reading).some(({ kind }) => FORGETTING.includes(kind))
  return [
    ...(forgets && usesPartialDir(reading) ? [PARTIAL_FILTER] : []),
    // Without it a read error in a sub-directory still deletes files at the top (peers 7c).
    '--no-inc-recursive',
  ]
}

/** Rules that are or may hold a `!`, which forgets all rules before it. */
const FORGETTING: readonly RuleKind[] = ['clear', 'merge', 'dir-merge']

/**
 * The words without the options that delete, or that remove what was sent from the source. A word
 * of several letters keeps its others.
 */
function withoutRemoval(words: readonly string[], aliases?: readonly PoptAlias[]): string[] {
  const reading = readOptions(words, aliases)
  const removed = removing(reading)
  const isRemoved = (option: ReadOption) =>
    removed.includes(option) ||
    (option.name === 'remote-option' &&
      removed.some(({ isRemote, index }) => isRemote && index === option.index))
  const starts = new Set(
    [...reading.options, ...reading.operands, ...reading.problems].map(({ index }) => index),
  )
  let start = 0
  return words.flatMap((word, index) => {
    const isStart = starts.has(index)
    if (isStart) start = index
    const here = reading.options.filter((option) => option.index === start && !option.isRemote)
    if (!here.some(isRemoved)) return [word]
    return isStart ? here.filter((option) => !isRemoved(option)).flatMap((one) => one.words) : []
  })
}

/**
 * What the app's reading of the output rests on; comes last, so it wins. Quiet is not among it:
 * with `-q` rsync lists nothing at all, neither to a preview nor to a guard (measured, 3.5.0), so
 * the app itself leaves the messages out of the log, as TrueNAS does (truenas b.1).
 * `--outbuf=L`: else the line end behind a progress record comes late, and a receiver's other process
 * prints a deletion into the record (measured, 3.5.0).
 */
const REPORTING = [
  `--out-format=${ITEM_PREFIX}%i %l %n%L`,
  ...['--info=progress2', '--no-h', '--stats', '--outbuf=L'],
]

/**
 * Recursive off: "only the specified directory is included" (seed). Bare rsync would skip the
 * directory, copy nothing and report success; instead it goes in and leaves sub-directories out.
 * The anchor's depth follows rsync's own rule for a trailing slash. What is left out is not deleted
 * either; with `--delete-excluded` that has to be said, for these folders are no concern of the task.
 */
function oneLevelOnly(task: TaskSettings, reading: OptionReading): string[] {
  const folders = copiesContents(sourceOf(task)) ? '/*/' : '/*/*/'
  const isDeletingExcluded = withEffect(reading, 'deletes').some(
    ({ name }) => name === 'delete-excluded',
  )
  return [
    ...['-r', `--exclude=${folders}`],
    ...(isDeletingExcluded ? [`--filter=P ${folders}`] : []),
  ]
}

/** A module alone is copied as with a slash at its end; a folder in it is like any other. */
function sourceOf({ direction, mode, path, remotePath, remoteModule }: TaskSettings): string {
  if (direction === 'PUSH') return path
  if (mode === 'SSH') return remotePath
  return remoteModule?.includes('/') ? remoteModule : './'
}

/** True where rsync copies what is in the directory rather than the directory itself. */
export function copiesContents(path: string): boolean {
  return /(^|\/)\.{0,2}$/.test(path)
}

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
 * Nothing but the connection's own key and host keys counts, whatever ssh_config says. Where the host
 * is (HostName, ProxyJump …) it may say; the keys are found under the connection's name all the same.
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
