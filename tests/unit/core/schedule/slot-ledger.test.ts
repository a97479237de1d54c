import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SlotLedger } from '@core/schedule/slot-ledger'
import { aFolder } from './keeper'

const CRON = '0 2 * * *'

async function session(path: string, act: (ledger: SlotLedger) => void = () => undefined) {
  const ledger = await SlotLedger.open(path)
  act(ledger)
  await ledger.close()
  return ledger
}

it('keeps the last slot of each task, for its owner alone', async () => {
  const path = join(await aFolder(), 'slots.jsonl')
  await session(path, (ledger) => {
    ledger.begin(1, CRON, 1000)
    ledger.begin(2, CRON, 2000)
    ledger.settle(1, 5000)
  })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const again = await session(path)
  expect(again.of(1, CRON)).toEqual({ cron: CRON, since: 1000, handled: 5000 })
  expect(again.of(2, CRON)).toEqual({ cron: CRON, since: 2000, handled: 2000 })
  expect(again.of(3, CRON)).toBeNull()
})

it('knows nothing of another schedule, or of a task that was ended', async () => {
  const path = join(await aFolder(), 'slots.jsonl')
  await session(path, (ledger) => {
    ledger.begin(1, CRON, 1000)
    ledger.begin(2, CRON, 1000)
    ledger.end(2)
  })
  const again = await session(path)
  expect(again.of(1, '0 3 * * *')).toBeNull()
  expect(again.of(2, CRON)).toBeNull()
})

it('raises to a later slot only', async () => {
  const ledger = await session(join(await aFolder(), 'slots.jsonl'), (open) => {
    open.begin(1, CRON, 1000)
    open.raise(1, 3000)
    open.raise(1, 2000)
    open.raise(9, 2000)
  })
  expect(ledger.of(1, CRON)?.handled).toBe(3000)
  expect(ledger.of(9, CRON)).toBeNull()
})

it('survives half a line, nonsense and its own length', async () => {
  const path = join(await aFolder(), 'slots.jsonl')
  await session(path, (ledger) => {
    ledger.begin(1, CRON, 1000)
    for (let slot = 1; slot <= 500; slot++) ledger.settle(1, 1000 + slot)
  })
  appendFileSync(path, 'null\n[]\n{"task":"x"}\n{"task":1,"cron":"0 2 *')
  const again = await session(path, (ledger) => ledger.settle(1, 9000))
  expect(again.of(1, CRON)?.handled).toBe(9000)
  expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(5)
  expect((await session(path)).of(1, CRON)?.handled).toBe(9000)
})
