import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished, vi } from 'vitest'
import type { Run } from '@common/run/run'
import { TASK_DEFAULTS, type Task, type TaskSettings } from '@common/task/task'
import { Engine } from '@core/engine'
import { killProcessesOf, me, MemoryStore, tempDir } from '../../support/engine'
import { AesVault } from '../../support/vault'

const FAKED = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const),
  // Runs along with the timers, as the system's does: the watchdog compares it with the clock.
  'performance' as const,
]

/** Timers and clock of the engine are the test's; its processes are real. */
export function useFakeClock(now: string): void {
  vi.useFakeTimers({ now: new Date(now), toFake: FAKED })
  onTestFinished(() => void vi.useRealTimers())
}

/** Lives through time, timers included. */
export const live = (ms: number) => vi.advanceTimersByTimeAsync(ms)

export const sleepUntil = (now: string) => void vi.setSystemTime(new Date(now))

export interface ClockedEngine {
  readonly engine: Engine
  readonly folder: string
  readonly store: MemoryStore
  readonly errors: readonly unknown[]
  add(settings: Partial<TaskSettings>): Task
  close(): Promise<void>
}

export interface ClockedOptions {
  readonly folder?: string
  readonly store?: MemoryStore
  readonly now?: () => number
}

/** An engine in UTC with a network, whose errors nobody waits for are kept. */
export async function clockedEngine(options: ClockedOptions = {}): Promise<ClockedEngine> {
  const folder = options.folder ?? (await tempDir())
  const store = options.store ?? new MemoryStore()
  const errors: unknown[] = []
  const engine = await Engine.open({
    ...{ store, vault: new AesVault(), folder, now: options.now ?? Date.now },
    readZone: () => 'UTC',
    isNetworkUp: () => true,
    report: (error) => errors.push(error),
  })
  const states = new Map<number, string>()
  engine.book.events.on('changed', ({ id, state }) => void states.set(id, state))
  told.set(engine, states)
  let closing: Promise<void> | undefined
  const close = () => (closing ??= engine.close())
  onTestFinished(async () => {
    killProcessesOf(folder)
    await close()
  })
  const add = (settings: Partial<TaskSettings>) =>
    engine.tasks.add([{ ...TASK_DEFAULTS, path: '/nowhere', user: me, ...settings }])[0] as Task
  return { engine, folder, store, errors, add, close }
}

/** What each engine has told of its runs: by then a state is on disk, and all have heard of it. */
const told = new WeakMap<Engine, Map<number, string>>()

/** Waits, in real time, until the newest record of a task is as wanted. */
export async function untilNewest(engine: Engine, taskId: number, is: (run: Run) => boolean) {
  const deadline = process.uptime() + 10
  for (;;) {
    const newest = engine.book.ofTask(taskId)[0]
    if (newest && is(newest) && told.get(engine)?.get(newest.id) === newest.state) return newest
    if (process.uptime() > deadline) throw new Error(`In vain: ${JSON.stringify(newest)}`)
    await sleep(5)
  }
}
