import type { ElectronApplication } from '@playwright/test'
import type * as Electron from 'electron'
import { readdirSync, readFileSync } from 'node:fs'
import { descendantsOf } from '../../support/processes'

/** What a long life must not make more of. */
export interface Footprint {
  /**
   * Memory of all processes that comes from no file, in bytes: what is of a file counts for less while
   * another Electron runs beside.
   */
  readonly memory: number
  /** Bytes of main's heap that are in use after everything unused was thrown away. */
  readonly heap: number
  readonly files: number
  readonly children: number
  /** Objects of main that listen or are listened to, and timers, sockets and processes it waits for. */
  readonly emitters: number
  readonly listeners: number
  readonly resources: Readonly<Record<string, number>>
}

/** Measures the app; nothing may be going on in it. */
export async function measure(app: ElectronApplication): Promise<Footprint> {
  const pid = app.process().pid ?? 0
  const children = descendantsOf(pid).map((child) => child.pid)
  const inside = await app.evaluate(lookInside)
  return {
    ...inside,
    memory: [pid, ...children].reduce((sum, one) => sum + anonymousMemoryOf(one), 0),
    files: readdirSync(`/proc/${pid}/fd`).length,
    children: children.length,
  }
}

/** Zero for a process that has just ended. */
function anonymousMemoryOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return 1024 * Number(/^Pss_Anon:\s+(\d+) kB/m.exec(text)?.[1])
  } catch {
    return 0
  }
}

/** Runs in main, so that it may use nothing from here. */
async function lookInside({ app, powerMonitor, ipcMain, nativeTheme }: typeof Electron) {
  const v8 = process.getBuiltinModule('node:v8')
  const { runInNewContext } = process.getBuiltinModule('node:vm')
  const { EventEmitter } = process.getBuiltinModule('node:events')
  v8.setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // What one round sets free may hold what the next one does.
  for (let round = 0; round < 5; round++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const emitters = [process, app, powerMonitor, ipcMain, nativeTheme] as NodeJS.EventEmitter[]
  const listenersOf = (emitter: NodeJS.EventEmitter) =>
    emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0)
  const resources: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) {
    resources[name] = (resources[name] ?? 0) + 1
  }
  const { queryObjects } = v8 as unknown as {
    queryObjects(constructor: unknown, options: { format: 'count' }): number
  }
  return {
    heap: process.memoryUsage().heapUsed,
    emitters: queryObjects(EventEmitter, { format: 'count' }),
    listeners: emitters.reduce((sum, emitter) => sum + listenersOf(emitter), 0),
    resources,
  }
}
