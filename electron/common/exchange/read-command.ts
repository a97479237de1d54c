import { say } from '../i18n/say'
import { adviseParameters } from '../rsync/parameter-advice'
import { isOn } from '../rsync/option-questions'
import { readOptions as readWords } from '../rsync/read-options'
import { AS_SSH_HAS_IT } from '../task/ssh-place'
import { TASK_DEFAULTS, type TaskSettings } from '../task/task'
import { validateTask } from '../task/task-schema'
import type { ScheduleFields } from '../schedule/schedule'
import type { RsyncCall } from './command-line'
import { applyOptions, flagSettings, type Effects } from './option-effects'
import { readPlace, type Place } from './places'
import { inOneLine, Refused, type ImportContext } from './reading'
import { readEnvironment } from './rsync-environment'
import { readOptions } from './rsync-options'
import { readRemoteShell } from './ssh-words'

/** What a command does not say itself. */
export interface CommandSurroundings extends Pick<ImportContext, 'user' | 'isInSshConfig'> {
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
  const effects = applyOptions(options, call.folder)
  if (operands.length < 2) throw new Refused(say('exchange.refused.noDestination'))
  if (operands.length > 2) {
    const key = effects.flags.delete ? 'severalAndDelete' : 'severalSources'
    throw new Refused(say(`exchange.refused.${key}`))
  }
  const [from, to] = operands.map((word) => readPlace(word, { ...call, ...effects })) as [
    Place,
    Place,
  ]
  const isPush = from.kind === 'local'
  const [local, remote] = isPush ? [from, to] : [to, from]
  if (local.kind !== 'local') throw new Refused(say('exchange.refused.bothRemote'))
  if (remote.kind === 'local') throw new Refused(say('exchange.refused.bothLocal'))
  // Without a name rsync signs in at a daemon as $USER; a task does so as its own user.
  const login = environment.login === user ? null : environment.login
  const isInSshConfig = (host: string) => around.isInSshConfig?.(user, host) === true
  const way = remotePart(remote, effects, environment.remoteShell, login, isInSshConfig)
  const settings = validated({
    ...TASK_DEFAULTS,
    ...{ path: local.path, user, direction: isPush ? 'PUSH' : 'PULL' },
    ...{ desc: around.desc, schedule: around.schedule, enabled: false },
    ...flagSettings(effects),
    ...way.settings,
  })
  const all = [call.notes, environment.notes, notes, effects.notes, way.notes, advice(settings)]
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

function remotePart(
  remote: Exclude<Place, { kind: 'local' }>,
  effects: Effects,
  remoteShell: string | null,
  login: string | null,
  isInSshConfig: (host: string) => boolean,
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
  const way = shell === null ? { port: null, user: null, notes: [] } : readRemoteShell(shell)
  const user = remote.user ?? way.user
  // What the command leaves to ssh_config, the task does, too.
  const isLeft = way.port === null && isInSshConfig(remote.host)
  const isOpen = !isLeft && (user === null || way.port === null)
  return {
    settings: {
      mode: 'SSH',
      remoteHost: `${at(user)}${remote.host}`,
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

function advice({ extra }: TaskSettings): string[] {
  const all = adviseParameters(extra)
  const error = all.find(({ level }) => level === 'error')
  if (error) throw new Refused(say('exchange.refused.parameter', { message: error.message }))
  return [...new Set(all.map(({ message }) => say('exchange.notes.parameter', { message })))]
}
