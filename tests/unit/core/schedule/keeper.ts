import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import type { Pause } from '@common/schedule/decide'
import { fromCron } from '@common/schedule/schedule'
import type { Task } from '@common/task/task'
import { Agenda } from '@core/schedule/agenda'
import { SlotLedger } from '@core/schedule/slot-ledger'
import { Timekeeper } from '@core/schedule/timekeeper'
import { makeTempDir } from '../../../support/temp-dir'
import { aRun, aTask } from '../../builders'

const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const

export const at = (text: string) => new Date(`${text}Z`).getTime()
const stamp = (ms: number) => new Date(ms).toISOString().slice(5, 16)

export const daily = (given: Partial<Task> = {}) =>
  aTask({ schedule: fromCron('0 2 * * *'), ...given })

/** Timers and clock of the test; real ones again when it ends. */
export function useFakeClock(now: string): void {
  vi.useFakeTimers({ now: at(now), toFake: [...FAKED] })
  onTestFinished(() => void vi.useRealTimers())
}

export async function aFolder(): Promise<string> {
  const folder = await makeTempDir()
  onTestFinished(() => folder.dispose())
  return folder.path
}

export interface KeeperOptions {
  readonly folder: string
  readonly tasks?: readonly Task[]
  readonly zone?: string
  /** What starting a run answers; by default it starts at once. */
  readonly start?: 'starts' | 'waits' | 'joins' | 'fails'
}

/**
 * A timekeeper with a real ledger and a real node-schedule below it. What it does is written down
 * as `when what slot`, such as `03-11T09:14 catch-up 03-11T02:00 x1`.
 */
export async function aKeeper(options: KeeperOptions) {
  const log: string[] = []
  const errors: unknown[] = []
  const state = {
    zone: options.zone ?? 'UTC',
    isNetworkUp: true,
    pause: null as Pause | null,
    start: options.start ?? 'starts',
  }
  const ledger = await SlotLedger.open(join(options.folder, 'slots.jsonl'))
  const agenda = new Agenda(Date.now, (error) => errors.push(error))
  const note = ({ id }: Task, what: string, slot: number, count: number) =>
    log.push(`${stamp(Date.now())} ${what} ${stamp(slot)} x${count}${id === 1 ? '' : ` #${id}`}`)
  const keeper: Timekeeper = new Timekeeper({
    ...{ ledger, agenda, now: Date.now, zone: () => state.zone, pause: () => state.pause },
    isNetworkUp: () => state.isNetworkUp,
    needsNetwork: () => true,
    report: (error) => errors.push(error),
    start: (task, { trigger, slot, slotCount }) => {
      if (state.start === 'fails') return Promise.reject(new Error('disk full'))
      note(task, trigger, slot, slotCount)
      if (state.start === 'joins') return Promise.resolve({ joined: 7 })
      const run = aRun({ taskId: task.id, state: 'RUNNING', startedAt: Date.now(), slot })
      if (state.start === 'starts') keeper.noteRun(run)
      return Promise.resolve({ joined: null })
    },
    skip: (task, { slot, slotCount, reason }) => {
      note(task, `skip (${reason.split(/[;:.]/)[0]})`, slot, slotCount)
      return Promise.resolve()
    },
  })
  if (options.tasks) keeper.start(options.tasks)
  let closing: Promise<void> | undefined
  // node-schedule keeps its timers for the whole process: what is left would disturb others.
  const close = () => (closing ??= (keeper.stop(), agenda.stop(), ledger.close()))
  onTestFinished(close)
  return { keeper, agenda, ledger, log, errors, state, close }
}

/** Time that is lived through, with its timers. */
export const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** Time that is slept through: the clock goes on, the timers do not. */
export const sleepUntil = (text: string) => void vi.setSystemTime(at(text))
