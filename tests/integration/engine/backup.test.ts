import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AppError } from '@common/errors'
import type { RestoreMode } from '@common/exchange/backup'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import { migrate } from '@core/store/migrations'
import type { StoredSettings } from '@core/store/settings-store'
import { asJson, runs } from '../../unit/fuzz/fuzz'
import { openEngine } from '../../support/engine'

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => '',
    (error: unknown) => (error as AppError).message,
  )
const module = { remoteHost: '127.0.0.1:1', remoteModule: 'm' }

describe('a backup', () => {
  it('of many tasks is restored in turn with everything else', async () => {
    const { engine, add } = await openEngine()
    const task = add(module)
    const backup = JSON.parse(engine.backup.write()) as { settings: { tasks: unknown[] } }
    backup.settings.tasks = Array.from({ length: 1500 }, (_, at) => ({
      ...{ ...task, id: at + 1, desc: `${at}` },
    }))
    const began = performance.now()
    let [last, longest] = [began, 0]
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    const { restored } = await engine.backup.restore(JSON.stringify(backup), 'merge')
    clearInterval(beat)
    expect(restored.tasks).toBe(1500)
    // All at once it would be the whole time.
    expect(longest).toBeLessThan((performance.now() - began) / 2)
  })

  it('in place of everything leaves nothing of what was here but what goes on', async () => {
    const { engine, folder, store, add, run } = await openEngine()
    const [kept, changed] = [add(module), add({ ...module, remoteModule: 'a' })]
    const text = engine.backup.write()
    const added = add(module)
    const elsewhere = { ...changed, remoteModule: 'b' }
    store.write({ ...store.read(), tasks: [kept, elsewhere, added] })
    const practice = await engine.practice.create()
    const runs = [await run(kept.id), await run(changed.id), await run(added.id)]
    expect((await run(practice.id)).state).toBe('SUCCESS')
    await engine.removal.delete(added.id)
    const told: string[] = []
    engine.events.on('tasks:changed', ({ task, run: last }) =>
      told.push(`${task.id} ${last ? 'ran' : 'new'}`),
    )
    engine.events.on('tasks:removed', ({ id }) => told.push(`${id} gone`))

    const report = await engine.backup.restore(text, 'replace')
    expect(report).toEqual({
      ...{ restored: { tasks: 2, connections: 0, keyPairs: 0 }, privateKeys: [], passwords: [] },
      // A person here enabled the first one as it is; the other one is the file's word alone.
      switchedOff: changed.enabled ? [{ id: changed.id, name: expect.any(String) as string }] : [],
      programs: [],
    })
    expect(engine.tasks.get(changed.id).enabled).toBe(false)
    expect(engine.tasks.get(kept.id).enabled).toBe(kept.enabled)
    expect(engine.tasks.list()).toMatchObject([
      { id: kept.id },
      { id: changed.id, remoteModule: 'a' },
    ])
    // Number and places are those of before: its history is still its own.
    expect(engine.book.ofTask(kept.id).map(({ id }) => id)).toEqual([runs[0]?.id])
    expect(engine.book.ofTask(changed.id)).toEqual([])
    expect(existsSync(engine.archive.logPath(runs[1]?.id ?? 0))).toBe(false)
    expect(existsSync(`${folder}/practice`)).toBe(false)
    expect(store.read()).toMatchObject({ practice: null, lastTaskId: practice.id })
    expect(told).toContain(`${changed.id} gone`)
    expect(told).toContain(`${changed.id} new`)
    expect(told).toContain(`${kept.id} ran`)
    expect(await refusal(Promise.resolve().then(() => engine.removal.undelete(added.id)))).not.toBe(
      '',
    )
  })

  it('of any numbers is refused, or leaves settings that go on counting', async () => {
    const { engine, store, add } = await openEngine()
    add(module)
    const pair = await engine.credentials.keyPairs.generate({ name: 'Office' })
    const connection = { ...CONNECTION_DEFAULTS, name: 'NAS', host: 'nas', keypairId: pair.id }
    engine.credentials.connections.create(connection)
    const before = store.read()
    const backup = JSON.parse(engine.backup.write()) as { settings: StoredSettings }
    const { tasks, keyPairs, connections } = backup.settings
    const number = fc.oneof(
      fc.constantFrom(
        1,
        2 ** 30 - 1,
        2 ** 30,
        2 ** 31 - 2,
        2 ** 31 - 1,
        2 ** 31,
        2 ** 53 - 1,
        1e300,
      ),
      fc.nat({ max: 9 }),
      fc.maxSafeInteger(),
      fc.double(),
    )
    const changes = fc.record(
      {
        lastTaskId: number,
        lastCredentialId: number,
        ...{ id: number, revision: number, pairId: number, connectionId: number },
      },
      { requiredKeys: [] },
    )
    const restore = async (
      {
        lastTaskId,
        lastCredentialId,
        id,
        revision,
        pairId,
        connectionId,
      }: Partial<Record<string, number>>,
      mode: RestoreMode,
    ) => {
      store.write(before)
      const given = {
        ...backup.settings,
        ...(lastTaskId === undefined ? {} : { lastTaskId }),
        ...(lastCredentialId === undefined ? {} : { lastCredentialId }),
        tasks: tasks.map((task) => ({ ...task, id: id ?? task.id, revision: revision ?? 1 })),
        keyPairs: keyPairs.map((one) => ({ ...one, id: pairId ?? one.id })),
        connections: connections.map((one) => ({
          ...{ ...one, id: connectionId ?? one.id, keypairId: pairId ?? one.keypairId },
        })),
      }
      const words = await refusal(
        engine.backup.restore(JSON.stringify({ ...backup, settings: given }), mode),
      )
      if (words !== '') return
      for (const name of ['a', 'b']) {
        const task = add(module)
        engine.tasks.disable([task.id])
        const { keyPairs: known } = store.read()
        const keypairId = known[0]?.id ?? 0
        engine.credentials.connections.create({ ...connection, name, keypairId })
      }
      // What is written can be read again: no number is there twice, and none is out of bounds.
      expect(migrate(asJson(store.read()))).toEqual(store.read())
      const own = engine.backup.write()
      for (const way of ['merge', 'replace'] as const)
        expect(await refusal(engine.backup.restore(own, way))).toBe('')
    }
    const modes = fc.constantFrom<RestoreMode>('replace', 'merge')
    await fc.assert(fc.asyncProperty(changes, modes, restore), {
      numRuns: runs(200).numRuns,
    })
  })

  it('waits for nothing and breaks nothing off: while a run goes on it is refused', async () => {
    const { engine, store, startGoing } = await openEngine()
    const practice = await engine.practice.create()
    const text = engine.backup.write()
    const { id } = await startGoing(practice.id)
    const before = store.read()
    expect(await refusal(engine.backup.restore(text, 'replace'))).toBe(
      'A task is running or waits to run: let it end or stop it, then restore. Nothing was changed.',
    )
    expect(store.read()).toEqual(before)
    expect((await engine.backup.restore(text, 'merge')).restored.tasks).toBe(0)
    await engine.stopRun(id)
  })

  it('that cannot be stored changes nothing', async () => {
    const { engine, store, add } = await openEngine()
    const text = engine.backup.write()
    const { id } = add(module)
    const before = store.read()
    store.write = () => {
      throw new Error('The disk is full')
    }
    expect(await refusal(engine.backup.restore(text, 'replace'))).toBe('The disk is full')
    expect(store.read()).toEqual(before)
    expect(engine.tasks.has(id)).toBe(true)
  })

  it('brings key pairs without their private key, which is given again under the same name', async () => {
    const [from, to] = [await openEngine(), await openEngine()]
    const pair = await from.engine.credentials.keyPairs.generate({ name: 'Office' })
    const privateKey = await from.engine.credentials.keyPairs.privateText(pair.id)
    const other = await from.engine.credentials.keyPairs.generate({ name: 'Other' })
    const { keyPairs } = to.engine.credentials
    const report = await to.engine.backup.restore(from.engine.backup.write(), 'merge')
    expect(report).toMatchObject({ privateKeys: ['Office', 'Other'], passwords: [] })
    const awaiting = [pair, other].map((one) => ({ ...one, isAwaitingKey: true }))
    expect(keyPairs.list().map(({ item }) => item)).toEqual(awaiting)
    expect(await refusal(keyPairs.privateText(pair.id))).toBe(
      'The private key of Office is not on this computer, because a backup never holds one: import it in Backup Credentials under the name Office.',
    )
    expect(await refusal(keyPairs.import({ name: 'Other', privateKey }))).toBe(
      'This is another private key than that of Other',
    )
    expect(await keyPairs.import({ name: 'Office', privateKey })).toEqual(pair)
    expect(pair.isAwaitingKey).toBe(false)
    expect((await keyPairs.privateKey(pair.id)).publicLine('Office')).toBe(pair.publicKey)
    expect(await refusal(keyPairs.import({ name: 'Office', privateKey }))).toContain(
      'already in use',
    )
  })
})
