import { readFileSync } from 'node:fs'

import { expect, it } from 'vitest'

import { moduleTask, openEngine, tempDir } from '../../support/engine'
import { parseLines } from '@core/store/append-file'

it('the outcome of a run is told when it is on disk, however many end at the same time', async () => {
  const test = await openEngine()
  const onDisk = (id: number) => {
    const lines = parseLines(readFileSync(`${test.folder}/runs/journal.jsonl`, 'utf8'))
    return lines.findLast((line) => line['id'] === id)
  }
  const path = await tempDir()
  const place = { host: '127.0.0.1', port: 1 } as const
  const tasks = Array.from({ length: 40 }, (_, i) => test.add(moduleTask(place, `m${i}`, { path })))
  const told = tasks.map(async ({ id: taskId }) => {
    const run = await test.run(taskId)
    return { ...run, recorded: onDisk(run.id)?.['state'] }
  })
  for (const { state, recorded } of await Promise.all(told)) expect(recorded).toBe(state)
})
