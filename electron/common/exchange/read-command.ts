import { parseRemoteHost } from '../task/remote-host'
import { readParameters } from '../rsync/parameters'
import { copiesContents, sourceOf } from '../rsync/safeguards'
import { say } from '../i18n/say'
import { adviseParameters } from '../rsync/parameter-advice'
import { isOn, withEffect } from '../rsync/option-questions'
import { readOptions as readWords } from '../rsync/read-options'
import { AS_SSH_HAS_IT } from '../task/ssh-place'
import { TASK_DEFAULTS, type TaskSettings } from '../task/task'
import { validateTask } from '../task/task-schema'
import type { ScheduleFields } from '../schedule/schedule'
import type { RsyncCall } from './command-line'
import { applyOptions, flagSettings, type Effects } from './option-effects'
import { readPlace, type Place } from './places'
import {
  inOneLine,
  Refused,
  type ImportContext,
  type SshPlaceOfText,
  type SshSaying,
} from './reading'
import { readEnvironment } from './rsync-environment'
import { readOptions } from './rsync-options'
import { readRemoteShell, type SshWay } from './ssh-words'

/** What a command does not say itself. */
export interface CommandSurroundings extends Pick<ImportContext, 'user' | 'sshSays'> {
  readonly desc: string
  readonly schedule: ScheduleFields
}

const DEFAULT_SSH_PORT = 22

/**
 * An rsync as a task that does the same.
 * @throws Refused with one sentence
 */
export function readCommand(call: RsyncCall, around: CommandSurroundings) {
  for (const { text } of call.words) refuseWord(text)
  const user = call.user ?? around.user
  const environment = environmentOf(call)
  const { options, operands, notes } = readOptions([...environment.options, ...call.words])
  const draft = applyOptions(options, call.folder)
  if (operands.length < 2) throw new Refused(say('exchange.refused.noDestination'))
  if (operands.length > 2) {
    const key = draft.flags.delete ? 'severalAndDelete' : 'severalSources'
    throw new Refused(say(`exchange.refused.${key}`))
  }
  const [from, to] = operands.map((word, index) =>
    readPlace(word, {
      folder: call.folder,
      isSecluded: draft.isSecluded,
      keepsPath: index === 0 && draft.keepsPaths,
    }),
  ) as [Place, Place]
  const isPush = from.kind === 'local'
  const [local, remote] = isPush ? [from, to] : [to, from]
  if (local.kind !== 'local') throw new Refused(say('exchange.refused.bothRemote'))
  if (remote.kind === 'local') throw new Refused(say('exchange.refused.bothLocal'))
  // Without a name rsync signs in at a daemon as $USER; a task does so as its own user.
  const login = environment.login === user ? null : environment.login
  const sshSays = (place: SshPlaceOfText) => around.sshSays?.(user, place) ?? null
  const way = remotePart(remote, draft, environment.remoteShell, { user, login, sshSays })
  const direction = isPush ? 'PUSH' : 'PULL'
  const places = { ...TASK_DEFAULTS, path: local.path, user, direction, ...way.settings } as const
  const effects = draft.settle(places)
  const settings = validated({
    ...places,
    desc: around.desc,
    schedule: around.schedule,
    enabled: false,
    ...flagSettings(effects),
  })
  refuseParameters(settings)
  const all = [
    ...[call.notes, environment.notes, notes, effects.notes, way.notes],
    ...[flatNotes(effects, settings), umaskNotes(call, settings)],
  ]
  return { settings, notes: [...new Set(all.flat())] }
}

/** @throws Refused for a word that no rsync understands, or that is not what was written */
function refuseWord(text: string): void {
  if (text.includes('\uFFFD'))
    throw new Refused(say('exchange.refused.notUtf8', { text: inOneLine(text) }))
  if (/^-[\w-]+\s+-/.test(text))
    throw new Refused(say('exchange.refused.oneWord', { text: inOneLine(text) }))
}

function environmentOf({ environment, words }: RsyncCall) {
  const isDaemon = words.some(({ text }) => /^(rsync:\/\/|[^/-][^/]*::)/i.test(text))
  const reading = readWords(words.map(({ text }) => text))
  return readEnvironment(environment, isDaemon, isOn(reading, 'cvs-exclude') === true)
}

const NO_WAY: SshWay = { port: null, user: null, jump: null, notes: [] }

/** As whom a task runs, and signs in. */
interface Signer {
  readonly user: string
  /** At a daemon; null for the same name. */
  readonly login: string | null
  readonly sshSays: (place: SshPlaceOfText) => SshSaying | null
}

/**
 * A task leaves the hosts in between to ssh_config.
 * @throws Refused where that does not have those of the command
 */
