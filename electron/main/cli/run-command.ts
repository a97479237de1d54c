import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { isRealRun, type Run, type RunProgress, type Wait } from '@common/run/run'
import { stopCause } from '@common/run/stop-cause'
import { terminalLine } from '@common/text/visible-text'
import type { Engine } from '@core/engine'
import type { Command } from './execute'
import { showPreview } from './preview-command'
import { progressText } from './progress-text'
import { EXIT, UsageError, type CliIo } from './request'
import { REDRAW } from './safe-io'
import { wireRun } from './wire-run'

/** Off a terminal progress would fill a log; one line in this many per cent is enough. */
const PERCENT_STEP = 10

export const runOrPreview: Command = async (engine, { id, json, preview, anyway }, io) => {
  const taskId = id ?? 0
  if (preview && anyway) throw new UsageError(say('cli.previewOrAnyway'))
  if (preview) return showPreview(engine, taskId, json, io)
  if (!anyway) return runAndWait(engine, taskId, json, io)
  return follow(engine, await startAnyway(engine, taskId), json, io)
}

/** Runs a task to its end with live progress; Ctrl-C stops it. */
export async function runAndWait(
  engine: Engine,
  taskId: number,
  json: boolean,
  io: CliIo,
): Promise<number> {
  return follow(engine, await engine.startRun(taskId, 'command-line'), json, io)
}

/** What the task's last run would have done, had it not been held. */
async function startAnyway({ tasks, book, safety }: Engine, taskId: number): Promise<Run> {
  const last = book.ofTask(tasks.get(taskId).id).find(isRealRun)
  if (!last?.hold) throw new AppError('CONFLICT', say('cli.notHeld', { task: taskId }))
  const { previewId, findings } = last.hold
  if (previewId === null) throw new AppError('CONFLICT', findings[0]?.message ?? last.reason)
  return safety.startApproved(previewId, 'command-line')
}

async function follow(engine: Engine, run: Run, json: boolean, io: CliIo): Promise<number> {
  const { id } = run
  tellWait(engine.runs.waitOf(run), json, io)
  const show = json ? jsonProgress(io) : textProgress(io)
  const onProgress = (run: Run, progress: RunProgress) => {
    if (run.id === id) show(progress)
  }
  const stop = () => void engine.runs.stop(id, stopCause(io.interrupted.reason))
  engine.runs.events.on('progressed', onProgress)
  io.interrupted.addEventListener('abort', stop)
  if (io.interrupted.aborted) stop()
  try {
    const run = await engine.runs.ended(id)
    if (!json && io.isTerminal) io.error(REDRAW)
    tellOutcome(run, engine.archive.logPath(id), json, io)
    return run.state === 'SUCCESS' ? EXIT.ok : EXIT.otherwise
  } finally {
    engine.runs.events.off('progressed', onProgress)
    io.interrupted.removeEventListener('abort', stop)
  }
}

function tellWait(wait: Wait | null, json: boolean, io: CliIo): void {
  if (wait === null) return
  const reason = waitText(wait)
  if (json) void io.out(`${JSON.stringify({ type: 'waiting', reason })}\n`)
  else void io.error(`${reason}\n`)
}

function waitText(wait: Wait): string {
  if (wait.kind === 'same-task') return say('cli.waitsForTask', { run: wait.runId })
  if (wait.kind === 'limit') return say('cli.waitsForPlace', { limit: wait.limit }, wait.limit)
  return say('cli.waitsForTree', { run: wait.runId, task: wait.taskId })
}

function tellOutcome(run: Run, logPath: string, json: boolean, io: CliIo): void {
  if (json) io.out(`${JSON.stringify({ type: 'outcome', ...wireRun(run, logPath) })}\n`)
  else {
    const log = say('cli.log', { path: logPath })
    io.out(`${run.state}: ${terminalLine(run.reason)}\n${failedPathsText(run)}${log}\n`)
  }
  if (json || !run.hold) return
  for (const { message } of run.hold.findings.slice(1)) io.error(`${terminalLine(message)}\n`)
  if (run.hold.canRunAnyway) io.error(`${say('cli.howToGoOn', { task: run.taskId })}\n`)
}

/** The paths that failed, one a line. */
function failedPathsText({ failedPaths }: Run): string {
  if (!failedPaths) return ''
  const { paths, total } = failedPaths
  const left = total - paths.length
  return [
    ...paths.map(({ path, reason }) => `  ${terminalLine(path)}: ${terminalLine(reason)}`),
    ...(left > 0 ? [`  ${say('cli.moreInLog', {}, left)}`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('')
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
        current_file: progress.currentFile,
      })}\n`,
    )
}

function textProgress(io: CliIo): (progress: RunProgress) => void {
  if (io.isTerminal) return (progress) => io.error(`${REDRAW}${progressText(progress)}`)
  let next = 0
  return (progress) => {
    if (progress.percent === null || progress.percent < next) return
    next = progress.percent - (progress.percent % PERCENT_STEP) + PERCENT_STEP
    io.error(`${progressText(progress)}\n`)
  }
}
