import { AppError, type FieldError } from '@common/errors'
import { toWireField } from '@common/task/wire-names'
import type { Engine } from '@core/engine'
import { helpText } from './command-specs'
import * as general from './general-commands'
import { practice } from './practice-command'
import { EXIT, UsageError, type CliIo, type CliRequest } from './request'
import { runOrPreview } from './run-command'
import { logs, runs } from './run-records'
import * as tasks from './task-commands'

export type Command = (engine: Engine, request: CliRequest, io: CliIo) => number | Promise<number>

const HANDLERS: Readonly<Record<string, Command>> = {
  help: (_engine, _request, io) => {
    io.out(helpText())
    return EXIT.ok
  },
  list: tasks.list,
  create: tasks.create,
  get: tasks.get,
  update: tasks.update,
  delete: tasks.remove,
  command: tasks.command,
  import: tasks.importTasks,
  export: tasks.exportTasks,
  run: runOrPreview,
  runs,
  logs,
  history: general.history,
  settings: general.settings,
  pause: general.pause,
  resume: general.resume,
  practice,
}

/** Carries out a command line; what went wrong is told, never thrown. Answers with the exit code. */
export async function execute(engine: Engine, request: CliRequest, io: CliIo): Promise<number> {
  try {
    const command = Object.hasOwn(HANDLERS, request.command) ? HANDLERS[request.command] : undefined
    if (!command) throw new UsageError(`There is no command "${request.command}".`)
    return await command(engine, request, io)
  } catch (error) {
    return tellError(error, request.json, io)
  }
}

/** Tells a failure: sentences on standard error, or JSON on standard output. */
export function tellError(error: unknown, json: boolean, io: Pick<CliIo, 'out' | 'error'>): number {
  const fields = fieldsOf(error)
  if (json) io.out(`${JSON.stringify({ errors: fields })}\n`)
  else
    for (const { field, message } of fields)
      io.error(field === '' ? `${message}\n` : `${field}: ${message}\n`)
  const isTheirs =
    error instanceof UsageError || (error instanceof AppError && error.code !== 'STORAGE_FAILED')
  return isTheirs ? EXIT.usage : EXIT.otherwise
}

function fieldsOf(error: unknown): readonly FieldError[] {
  if (error instanceof AppError && error.fields.length > 0) return error.fields.map(toWireField)
  const message = error instanceof Error ? error.message : String(error)
  return [{ field: error instanceof AppError && error.code === 'NOT_FOUND' ? 'id' : '', message }]
}