function refuseOtherJump(
  jump: string | null,
  says: SshSaying | null,
  { host, user }: { readonly host: string; readonly user: string },
): void {
  if (jump === null) return
  const [asked, known] = [hopsOf(jump), hopsOf(says?.proxyJump ?? 'none')]
  if (asked === known) return
  if (asked === '')
    throw new Refused(say('exchange.refused.sshOption', { option: `-J ${inOneLine(jump)}` }))
  throw new Refused(say('exchange.refused.jump', { host, user, jump: inOneLine(jump) }))
}

/** Without what makes no difference; empty for none. */
function hopsOf(jump: string): string {
  const hops = jump.split(',').map((hop) => hop.trim().replace(/^ssh:\/\//, ''))
  return hops.join() === 'none' ? '' : hops.join()
}

/** Plain rsync skips the folder of the command; the task of Recursive off does not. */
function flatNotes({ skipsFolders }: Effects, settings: TaskSettings): string[] {
  if (!skipsFolders) return []
  const source = sourceOf(settings)
  if (copiesContents(source)) return [say('exchange.notes.notRecursive')]
  const name = inOneLine(source.split('/').at(-1) ?? '')
  return [say('exchange.notes.notRecursiveFolder', { name })]
}

/** The umask counts for what is new here, and for what `--chmod` does to everybody (chmod(1)). */
function umaskNotes({ hasUmask }: RsyncCall, { direction, extra }: TaskSettings): string[] {
  if (hasUmask !== true) return []
  const reading = readParameters(extra)
  const isWritingHere = direction === 'PULL' || withEffect(reading, 'writes-here').length > 0
  const chmods = reading.options.filter(({ name, isRemote }) => name === 'chmod' && !isRemote)
  const changes = chmods.flatMap(({ value }) => (value ?? '').split(','))
  const isMasked = changes.some((change) => /^[DF]?[-+=]/.test(change))
  return [
    ...(isWritingHere ? [say('exchange.notes.umask')] : []),
    ...(isMasked ? [say('exchange.notes.umaskOfChmod')] : []),
  ]
}

function remotePart(
  remote: Exclude<Place, { kind: 'local' }>,
  effects: Pick<Effects, 'remoteShell' | 'port'>,
  remoteShell: string | null,
  { user: owner, login, sshSays }: Signer,
): { settings: Partial<TaskSettings>; notes: readonly string[] } {
  if (remote.kind === 'daemon') {
    if (effects.remoteShell !== null) throw new Refused(say('exchange.refused.daemonOverShell'))
    if (remote.path === '') throw new Refused(say('exchange.refused.noModule'))
    const hasPort = /:\d+$/.test(remote.host)
    const port = effects.port === null || hasPort ? '' : `:${effects.port}`
    const remoteHost = `${at(remote.user ?? login)}${remote.host}${port}`
    return { settings: { mode: 'MODULE', remoteHost, remoteModule: remote.path }, notes: [] }
  }
  const shell = effects.remoteShell ?? remoteShell
  const way = shell === null ? NO_WAY : readRemoteShell(shell)
  // rsync puts its own -l behind, and of several ssh takes the first.
  const user = way.user ?? remote.user
  const remoteHost = `${at(user)}${remote.host}`
  // ssh hands a name to the commands of ssh_config, which a shell reads: only a sound one is asked about.
  const place = parseRemoteHost(remoteHost)
  const host = place?.host ?? remote.host
  const isAsked = place !== null && (way.port === null || way.jump !== null)
  const says = isAsked ? sshSays({ host, username: user }) : null
  refuseOtherJump(way.jump, says, { host, user: owner })
  // What the command leaves to ssh_config, the task does, too.
  const isLeft = way.port === null && says?.isElsewhere === true
  const isOpen = !isLeft && (user === null || way.port === null)
  return {
    settings: {
      mode: 'SSH',
      remoteHost,
      remotePort: way.port ?? (isLeft ? AS_SSH_HAS_IT : DEFAULT_SSH_PORT),
      remotePath: remote.path,
    },
    notes: isOpen ? [...way.notes, say('exchange.notes.sshConfig')] : way.notes,
  }
}

const at = (user: string | null) => (user === null ? '' : `${user}@`)

/** The rules of a task have the last word. */
function validated(input: unknown): TaskSettings {
  const validation = validateTask(input)
  if (validation.ok) return validation.settings
  const [first] = validation.errors
  throw new Refused(
    say('exchange.refused.invalid', { field: first?.field ?? '', message: first?.message ?? '' }),
    validation.errors,
  )
}

/** @throws Refused for parameters that cannot be meant */
function refuseParameters({ extra }: TaskSettings): void {
  const error = adviseParameters(extra).find(({ level }) => level === 'error')
  if (error) throw new Refused(say('exchange.refused.parameter', { message: error.message }))
}
