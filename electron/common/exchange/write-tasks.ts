import { say } from '../i18n/say'
import { buildCommand, type CommandContext } from '../rsync/build-command'
import { shellQuote } from '../rsync/quote'
import { CRON_FIELDS, cronValues, isUnrestricted, type CronField } from '../schedule/cron-field'
import type { ScheduleFields } from '../schedule/schedule'
import type { SshConnection } from '../ssh/credentials'
import { bracketed } from '../task/remote-host'
import { taskName, type Task, type TaskSettings } from '../task/task'
import { toWire } from '../task/wire-names'
import { utf8Length } from '../utf8'
import { OWNER_NOTE } from './owner-note'

export const EXPORT_KINDS = ['truenas', 'script', 'crontab'] as const
export type ExportKind = (typeof EXPORT_KINDS)[number]

/** What an export needs to know beside the tasks. */
export interface ExportContext extends Pick<CommandContext, 'sshProgram'> {
  /** `rsync` unless the settings name another. */
  readonly rsyncProgram?: string
  readonly connections: readonly SshConnection[]
  /** Tasks with a password for their module, which no export ever holds. */
  readonly hasPassword: (taskId: number) => boolean
}

/** A task cannot be said in that form; `message` is one sentence. */
export class NotExportable extends Error {}

/** cron reads no longer command (Debian's MAX_COMMAND). */
const MAX_CRON_COMMAND = 998

/**
 * Tasks as a text for elsewhere. Never holds a secret; what it needs to run is said in comments.
 * @throws NotExportable
 */
export function writeTasks(
  kind: ExportKind,
  tasks: readonly Task[],
  context: ExportContext,
): string {
  if (kind === 'truenas') return `${JSON.stringify(tasks.map(wire), null, 2)}\n`
  if (kind === 'script' && tasks.length !== 1)
    throw new NotExportable(say('exchange.export.oneTask'))
  const blocks = tasks.map((task) =>
    kind === 'script' ? block(task, context) : cronBlock(task, context),
  )
  const head = kind === 'script' ? ['#!/bin/sh', ''] : []
  return `${[...head, blocks.join('\n\n')].join('\n')}\n`
}

function wire({ id: _id, revision: _revision, ...settings }: Task): Record<string, unknown> {
  return toWire(settings)
}

/** The command, with all that is to be known about it above it. */
function block(task: Task, context: ExportContext): string {
  return [...comments(task, context), words(task, context).join(' \\\n  ')].join('\n')
}

function cronBlock(task: Task, context: ExportContext): string {
  const line = words(task, context).join(' ')
  const name = taskName(task)
  if (line.includes('\n')) throw new NotExportable(say('exchange.export.lineBreak', { name }))
  const command = line.replaceAll('%', '\\%')
  if (utf8Length(command) > MAX_CRON_COMMAND)
    throw new NotExportable(say('exchange.export.tooLong', { name, max: MAX_CRON_COMMAND }))
  return [...comments(task, context), `${cronTimes(task.schedule)} ${command}`].join('\n')
}

function comments(task: Task, context: ExportContext): string[] {
  const needs = needsOf(task, context)
  const desc = task.desc.replace(/\s+/g, ' ').trim()
  return [
    ...needs.map(comment),
    // Parted from what follows, so that the description alone is read back.
    ...(needs.length > 0 ? [''] : []),
    comment(OWNER_NOTE.write(task.user)),
    ...(desc === '' ? [] : [comment(desc)]),
  ]
}

const comment = (text: string) => `# ${text.replace(/\s+/g, ' ')}`

/** The secrets that the command goes without. */
function needsOf(task: Task, { connections, hasPassword }: ExportContext): string[] {
  const connection = connectionOf(task, connections)
  const keys = connection?.remoteHostKey.split('\n').filter((line) => /^[^#\s]/.test(line)) ?? []
  return [
    ...(hasPassword(task.id) && task.mode === 'MODULE' ? [say('exchange.export.password')] : []),
    ...(connection ? [say('exchange.export.key', { name: connection.name })] : []),
    ...(keys.length > 0
      ? [say('exchange.export.hostKeys'), ...keys.map((key) => `${placeOf(connection)} ${key}`)]
      : []),
  ]
}

function connectionOf(task: TaskSettings, connections: readonly SshConnection[]) {
  if (task.mode !== 'SSH' || task.sshCredentials === null) return undefined
  return connections.find(({ id }) => id === task.sshCredentials)
}

function placeOf(connection: SshConnection | undefined): string {
  const { host = '', port = 22 } = connection ?? {}
  return port === 22 ? host : `[${host}]:${port}`
}

/** The words of the shell. A connection's place is named; its key is found by ssh itself. */
function words(task: Task, context: ExportContext): string[] {
  const connection = connectionOf(task, context.connections)
  if (task.mode === 'SSH' && task.sshCredentials !== null && !connection)
    throw new NotExportable(say('exchange.export.noConnection', { name: taskName(task) }))
  const settings = connection
    ? {
        ...task,
        sshCredentials: null,
        remoteHost: `${connection.username}@${bracketed(connection.host)}`,
        remotePort: connection.port,
      }
    : task
  const { sshProgram, rsyncProgram } = context
  const { argv } = buildCommand(settings, { isBare: true, ...(sshProgram ? { sshProgram } : {}) })
  return [rsyncProgram ?? 'rsync', ...argv].map(shellQuote)
}

const STEP_FROM: Readonly<Record<CronField, string>> = {
  minute: '59',
  hour: '23',
  dom: '31',
  month: '12',
  dow: '7',
}

/**
 * A schedule that cron keeps as we do. Days of month and of week, both set, mean either: cron
 * takes that back when one begins with `*`, so the star of a step is written as its range.
 */
function cronTimes(schedule: ScheduleFields): string {
  const isSet = (field: 'dom' | 'dow') =>
    !isUnrestricted(field, cronValues(field, schedule[field]) ?? [])
  const areBoth = isSet('dom') && isSet('dow')
  return CRON_FIELDS.map((field) => {
    const isDay = field === 'dom' || field === 'dow'
    // A field that allows every day is `*` to cron only when it says so.
    if (isDay && !isSet(field)) return '*'
    return schedule[field]
      .split(',')
      .map((part) => cronPart(field, part, isDay && areBoth))
      .join(',')
  }).join(' ')
}

function cronPart(field: CronField, part: string, isStarless: boolean): string {
  const [range = '', step] = part.split('/')
  if (step === undefined) return part
  const first = field === 'dom' || field === 'month' ? '1' : '0'
  if (range === '*') return isStarless ? `${first}-${STEP_FROM[field]}/${step}` : part
  // From a number on in steps: to cron that is no range.
  return range.includes('-') ? part : `${range}-${STEP_FROM[field]}/${step}`
}
