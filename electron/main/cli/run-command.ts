import { say } from '@common/i18n/say'
import type { Run, RunProgress } from '@common/run/run'
import type { Engine } from '@core/engine'
import type { Command } from './execute'
import { preview } from './preview-command'
import { progressText } from './progress-text'
import { EXIT, type CliIo } from './request'
import { wireRun } from './wire-run'

/** Off a terminal progress would fill a log; one line in this many per cent is enough. */
const PERCENT_STEP = 10

export const runOrPreview: Command = (engine, request, io) =>
  request.preview
    ? preview(engine, request.id ?? 0, request.json, io)
    : runAndWait(engine, request.id ?? 0, request.json, io)

/** Runs a task to its end with live progress; Ctrl-C stops it. */
export async function runAndWait(
  engine: Engine,
  taskId: number,
  json: boolean,
  io: CliIo,
): Promise<number> {
  const { id } = await engine.startRun(taskId, 'command-line')
  const show = json ? jsonProgress(io) : textProgress(io)
  const onProgress = (run: Run, progress: RunProgress) => {
    if (run.id === id) show(progress)
  }
  const stop = () => void engine.runs.stop(id)
  engine.runs.events.on('progressed', onProgress)
  io.interrupted.addEventListener('abort', stop)
  if (io.interrupted.aborted) stop()
  try {
    const run = await engine.runs.ended(id)
    if (!json && io.isTerminal) io.error('\r\x1b[K')
    tellOutcome(run, engine.archive.logPath(id), json, io)
    return run.state === 'SUCCESS' ? EXIT.ok : EXIT.otherwise
  } finally {
    engine.runs.events.off('progressed', onProgress)
    io.interrupted.removeEventListener('abort', stop)
  }
}

function tellOutcome(run: Run, logPath: string, json: boolean, io: CliIo): void {
  if (json) io.out(`${JSON.stringify({ type: 'outcome', ...wireRun(run, logPath) })}\n`)
  else io.out(`${run.state}: ${run.reason}\n${say('cli.log', { path: logPath })}\n`)
}

function jsonProgress(io: CliIo): (progress: RunProgress) => void {
  return (progress) =>
    io.out(
      `${JSON.stringify({
        type: 'progress',
        percent: progress.percent,
        bytes: progress.bytes,
        bytes_per_second: progress.bytesPerSecond,
        seconds_left: progress.secondsLeft,
        files_done: progress.filesDone,
        files_sent: progress.filesSent,
        files: progress.filesKnown,
      })}\n`,
    )
}

function textProgress(io: CliIo): (progress: RunProgress) => void {
  if (io.isTerminal) return (progress) => io.error(`\r\x1b[K${progressText(progress)}`)
  let next = 0
  return (progress) => {
    if (progress.percent === null || progress.percent < next) return
    next = progress.percent - (progress.percent % PERCENT_STEP) + PERCENT_STEP
    io.error(`${progressText(progress)}\n`)
  }
}
