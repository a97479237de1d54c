import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import {
  PAUSE_KINDS,
  type GeneralChanges,
  type GeneralSettings,
} from '@common/settings/general-settings'
import type { Engine } from '@core/engine'
import { doubtText } from '@core/run/clock-trust'
import type { Command } from './execute'
import { answer, readJson } from './json-io'
import { EXIT, UsageError } from './request'

/** Names on the outside, in the manner of TrueNAS. */
const WIRE_NAMES = {
  maxParallelRuns: 'max_parallel_runs',
  keepRunsDays: 'keep_runs_days',
  keepLogsMegabytes: 'keep_logs_megabytes',
} as const satisfies Record<keyof GeneralChanges, string>

const time = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

/** Shows the settings, or changes those that the JSON names; answers with all of them. */
export const settings: Command = (engine, { input }, io) => {
  const general = input === null ? engine.general.read() : update(engine, input)
  answer(io, wireSettings(general))
  const doubt = doubtText(engine.clockwork.trust.doubt)
  if (doubt !== null) io.error(`${doubt} ${say('cli.confirmClock')}\n`)
  return EXIT.ok
}

/** A person says that the clock is right: runs are removed by age again. */
export const confirmClock: Command = async (engine, _request, io) => {
  await engine.clockwork.trust.confirm()
  io.out(`${say('cli.clockConfirmed')}\n`)
  return EXIT.ok
}

/** Holds all schedules; answers with the settings. */
export const pause: Command = (engine, { pauseFor }, io) => {
  const kind = PAUSE_KINDS.find((known) => known === (pauseFor ?? 'resumed'))
  if (kind === undefined) throw new UsageError(say('cli.pauseKinds'))
  answer(io, wireSettings(engine.general.pauseSchedules(kind)))
  return EXIT.ok
}

export const resume: Command = (engine, _request, io) => {
  answer(io, wireSettings(engine.general.resumeSchedules()))
  return EXIT.ok
}

function update(engine: Engine, input: string): GeneralSettings {
  try {
    return engine.general.update(fromWire(readJson(input)))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const fields = error.fields.map(({ field, message }) => ({ field: toWire(field), message }))
    throw new AppError(error.code, error.message, fields)
  }
}

function wireSettings(general: GeneralSettings): Record<string, unknown> {
  const { pause: held } = general
  return {
    ...Object.fromEntries(
      Object.entries(WIRE_NAMES).map(([own, wire]) => [wire, general[own as keyof GeneralChanges]]),
    ),
    pause: held && { since: time(held.since), until: time(held.until) },
  }
}

function fromWire(input: unknown): object {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new UsageError(say('cli.changesObject'))
  }
  const own = new Map<string, string>(
    Object.entries(WIRE_NAMES).map(([name, wire]) => [wire, name]),
  )
  // What `settings` answered may come back; a pause has commands of its own.
  const entries = Object.entries(input).filter(([wire]) => wire !== 'pause')
  return Object.fromEntries(entries.map(([wire, value]) => [own.get(wire) ?? wire, value]))
}

function toWire(field: string): string {
  return WIRE_NAMES[field as keyof GeneralChanges] ?? field
}
