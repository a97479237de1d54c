import { invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import { toCron } from '@common/schedule/schedule'
import type { TaskSettings } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import { hostOf, remoteOf, type TaskView } from '@common/task/task-view'
import { fromWire } from '@common/task/wire-names'
import { childEnvironment } from '@core/system/run-as'
import type { Command } from './execute'
import { EXIT, UsageError } from './request'
import { answer, readJson } from './json-io'
import { table } from './table'
import { targetOf } from './wire-connection'
import { wireTask, wireView } from './wire-run'

export const list: Command = (engine, { json }, io) => {
  const views = engine.views()
  if (json)
    answer(
      io,
      views.map((view) => wireView(view, (id) => engine.archive.logPath(id))),
    )
  else
    io.out(
      table(
        ['id', 'state', 'enabled', 'direction', 'path', 'remote', 'schedule', 'description'],
        views.map(row),
      ),
    )
  return EXIT.ok
}

export const create: Command = async (engine, { input }, io) => {
  answer(io, wireTask(await engine.tasks.create(fromWire(readJson(input)))))
  return EXIT.ok
}

export const get: Command = (engine, { id }, io) => {
  answer(io, wireTask(engine.tasks.get(id ?? 0)))
  return EXIT.ok
}

export const update: Command = async (engine, { id, input }, io) => {
  const changes = fromWire(readJson(input))
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    throw new UsageError(say('cli.changesObject'))
  }
  answer(io, wireTask(await engine.tasks.update(id ?? 0, changes, null)))
  return EXIT.ok
}

export const remove: Command = async (engine, { id, json }, io) => {
  await engine.removal.remove(id ?? 0)
  if (json) answer(io, { deleted: id })
  else io.out(`${say('cli.taskDeleted', { id: id ?? 0 })}\n`)
  return EXIT.ok
}

export const command: Command = async (engine, { id, input }, io) => {
  const { settings, connection } =
    id === null
      ? fromFile(readJson(input))
      : { settings: engine.tasks.get(id), connection: undefined }
  const account = await engine.accounts.find(settings.user)
  const env = childEnvironment(
    process.env,
    account ?? unknownAccount(settings.user),
    settings.user !== engine.accounts.current.name,
  )
  answer(io, {
    program: engine.programs.rsync,
    ...engine.planner.command(settings, connection),
    env,
  })
  return EXIT.ok
}

/** A task from a file; `ssh_credentials` may be a whole connection, as TrueNAS shows it. */
function fromFile(input: unknown) {
  const given = (input as { ssh_credentials?: unknown } | null)?.ssh_credentials
  const connection =
    typeof given === 'object' && given !== null
      ? targetOf(given as Record<string, unknown>)
      : undefined
  const task = connection ? { ...(input as object), ssh_credentials: 1 } : input
  return { settings: checkedShape(fromWire(task)), connection }
}

function checkedShape(input: unknown): TaskSettings {
  const validation = validateTask(input)
  if (!validation.ok) throw invalidInput(validation.errors)
  return validation.settings
}

/** `command --file` asks nothing of the machine: an unknown user is shown as if it were there. */
function unknownAccount(name: string) {
  return { name, uid: -1, gid: -1, home: `/home/${name}` }
}

function row(view: TaskView): string[] {
  const { task, run } = view
  return [
    String(task.id),
    run?.state ?? 'PENDING',
    say(task.enabled ? 'cli.yes' : 'cli.no'),
    task.direction,
    task.path,
    remoteOf(task, hostOf(view)),
    toCron(task.schedule),
    task.desc,
  ]
}
