import { open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { isRealRun } from '@common/run/run'
import { isAbsent } from '@common/text/system-error'
import type { Command } from './execute'
import { EXIT } from './request'
import { table } from './table'
import { wireRun } from './wire-run'

export const runs: Command = (engine, { id, json }, io) => {
  const { id: taskId } = engine.tasks.get(id ?? 0)
  const all = engine.book.ofTask(taskId)
  if (json)
    io.out(
      `${JSON.stringify(
        all.map((run) => wireRun(run, engine.archive.logPath(run.id))),
        null,
        2,
      )}\n`,
    )
  else {
    const time = (ms: number | null) => (ms === null ? '-' : new Date(ms).toISOString())
    const rows = all.map((run) => [
      String(run.id),
      run.state,
      run.trigger,
      time(run.startedAt),
      time(run.endedAt),
      run.reason,
    ])
    io.out(table(['run', 'state', 'trigger', 'started', 'ended', 'reason'], rows))
  }
  return EXIT.ok
}

export const logs: Command = async (engine, { id, run: number, json }, io) => {
  const { id: taskId } = engine.tasks.get(id ?? 0)
  const all = engine.book.ofTask(taskId).filter(isRealRun)
  const run = number === null ? all[0] : all.find((candidate) => candidate.id === number)
  if (!run) {
    const message =
      number === null
        ? say('cli.neverRan', { task: taskId })
        : say('cli.noSuchRun', { task: taskId, run: number })
    throw new AppError('NOT_FOUND', message)
  }
  const path = engine.archive.logPath(run.id)
  const file = await open(path).catch((error: unknown) => {
    throw isAbsent(error) ? new AppError('NOT_FOUND', say('cli.noLog', { run: run.id })) : error
  })
  try {
    const decoder = new StringDecoder('utf8')
    // A log can be larger than the longest text, so it is never put together as a whole.
    const write = (part: string) => io.out(json ? JSON.stringify(part).slice(1, -1) : part)
    const shell = JSON.stringify({ run: run.id, logs_path: path, log: '' })
    // The log goes between the last quotes.
    if (json) await io.out(shell.slice(0, -2))
    for await (const chunk of file.createReadStream({ autoClose: false }))
      await write(decoder.write(chunk as Buffer))
    await write(decoder.end())
    if (json) await io.out(`${shell.slice(-2)}\n`)
  } finally {
    await file.close()
  }
  return EXIT.ok
}
