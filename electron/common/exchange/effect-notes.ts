import { say, type Sentence } from '../i18n/say'
import { deletes } from '../guard/deletes'
import { filterRules } from '../rsync/filter-rules'
import { unknownTo, withEffect } from '../rsync/option-questions'
import type { OptionEffect } from '../rsync/option-table'
import { adviseParameters, saying } from '../rsync/parameter-advice'
import { readParameters } from '../rsync/parameters'
import type { OptionReading, ReadOption } from '../rsync/read-options'
import type { Direction, TaskSettings } from '../task/task'
import { wireName } from '../task/wire-names'

/** What an option of an imported task would do beside copying, and what is said of it. */
interface SideEffect {
  readonly effect: OptionEffect
  readonly says: Sentence
  /** The direction in which it concerns this computer; both where it is left out. */
  readonly direction?: Direction
  /** What the advice on parameters says of the same; it is not said twice. */
  readonly alsoSaid?: Sentence
  /** Whoever wrote it for rsync meant it: with the command of a person it may run at once. */
  readonly isMeant?: boolean
}

const SIDE_EFFECTS: readonly SideEffect[] = [
  { effect: 'runs-here', says: 'exchange.notes.runsHere' },
  {
    effect: 'runs-there',
    says: 'exchange.notes.runsThere',
    alsoSaid: 'advice.remoteOption',
  },
  { effect: 'reads-here', says: 'exchange.notes.readsHere' },
  { effect: 'writes-here', says: 'exchange.notes.writesHere' },
  {
    effect: 'writes-devices',
    says: 'exchange.notes.writesDevices',
    alsoSaid: 'advice.writeDevices',
  },
  { effect: 'writes-at-receiver', says: 'exchange.notes.writesHere', direction: 'PULL' },
  {
    effect: 'trusts-sender',
    says: 'exchange.notes.trustsSender',
    direction: 'PULL',
    alsoSaid: 'advice.insecureLinks',
  },
  {
    effect: 'reads-at-receiver',
    says: 'exchange.notes.readsHere',
    direction: 'PULL',
    isMeant: true,
  },
  {
    effect: 'reads-at-sender',
    says: 'exchange.notes.readsHere',
    direction: 'PUSH',
    isMeant: true,
  },
  {
    effect: 'removes-source',
    says: 'exchange.notes.removesHere',
    direction: 'PUSH',
    alsoSaid: 'advice.removeSource',
    isMeant: true,
  },
]

/** Notes on a task that comes from a file. */
export interface EffectNotes {
  /** One sentence each, none of them twice. */
  readonly notes: readonly string[]
  /** True where the task does more than copy, and is not to run before a person looked at it. */
  readonly staysOff: boolean
}

/**
 * The side effects of a task from a file, by its parameters or a missing limit, with other advice.
 * @param isCommand true where the file has it as a command for rsync
 */
export function effectNotes(task: TaskSettings, isCommand: boolean): EffectNotes {
  const { direction, extra } = task
  const limits = limitsTaken(task).map(wireName)
  const reading = readParameters(extra)
  const found = SIDE_EFFECTS.filter(
    (sideEffect) => (sideEffect.direction ?? direction) === direction,
  ).flatMap((sideEffect) =>
    optionsWith(reading, sideEffect.effect).map((option) => ({ sideEffect, option })),
  )
  const effects = found.map(({ sideEffect, option }) =>
    say(sideEffect.says, { option: saying(option) }),
  )
  const said = new Set(
    found.map(({ sideEffect: { alsoSaid }, option }) =>
      alsoSaid === undefined ? '' : say(alsoSaid, { option: saying(option) }),
    ),
  )
  const advice = adviseParameters(extra)
    .filter(({ message }) => !said.has(message))
    .map(({ message }) => say('exchange.notes.parameter', { message }))
  return {
    notes: [
      ...new Set([...effects, ...advice]),
      ...(limits.length > 0 ? [say('exchange.notes.noLimit', { names: limits.join(', ') })] : []),
    ],
    staysOff:
      limits.length > 0 ||
      unknownTo(reading).length > 0 ||
      found.some(({ sideEffect }) => !isCommand || sideEffect.isMeant !== true),
  }
}

/** The limits that a task which deletes has not. */
function limitsTaken(task: TaskSettings): ('deleteLimit' | 'deleteLimitPercent')[] {
  if (!deletes(task)) return []
  return (['deleteLimit', 'deleteLimitPercent'] as const).filter((name) => task[name] === null)
}

function optionsWith(reading: OptionReading, effect: OptionEffect): ReadOption[] {
  const options = withEffect(reading, effect)
  const readers = effect === 'reads-here' ? readingRules(reading) : []
  return [...new Set([...options, ...readers])].filter(({ isRemote }) => !isRemote)
}

/** Filters that name a file of rules; those in each folder are looked for in what is copied. */
function readingRules(reading: OptionReading): ReadOption[] {
  const isElsewhere = (pattern: string) => pattern.replace(/^\//, '').includes('/')
  return filterRules(reading)
    .filter(
      ({ kind, pattern }) => kind === 'merge' || (kind === 'dir-merge' && isElsewhere(pattern)),
    )
    .map(({ option }) => option)
}
