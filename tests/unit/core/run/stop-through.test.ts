import type * as ChildProcesses from 'node:child_process'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { expect, it, onTestFinished, vi } from 'vitest'

import { stopThrough } from '@core/run/stop-through'

import { processesOfGroup, waitUntil } from '../../../support/processes'

/** How often a start fails, as with a full process table. */
const failures = vi.hoisted(() => ({ left: 0 }))

vi.mock('node:child_process', async (load) => {
  const real = await load<typeof ChildProcesses>()
  const missing = { cwd: '/missing' }
  const spawn = (program: string, argv: readonly string[], options: object): ChildProcess =>
    real.spawn(program, argv, failures.left-- > 0 ? { ...options, ...missing } : options)
  return { ...real, spawn }
})

it('a signal through another program is sent again where that could not be started', async () => {
  const child = spawn('sh', ['-c', 'sleep 300; exit 7'], { detached: true, stdio: 'ignore' })
  const pid = child.pid ?? 0
  onTestFinished(() => void child.kill('SIGKILL'))
  await waitUntil(() => processesOfGroup(pid).length === 2, { what: 'the process below' })
  const ended = once(child, 'exit')
  failures.left = 2
  stopThrough(['env'], pid, 'SIGTERM')
  expect(await ended).toEqual([7, null])
})
