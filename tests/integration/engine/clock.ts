import { onTestFinished, vi } from 'vitest'
import type { Run } from '@common/run/run'
import { TASK_DEFAULTS, type Task, type TaskSettings } from '@common/task/task'
import { Engine } from '@core/engine'
import { killProcessesOf, me, MemoryStore, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'

const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] as const

/** Timers and clock of the engine are the test's; its processes are real. */
export function useFakeClock(now: string): void {
  vi.useFakeTimers({ now: new Date(now), toFake: [...FAKED] })
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
    ...{ store, folder, now: options.now ?? Date.now },
    readZone: () => 'UTC',
    isNetworkUp: () => true,
    report: (error) => errors.push(error),
  })
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

/** Waits, in real time, until the newest record of a task is as wanted. */
export async function untilNewest(engine: Engine, taskId: number, is: (run: Run) => boolean) {
  await waitUntil(() => engine.book.ofTask(taskId).slice(0, 1).some(is), {
    what: `the newest run of task ${taskId} as wanted`,
    timeoutMs: 10_000,
  })
  return engine.book.ofTask(taskId)[0] as Run
}
