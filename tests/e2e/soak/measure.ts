import type { ElectronApplication } from '@playwright/test'
import type * as Electron from 'electron'
import { readdirSync } from 'node:fs'
import { memoryOf } from '../../bench/windows'
import { descendantsOf } from '../../support/processes'

/** What a long life must not make more of. */
export interface Footprint {
  /** Proportional memory of all processes, in bytes. */
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
  const inside = await app.evaluate(lookInside)
  return {
    ...inside,
    memory: await memoryOf(app),
    files: readdirSync(`/proc/${pid}/fd`).length,
    children: descendantsOf(pid).length,
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
