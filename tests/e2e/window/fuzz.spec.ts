import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { INVOKE_CHANNELS } from '@common/ipc/channels'
import { expect, test } from './app'

/** All but the one for which any text is right, and which waits for a person then. */
const CHANNELS = INVOKE_CHANNELS.filter((channel) => channel !== 'folders:choose')
/** Some texts and empty objects are right in places: nothing is found there, or nothing changed. */
const CALM = ['INVALID_INPUT', 'NOT_FOUND', 'OK', 'REMOTE_FAILED']

/** Calls every channel with wrong values that really cross the border; the answers, counted. */
const callAll = (page: Page, seed: number) =>
  page.evaluate(
    async ([channels, first]) => {
      type Answer = { ok: boolean; error?: { code: string } }
      type Loose = { invoke: (channel: string, ...args: unknown[]) => Promise<Answer> }
      const { invoke } = (window as unknown as { rsyncTasks: Loose }).rsyncTasks
      const cycle: Record<string, unknown> = { path: '/' }
      Object.assign(cycle, { schedule: cycle, extra: [cycle], settings: cycle })
      let deep: unknown = 1
      for (let i = 0; i < 500; i++) deep = [deep]
      const own = JSON.parse('{"__proto__":{"path":"/"},"constructor":{"prototype":{"x":1}}}')
      const values: unknown[] = [
        ...[undefined, NaN, Infinity, -Infinity, -0, -1, 1.5, 1e308, 10n, true, '', '\ud800'],
        ...[[], [undefined], Array(1000), {}, own, cycle, deep, new Date(NaN), new Map([[1, 2]])],
        ...[new Set([cycle]), new Uint8Array(1000), new ArrayBuffer(8), /x/, new Error('x')],
        ...[
          new Number(1),
          new String('x'),
          'x'.repeat(100_000),
          { path: 7, schedule: [], extra: {} },
        ],
      ]
      const codes: Record<string, number> = {}
      for (const [i, channel] of channels.entries()) {
        const calls = values.flatMap((value, j) => {
          const other = values[(first + i + j) % values.length]
          return [[value], [value, other], [other, value, other, value, other]]
        })
        for (const { ok, error } of await Promise.all(
          calls.map((args) => invoke(channel, ...args)),
        )) {
          const code = ok ? 'OK' : String(error?.code)
          codes[code] = (codes[code] ?? 0) + 1
        }
      }
      return codes
    },
    [CHANNELS, seed] as const,
  )

/** What main holds once it has cleaned up; it has to be asked for that. */
const heldBy = (app: ElectronApplication) =>
  app.evaluate(async () => {
    const v8 = process.getBuiltinModule('node:v8')
    const vm = process.getBuiltinModule('node:vm')
    v8.setFlagsFromString('--expose-gc')
    const collect = vm.runInNewContext('gc') as () => void
    for (let i = 0; i < 3; i++) {
      collect()
      await new Promise((resolve) => setImmediate(resolve))
    }
    return process.memoryUsage().heapUsed
  })

test('thousands of wrong calls are refused; main keeps nothing of them and goes on', async ({
  open,
  dataDir,
}) => {
  const { app, page, complaints } = await open()
  const stored = () => {
    try {
      return readFileSync(join(dataDir, 'settings.json'), 'utf8')
    } catch {
      return null
    }
  }
  // Once to load what is loaded at the first use.
  const answers = await callAll(page, 1)
  const before = stored()
  const held = await heldBy(app)
  for (const round of [2, 3, 4]) {
    for (const [code, count] of Object.entries(await callAll(page, round)))
      answers[code] = (answers[code] ?? 0) + count
  }
  const grown = (await heldBy(app)) - held
  expect(Object.keys(answers).filter((code) => !CALM.includes(code))).toEqual([])
  expect(answers['INVALID_INPUT']).toBeGreaterThan(20_000)
  expect(grown).toBeLessThan(held / 10)
  expect(stored()).toBe(before)
  expect(complaints).toEqual([])
  await page.getByRole('button', { name: 'Try it with a practice task' }).click()
  await expect(page.getByRole('button', { name: 'SUCCESS' })).toBeVisible({ timeout: 30_000 })
})
