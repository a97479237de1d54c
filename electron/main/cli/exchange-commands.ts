import { systemErrorText } from '@common/text/system-error'
import { AppError, type FieldError } from '@common/errors'
import type { FoundTask, ImportReading, Refusal } from '@common/exchange/reading'
import { EXPORT_KINDS } from '@common/exchange/write-tasks'
import { say } from '@common/i18n/say'
import { shellQuote } from '@common/rsync/quote'
import { toCron } from '@common/schedule/schedule'
import { toWire } from '@common/task/wire-names'
import { chosenOf } from '@core/exchange/exchange-desk'
import { saveText } from '@core/files/chosen-files'
import type { Command } from './execute'
import { answer } from './json-io'
import { EXIT, UsageError, type CliIo } from './request'
import { table } from './table'
import { wireTask } from './wire-run'

/**
 * Of JSON all tasks or none are taken, as it comes from a program; of a crontab or commands those
 * that can be, since a person wrote them for something else.
 */
export const importTasks: Command = async (engine, { input, json, preview, values }, io) => {
  const text = input ?? ''
  const reading = await engine.exchange.read(text)
  if (preview) return show(reading, json, io)
  const chosen = numbers(values['only'], '--only')?.map((number) => number - 1) ?? null
  const isLost = reading.found.length === 0 || (reading.kind === 'truenas' && chosen === null)
  if (reading.refused.length > 0 && isLost) throw nothingImported(reading)
  const enable = values['enable'] === true
  const tasks = engine.tasks.add(chosenOf(reading, { chosen, enable }))
  for (const { place, notes } of reading.found)
    for (const note of notes)
      io.error(`${say('cli.importNote', { place: placeText(reading, place), note })}\n`)
  for (const { place, reason } of reading.refused)
    io.error(`${say('cli.notTaken', { place: placeText(reading, place), reason })}\n`)
  countSkipped(reading, io)
  if (json) answer(io, tasks.map(wireTask))
  else io.out(`${say('cli.imported', {}, tasks.length)}\n`)
  return EXIT.ok
}

export const exportTasks: Command = async (engine, { output, values }, io) => {
  const kind = EXPORT_KINDS.find((known) => known === (values['as'] ?? 'truenas'))
  if (kind === undefined)
    throw new UsageError(say('cli.exportKinds', { kinds: EXPORT_KINDS.join(', ') }))
  const text = await engine.exchange.write(kind, numbers(values['only'], '--only'))
  if (output === null) io.out(text)
  else await writeExport(output, text)
  return EXIT.ok
}

export const duplicate: Command = (engine, { id }, io) => {
  answer(io, wireTask(engine.exchange.duplicate(id ?? 0)))
  return EXIT.ok
}

/** Writes a file that only its owner can read. */
export async function writeExport(path: string, text: string): Promise<void> {
  try {
    await saveText(path, text, 0o600)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('STORAGE_FAILED', say('cli.exportFailed', { error: systemErrorText(error) }))
  }
}

/** `1,3` as numbers; null when the option was not given. */
function numbers(text: string | boolean | undefined, option: string): number[] | null {
  if (text === undefined) return null
  const all = String(text).split(',').map(Number)
  if (all.some((number) => !Number.isSafeInteger(number) || number < 1))
    throw new UsageError(say('cli.numbers', { option }))
  return all
}

function nothingImported({ refused, found, kind }: ImportReading): AppError {
  const isOne = refused.length + found.length === 1
  const fields = refused.flatMap(({ place, reason, errors }): FieldError[] => {
    const where = kind === 'truenas' ? (isOne ? '' : place) : say('cli.line', { line: place })
    if (kind !== 'truenas' || errors.length === 0) return [{ field: where, message: reason }]
    return errors.map(({ field, message }) => ({
      field: field === '' || where === '' ? `${where}${field}` : `${where}.${field}`,
      message,
    }))
  })
  return new AppError('INVALID_INPUT', say('cli.nothingImported'), fields)
}

function show(reading: ImportReading, json: boolean, io: CliIo): number {
  const { kind, found, refused } = reading
  if (json) {
    const tasks = found.map(({ place, settings, notes }) => ({ place, notes, ...toWire(settings) }))
    const left = refused.map(({ place, text, reason }) => ({ place, text, reason }))
    answer(io, { kind, tasks, refused: left, skipped: reading.skipped })
    return EXIT.ok
  }
  const columns = ['no', 'place', 'direction', 'path', 'remote', 'schedule', 'parameters'] as const
  io.out(table(columns, found.map(row)))
  const lines = [...found.flatMap(noteLines), ...refused.flatMap(refusalLines)]
  for (const [place, line] of lines) io.error(`${line(placeText(reading, place))}\n`)
  countSkipped(reading, io)
  return EXIT.ok
}

/** One line for all commands that are no concern of an import. */
function countSkipped({ skipped }: ImportReading, io: CliIo): void {
  if (skipped > 0) io.error(`${say('cli.skipped', {}, skipped)}\n`)
}

function row({ place, settings, remote }: FoundTask, index: number): string[] {
  const { direction, path, schedule, extra } = settings
  const parameters = extra.join(' ')
  return [
    ...[String(index + 1), place, direction, shellQuote(path), remote],
    ...[toCron(schedule), parameters],
  ]
}

type Line = readonly [place: string, line: (place: string) => string]
const noteLines = ({ place: at, notes }: FoundTask): Line[] =>
  notes.map((note) => [at, (place) => say('cli.importNote', { place, note })])
const refusalLines = ({ place: at, reason }: Refusal): Line[] => [
  [at, (place) => say('cli.notTaken', { place, reason })],
]
const placeText = ({ kind }: ImportReading, place: string) =>
  kind === 'truenas' ? place : say('cli.line', { line: place })

/** Shows the programs in use, or chooses others. */
export const programs: Command = async (engine, { values }, io) => {
  const given = (['rsync', 'ssh'] as const).filter((name) => typeof values[name] === 'string')
  const changes = Object.fromEntries(given.map((name) => [name, values[name] || null]))
  const { rsync, ssh, problem } =
    given.length > 0 ? await engine.programs.update(changes) : await engine.programs.state()
  const { kind, version, protocol, capabilities, compressions } = rsync ?? {}
  answer(io, {
    rsync: {
      ...{ path: engine.programs.rsync, kind, version, protocol, problem },
      ...{ capabilities, compress_list: compressions },
    },
    ssh: { path: engine.programs.ssh, version: ssh },
  })
  return rsync === null || ssh === null || problem !== null ? EXIT.otherwise : EXIT.ok
}
