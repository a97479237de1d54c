import { dayBounds, WHOLE_HISTORY, type HistoryQuery } from '@common/run/history'
import { historyCsv } from '@common/run/history-csv'
import { RUN_STATES } from '@common/run/run'
import { say } from '@common/i18n/say'
import { terminalLine } from '@common/text/visible-text'
import type { Engine } from '@core/engine'
import type { Command } from './execute'
import { answer } from './json-io'
import { EXIT, UsageError, type CliRequest } from './request'
import { table } from './table'
import { wireRun } from './wire-run'

const COLUMNS = [
  ...(['run', 'task', 'state', 'trigger', 'due', 'started', 'ended', 'reason'] as const),
] as const

const time = (ms: number | null) => (ms === null ? '-' : new Date(ms).toISOString())

export const history: Command = (engine, request, io) => {
  const rows = engine.archive.find(queryOf(engine, request))
  if (request.csv) io.out(io.isOutTerminal ? shown(historyCsv(rows)) : historyCsv(rows))
  else if (request.json) {
    const runs = rows.map(({ run, taskName }) => ({
      ...wireRun(run, engine.archive.logPath(run.id)),
      task_name: taskName,
    }))
    answer(io, runs)
  } else {
    const lines = rows.map(({ run, taskName }) => [
      ...[String(run.id), taskName, run.state, run.trigger],
      ...[time(run.slot), time(run.startedAt), time(run.endedAt), run.reason],
    ])
    io.out(table(COLUMNS, lines))
  }
  return EXIT.ok
}

/** A row stays one line on a terminal; a file gets the very characters. */
const shown = (csv: string) => csv.split('\r\n').map(terminalLine).join('\r\n')

/** @throws UsageError when an option is none of what it can be */
function queryOf(engine: Engine, { values }: CliRequest): HistoryQuery {
  const { task, state, from, to } = values
  const bound = (option: 'from' | 'to', text: string | boolean | undefined) => {
    if (text === undefined) return null
    const day = dayBounds(String(text), engine.clockwork.zone)
    if (day) return day[option]
    throw new UsageError(say('cli.notADay', { option, text: String(text) }))
  }
  return {
    ...WHOLE_HISTORY,
    taskIds: task === undefined ? [] : [taskId(String(task))],
    states: state === undefined ? [] : [knownState(String(state))],
    from: bound('from', from),
    to: bound('to', to),
  }
}

function taskId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new UsageError(say('cli.notANumber', { text, what: '--task' }))
}

function knownState(text: string) {
  const state = RUN_STATES.find((known) => known === text.toUpperCase())
  if (state) return state
  throw new UsageError(say('cli.notAState', { text, states: RUN_STATES.join(', ') }))
}
