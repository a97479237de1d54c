import { chmod, mkdir } from 'node:fs/promises'

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { FindingKind } from '@common/guard/finding'
import type { TaskSettings } from '@common/task/task'

import { moduleTask } from '../../support/engine'
import { startEngineAs, type EngineOfUser } from '../../support/engine-as'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'
import { allowSudo } from '../../support/sudoers'
import { canMakeUsers, makeTempUser, type TempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'
import { expectHeld, files, mountDisk, untouched } from './support'

/* A task of another user, whose home lets nobody else in: only that user can tell what is there. */

describe.runIf(canMakeUsers)('in the home of another user, which is closed', () => {
  let [app, other]: [TempUser, TempUser] = [] as never
  let [daemon, engine]: [Rsyncd, EngineOfUser] = [] as never
  beforeEach(async () => {
    daemon = await startRsyncd()
    onTestFinished(() => daemon.stop())
    ;[app, other] = [await makeTempUser(), await makeTempUser()]
    const rules = await allowSudo(`${app.name} ALL=(${other.name}) NOPASSWD: ALL`)
    onTestFinished(async () => {
      await rules.remove()
      await Promise.all([app.dispose(), other.dispose()])
    })
    await chmod(other.home, 0o700)
    engine = await startEngineAs(app)
  })

  const own = (path: string) => runOk('chown', ['-R', `${other.uid}:${other.gid}`, path])
  const taskOf = async (settings: Partial<TaskSettings> & { path: string }) =>
    (await engine.calls.add(moduleTask(daemon, 'open', { user: other.name, ...settings }))).id
  const run = async (taskId: number) => engine.calls.ended((await engine.calls.start(taskId)).id)

  /** A disk of that user's. */
  async function ownDisk(at: string): Promise<() => Promise<void>> {
    await mkdir(at, { recursive: true })
    const unmount = await mountDisk(at, 'disk')
    await own(at)
    return unmount
  }

  it.each<
    [string, FindingKind, (folder: string) => Partial<TaskSettings> & { path: string }, string]
  >([
    ['to which is copied', 'destination-not-mounted', (path) => ({ path, direction: 'PULL' }), ''],
    [
      'in the destination',
      'destination-not-mounted',
      (path) => ({ path, direction: 'PULL' }),
      '/in',
    ],
    ['from which is copied', 'source-not-mounted', (path) => ({ path: `${path}/` }), ''],
    ['in the source', 'source-not-mounted', (path) => ({ path: `${path}/`, delete: true }), '/in'],
  ])('a disk %s that is not mounted any more holds the run', async (_, kind, settings, inner) => {
    const folder = `${other.home}/folder`
    await makeTree(folder, files(3))
    const unmount = await ownDisk(`${folder}${inner}`)
    await makeTree(`${folder}${inner}`, files(5))
    await makeTree(daemon.modules.open.root, { far: 'f' })
    await own(folder)
    const id = await taskOf({ ...settings(folder), deleteLimit: null, deleteLimitPercent: null })
    expect(await run(id)).toMatchObject({ state: 'SUCCESS' })
    await unmount()
    const held = await untouched(folder, () => untouched(daemon.modules.open.root, () => run(id)))
    await expectHeld(held, [kind])
  })
})
