import { existsSync } from 'node:fs'
import { appendFile, readdir, readFile, stat } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { execute } from '@main/cli/execute'

import { moduleTask, openEngine, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { makeHostileTree, makeTree, manySmallFiles } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

describe('the log of a run', () => {
  it('can be followed line by line while it is written', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await manySmallFiles(path, 600, 2000)
    const settings = { path: `${path}/`, compress: false, extra: ['--bwlimit=800'] }
    const task = await test.create(moduleTask(daemon, 'open', settings))
    const { id } = await test.startGoing(task.id)
    const seen: string[] = []
    const follow = async () => {
      const page = await test.engine.archive.readLog(id, seen.length, 50)
      expect(page.firstLine).toBe(seen.length)
      expect(page.lines.length).toBe(Math.min(50, page.totalLines - seen.length))
      seen.push(...page.lines)
      return page.totalLines
    }
    await waitUntil(async () => (await follow()) > 20, { what: 'lines of the log' })
    expect(test.engine.book.get(id).state).toBe('RUNNING')
    const run = await test.engine.runs.ended(id)
    await waitUntil(async () => (await follow()) === seen.length, { what: 'all lines' })
    expect(seen).toEqual((await test.log(run)).split('\n').slice(0, -1))
    expect(seen.at(-1)).toMatch(/ SUCCESS: Everything was copied\.$/)
    expect(await test.engine.archive.readLog(id, 10, 2)).toEqual({
      ...{ firstLine: 10, lines: seen.slice(10, 12), totalLines: seen.length },
    })
    expect(await test.engine.archive.readLog(id, seen.length + 5, 10)).toMatchObject({ lines: [] })
  })

  it('is told as JSON in pieces, since it can be larger than any text', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    const run = await test.run((await test.create(moduleTask(daemon, 'open', { path }))).id)
    const file = test.engine.archive.logPath(run.id)
    await appendFile(file, '"quoted"\\ \u{1f4be} \u001b[0m é\r\n'.repeat(200_000))
    const parts: string[] = []
    const io = {
      out: (text: string) => Promise.resolve(void parts.push(text)),
      error: () => Promise.resolve(),
      ...{ interrupted: new AbortController().signal, isTerminal: false, isOutTerminal: false },
    }
    const request = {
      ...{ command: 'logs', id: run.taskId, json: true, preview: false, anyway: false },
      ...{ remove: false, run: null, csv: false, pauseFor: null, operand: null, values: {} },
      ...{ input: null, output: null },
    }
    expect(await execute(test.engine, request, io)).toBe(0)
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(1_000_000)
    const told: unknown = JSON.parse(parts.join(''))
    expect(told).toEqual({ run: run.id, logs_path: file, log: await readFile(file, 'utf8') })
  })

  it('is readable by its owner only, and valid text whatever the names are', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await makeHostileTree(path)
    const settings = { path: `${path}/`, delayUpdates: false }
    const run = await test.run((await test.create(moduleTask(daemon, 'open', settings))).id)
    const file = test.engine.archive.logPath(run.id)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const text = await test.log(run)
    expect(text).not.toContain('\ufffd')
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
  })

  it('goes away with its task, and those of other tasks stay', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    await makeTree(path, { a: 'a' })
    const [one, two] = [
      await test.create(moduleTask(daemon, 'open', { path: `${path}/` })),
      await test.create(moduleTask(daemon, 'open', { path: `${path}/` })),
    ]
    for (const { id } of [one, two, one]) await test.run(id)
    await test.engine.removal.remove(one.id)
    const files = await readdir(`${test.folder}/runs`)
    expect(files.filter((name) => name.endsWith('.log'))).toEqual(['2.log'])
    expect(existsSync(test.engine.archive.logPath(2))).toBe(true)
    await expect((async () => test.engine.archive.readLog(1, 0, 10))()).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await test.close()
    const again = await openEngine({ folder: test.folder, store: test.store })
    expect(again.engine.book.ofTask(one.id)).toEqual([])
    const next = await again.run(two.id)
    expect(next.id).toBeGreaterThan(2)
    expect(await again.log(next)).toMatch(new RegExp(`^# .* run ${next.id} of task 2\n`))
  })
})
