import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'

import { describe, expect, it, onTestFinished } from 'vitest'

import { PracticeDaemon } from '@core/practice/practice-daemon'
import { Accounts } from '@core/system/accounts'

import { openEngine, processesOfFolder, tempDir, type TestEngine } from '../../support/engine'
import { readGreeting } from '../../support/ports'
import { waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { expectSameTree } from '../../support/snapshot'

const portOf = ({ store }: TestEngine): number => store.read().practice?.port ?? 0

/** Sees the task through a run, at full speed. */
async function expectRuns(test: TestEngine, taskId: number): Promise<void> {
  await test.engine.tasks.update(taskId, { extra: [] }, null)
  const folder = `${test.folder}/practice`
  expect(await test.run(taskId)).toMatchObject({ state: 'SUCCESS' })
  await expectSameTree(`${folder}/on the server`, `${folder}/received`)
}

describe('the practice task', () => {
  it('is a real task that runs, and leaves nothing when it is removed', async () => {
    const test = await openEngine()
    const task = await test.engine.practice.create()
    expect(await test.engine.practice.create()).toEqual(task)
    expect(test.engine.views()).toHaveLength(1)
    const port = portOf(test)
    expect(await readGreeting(port)).toMatch(/^@RSYNCD:/)
    await expectRuns(test, task.id)
    await test.engine.removal.remove(task.id)
    expect(existsSync(`${test.folder}/practice`)).toBe(false)
    expect(processesOfFolder(test.folder)).toEqual([])
    expect(await readGreeting(port)).toBe('')
    expect(test.store.read()).toMatchObject({ practice: null, tasks: [] })
    expect((await test.engine.practice.create()).id).toBe(task.id + 1)
  })

  it('works again after a restart, from where it was', async () => {
    const test = await openEngine()
    const task = await test.engine.practice.create()
    await test.close()
    expect(await readGreeting(portOf(test))).toBe('')
    const again = await openEngine({ folder: test.folder, store: test.store })
    expect(again.engine.tasks.get(task.id)).toEqual(task)
    await expectRuns(again, task.id)
    expect(again.engine.tasks.get(task.id).remoteHost).toBe(task.remoteHost)
  })

  it('moves to another port when somebody silent has taken its own', async () => {
    const test = await openEngine()
    const task = await test.engine.practice.create()
    await test.close()
    const sockets: Socket[] = []
    const squatter = createServer((socket) => sockets.push(socket))
    squatter.listen(portOf(test), '127.0.0.1')
    await once(squatter, 'listening')
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      squatter.close()
    })
    const again = await openEngine({ folder: test.folder, store: test.store })
    await expectRuns(again, task.id)
    const { remoteHost } = again.engine.tasks.get(task.id)
    expect(remoteHost).toBe(`127.0.0.1:${portOf(again)}`)
    expect(remoteHost).not.toBe(task.remoteHost)
  })

  it("moves to another port when somebody else's rsync daemon has taken its own", async () => {
    const test = await openEngine()
    const task = await test.engine.practice.create()
    const port = portOf(test)
    await test.close()
    const stranger = await startRsyncd({ port })
    onTestFinished(() => stranger.stop())
    const again = await openEngine({ folder: test.folder, store: test.store })
    await expectRuns(again, task.id)
    expect(portOf(again)).not.toBe(port)
  })

  it('is served by the rsync that was chosen', async () => {
    const test = await openEngine()
    const mine = `${test.folder}/my rsync`
    await writeFile(mine, `#!/bin/sh\necho "$@" >> '${test.folder}/asked'\nexec rsync "$@"\n`)
    await chmod(mine, 0o755)
    const task = await test.engine.practice.create()
    await test.engine.programs.update({ rsync: mine })
    await expectRuns(test, task.id)
    expect(await readFile(`${test.folder}/asked`, 'utf8')).toContain('--daemon')
  })

  it('is stopped in the middle of its run by its removal', async () => {
    const test = await openEngine()
    const task = await test.engine.practice.create()
    await test.startGoing(task.id)
    await test.engine.removal.remove(task.id)
    expect(processesOfFolder(test.folder)).toEqual([])
    expect(existsSync(`${test.folder}/practice`)).toBe(false)
  })

  it('serves a few at one time, and nobody for long, as every user can reach it', async () => {
    const folder = await tempDir()
    const rsync = { rsync: 'rsync' }
    const limits = { connections: 4, lifeMs: 1500 }
    const daemon = await PracticeDaemon.start(
      ...([`${folder}/daemon`, folder, 0, new Accounts(), rsync, limits] as const),
    )
    onTestFinished(() => daemon.stop())
    const idle = Array.from({ length: 100 }, () => connect(daemon.port, '127.0.0.1'))
    onTestFinished(() => idle.forEach((socket) => socket.destroy()))
    const closed = idle.map((socket) => {
      socket.on('error', () => undefined).resume()
      return once(socket, 'close')
    })
    await Promise.race(closed)
    const served = () => processesOfFolder(folder).length
    await waitUntil(() => idle.filter(({ closed: isClosed }) => isClosed).length >= 96, {
      what: 'those that are too many to be closed',
    })
    expect(served()).toBeLessThanOrEqual(4)
    // Those that say nothing are ended, and then others are served.
    await Promise.all(closed)
    await waitUntil(() => served() === 0, { what: 'their processes to end' })
    expect(await readGreeting(daemon.port)).toMatch(/^@RSYNCD:/)
  })

  it('goes with the task of its own only', async () => {
    const test = await openEngine()
    const practice = await test.engine.practice.create()
    const other = test.add({ remoteHost: 'h', remoteModule: 'm' })
    await test.engine.removal.remove(other.id)
    await expectRuns(test, practice.id)
  })
})
