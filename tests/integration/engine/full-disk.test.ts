import { rm, stat, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { fill, smallDisk } from '../../support/small-disk'
import { expectSameTree } from '../../support/snapshot'
import { bigFile, makeTree, manySmallFiles } from '../../support/tree'

const pageBytes = 4096

async function daemon(extraConfig = ''): Promise<Rsyncd> {
  const started = await startRsyncd({ extraConfig })
  onTestFinished(() => started.stop())
  return started
}

async function pullTask(test: TestEngine, server: Rsyncd, path: string) {
  return test.create(moduleTask(server, 'open', { path: `${path}/`, direction: 'PULL' }))
}

describe('a full destination', () => {
  it('fails a pull with a sentence that says so, and a run with room completes it', async () => {
    const [test, server, target] = [await openEngine(), await daemon(), await smallDisk(2000)]
    await bigFile(server.modules.open.root, 'big', 1_500_000)
    const ballast = await fill(target, 600_000)
    const task = await pullTask(test, server, target)
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'FAILED' })
    expect(run.reason).toBe('The destination is full. (rsync code 11, FILEIO)')
    expect(await test.log(run)).toContain('No space left on device')
    await rm(ballast)
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(server.modules.open.root, target)
  })

  it('on the side of the daemon fails a push with the same sentence', async () => {
    const [test, far, near] = [await openEngine(), await smallDisk(1000), await tempDir()]
    const server = await daemon(`[small]\npath = ${far}\nread only = no\n`)
    await bigFile(near, 'big', 3_000_000)
    const task = await test.create(moduleTask(server, 'small', { path: `${near}/` }))
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'FAILED' })
    expect(run.reason).toMatch(/^The destination is full\. \(rsync code 1[12], \w+\)$/)
  })
})

describe('a full disk under the log', () => {
  it('lets the run end, and says that the log is incomplete', async () => {
    const [folder, target, server] = [await smallDisk(32), await tempDir(), await daemon()]
    const test = await openEngine({ folder })
    await manySmallFiles(server.modules.open.root, 2000, 10)
    const task = await pullTask(test, server, target)
    const run = await test.run(task.id)
    expect(run).toMatchObject({ state: 'SUCCESS', hasWarning: true })
    expect(run.reason).toMatch(/^Everything was copied\. The log is incomplete: .*ENOSPC.*\.$/)
    await expectSameTree(server.modules.open.root, target)
  })

  it('refuses a start that cannot be recorded, and works when there is room', async () => {
    const [folder, target, server] = [await smallDisk(64), await tempDir(), await daemon()]
    const test = await openEngine({ folder })
    await makeTree(server.modules.open.root, { a: 'a' })
    const task = await pullTask(test, server, target)
    const ballast = await fill(folder)
    await expect(test.run(task.id)).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    await waitUntil(() => test.engine.book.active().length === 0, { what: 'the end of the run' })
    expect(test.engine.view(task.id).run).toMatchObject({
      state: 'FAILED',
      reason: expect.stringMatching(/^The record of the run could not be written: .*ENOSPC/),
    })
    await rm(ballast)
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(server.modules.open.root, target)
  })

  it('may cut a record in half, which costs no record that follows', async () => {
    const [folder, target, server] = [await smallDisk(64), await tempDir(), await daemon()]
    const test = await openEngine({ folder })
    await makeTree(server.modules.open.root, { a: 'a' })
    const task = await pullTask(test, server, target)
    const journal = `${folder}/runs/journal.jsonl`
    // All but a few bytes of the page of memory that the file fills are in use.
    await writeFile(journal, '\n'.repeat(pageBytes - 50))
    const ballast = await fill(folder)
    await expect(test.run(task.id)).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    expect((await stat(journal)).size).toBe(pageBytes)
    await rm(ballast)
    const last = await test.run(task.id)
    expect(last).toMatchObject({ state: 'SUCCESS' })
    await test.close()
    const again = await openEngine({ folder, store: test.store })
    expect(again.engine.book.get(last.id)).toEqual(last)
  })
})
