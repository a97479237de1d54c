import { say } from '../i18n/say'
import { adviseParameters } from '../rsync/parameter-advice'
import { TASK_DEFAULTS, type TaskSettings } from '../task/task'
import { validateTask } from '../task/task-schema'
import type { ScheduleFields } from '../schedule/schedule'
import { findRsync } from './command-line'
import { applyOptions, flagSettings, type Effects } from './option-effects'
import { readPlace, type Place } from './places'
import { Refused, type ImportContext } from './reading'
import { readOptions } from './rsync-options'
import type { Statement } from './shell-text'
import { readRemoteShell } from './ssh-words'

/** Where a command stands: what it does not say itself. */
export interface CommandSurroundings extends Pick<ImportContext, 'user'> {
  /** Where it is started; null when nobody knows. */
  readonly folder: string | null
  readonly desc: string
  readonly schedule: ScheduleFields
}

const DEFAULT_SSH_PORT = 22

/**
 * A command line with one rsync as a task that runs the same.
 * @throws Refused with one sentence
 */
export function readCommand(statement: Statement, around: CommandSurroundings) {
  const call = findRsync(statement)
  const { options, operands, notes } = readOptions(call.words)
  const folder = call.folder ?? around.folder
  const effects = applyOptions(options, folder)
  if (operands.length < 2) throw new Refused(say('exchange.refused.noDestination'))
  if (operands.length > 2) throw new Refused(say('exchange.refused.severalSources'))
  const [from, to] = operands.map((word) => readPlace(word, { folder, ...effects })) as [
    Place,
    Place,
  ]
  const isPush = from.kind === 'local'
  const [local, remote] = isPush ? [from, to] : [to, from]
  if (local.kind !== 'local') throw new Refused(say('exchange.refused.bothRemote'))
  if (remote.kind === 'local') throw new Refused(say('exchange.refused.bothLocal'))
  const way = remotePart(remote, effects, call.remoteShell)
  const settings = validated({
    ...TASK_DEFAULTS,
    ...{ path: local.path, user: call.user ?? around.user, direction: isPush ? 'PUSH' : 'PULL' },
    ...{ desc: around.desc, schedule: around.schedule, enabled: false },
    ...flagSettings(effects),
    ...way.settings,
  })
  return {
    settings,
    notes: [...call.notes, ...notes, ...effects.notes, ...way.notes, ...advice(settings)],
  }
}

function remotePart(
  remote: Exclude<Place, { kind: 'local' }>,
  effects: Effects,
  remoteShell: string | null,
): { settings: Partial<TaskSettings>; notes: readonly string[] } {
  if (remote.kind === 'daemon') {
    if (effects.remoteShell !== null) throw new Refused(say('exchange.refused.daemonOverShell'))
    if (remote.path === '') throw new Refused(say('exchange.refused.noModule'))
    const hasPort = /:\d+$/.test(remote.host)
    const port = effects.port === null || hasPort ? '' : `:${effects.port}`
    const remoteHost = `${at(remote.user)}${remote.host}${port}`
    return { settings: { mode: 'MODULE', remoteHost, remoteModule: remote.path }, notes: [] }
  }
  const shell = effects.remoteShell ?? remoteShell
  const way = shell === null ? { port: null, user: null, notes: [] } : readRemoteShell(shell)
  const user = remote.user ?? way.user
  const isOpen = user === null || way.port === null
  return {
    settings: {
      mode: 'SSH',
      remoteHost: `${at(user)}${remote.host}`,
      remotePort: way.port ?? DEFAULT_SSH_PORT,
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
