import { mkdir, readdir, readFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { AppError } from '@common/errors'
import type { TaskSettings } from '@common/task/task'

import { me, openEngine, tempDir } from '../../support/engine'
import { findProgram } from '../../support/run'
import { expectSameTree } from '../../support/snapshot'
import { startSshd, type Sshd } from '../../support/sshd'
import { makeTree } from '../../support/tree'
import { settingsFor } from './support'

let sshd: Sshd
beforeAll(async () => {
  sshd = await startSshd()
})
afterAll(() => sshd.stop())

/** A connection whose account rsync's own rrsync restricts to a folder, and an engine that has it. */
async function scene(flags = '') {
  const [test, folder] = [await openEngine(), await tempDir()]
  await mkdir(`${folder}/in`)
  await makeTree(`${folder}/in`, { there: 'remote\n' })
  const pair = await test.engine.credentials.keyPairs.generate({ name: 'k' })
  const command = `${findProgram('rrsync')} ${flags} ${folder}`
  await sshd.authorise(`restrict,command="${command}" ${pair.publicKey}`)
  const settings = settingsFor(sshd, pair.id)
  const { id } = test.engine.credentials.connections.create(settings)
  const run = async (changes: Partial<TaskSettings> = {}) => {
    const path = changes.path ?? (await tempDir())
    if (changes.direction !== 'PULL') await makeTree(path, { 'a b': 'text\n' })
    const base = { mode: 'SSH', remotePath: 'in/', sshCredentials: id } as const
    const fitting = { extra: ['--no-s'], delayUpdates: false }
    return test.run(test.add({ ...base, ...fitting, ...changes, path: `${path}/` }).id)
  }
  return { ...test, folder, id, settings, run }
}

const refusal = (work: Promise<unknown>) =>
  work.then(String, (error: AppError) => (error.fields[0] ? error.fields : error.message))

describe('an account that rrsync restricts', () => {
  it('is pushed to and pulled from with --no-s and without Delay Updates', async () => {
    const { run, folder } = await scene()
    // A run that deletes every file of the destination would be held.
    await makeTree(`${folder}/in`, { 'a b': 'of before\n' })
    expect(await run({ delete: true })).toMatchObject({ state: 'SUCCESS' })
    expect(await readFile(`${folder}/in/a b`, 'utf8')).toBe('text\n')
    const path = await tempDir()
    expect(await run({ direction: 'PULL', path })).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(`${folder}/in`, path)
  })

  const pull = { direction: 'PULL' } as const
  it.each<[string, string, Partial<TaskSettings>, string]>([
    [
      'does not take -s',
      ...(['', { extra: [] }] as const),
      'The account is restricted by rrsync, which does not take -s: add --no-s to Auxiliary Parameters, and uncheck Delay Updates.',
    ],
    [
      'may only read',
      ...(['-ro', {}] as const),
      'The account may only read on the remote host (rrsync -ro): pull, or connect as one that may write.',
    ],
    [
      'may only write',
      ...(['-wo', pull] as const),
      'The account may only write on the remote host (rrsync -wo): push, or connect as one that may read.',
    ],
    [
      'may not delete',
      ...(['-no-del', { delete: true }] as const),
      'The account is restricted by rrsync, which does not take an option of this task: the log names it.',
    ],
    [
      'is asked for another folder',
      ...(['', { remotePath: '../elsewhere' }] as const),
      'Remote Path leads out of the folder that the account is restricted to (rrsync): name a folder in it.',
    ],
    [
      'is asked for a folder that is missing',
      ...(['', { ...pull, remotePath: 'gone/' }] as const),
      'Remote Path does not exist in the folder that the account is restricted to (rrsync): create it there.',
    ],
  ])('and that %s says so in a sentence of its own', async (_, flags, changes, sentence) => {
    const { run } = await scene(flags)
    expect(await run(changes)).toMatchObject({
      ...{ state: 'FAILED', retryAt: null },
      reason: `${sentence} (rsync code 12, STREAMIO)`,
    })
  })

  it('and whose rsync throws files away is not said to have succeeded', async () => {
    const { run, folder } = await scene()
    expect(await run({ delayUpdates: true })).toMatchObject({
      state: 'FAILED',
      reason:
        'Files were received and thrown away, because their temporary folder could not be made: uncheck Delay Updates.',
    })
    expect(await readdir(`${folder}/in`)).toEqual(['there'])
  })

  it('passes the test of the connection, which tells of the restriction', async () => {
    const { engine, settings, folder } = await scene()
    const tested = await engine.ssh.test(settings, { path: folder, direction: 'PUSH' })
    expect(tested).toMatchObject({ isOk: true })
    expect(tested.steps.slice(4).map(({ text, fix }) => `${text} ${fix}`.trim())).toEqual([
      'The shell is silent, as rsync needs it.',
      'rsync is the only program of this account. In its tasks add --no-s to Auxiliary Parameters, and uncheck Delay Updates: rrsync takes neither as this app asks for it.',
      'rrsync decides which paths this account can use; a preview shows it.',
    ])
  })

  it('has folders that cannot be looked at, and says so', async () => {
    const { create, engine, id } = await scene()
    const task = {
      mode: 'SSH',
      path: await tempDir(),
      remotePath: 'in',
      sshCredentials: id,
    } as const
    expect(await refusal(create(task))).toEqual([
      {
        field: 'remotePath',
        message:
          'The account is restricted to rsync (rrsync), so Remote Path cannot be looked at. Uncheck Validate Remote Path.',
      },
    ])
    const way = { user: me, remoteHost: null, remotePort: null, sshCredentials: id }
    expect(await refusal(engine.ssh.listFolders(way, '', false))).toMatch(/offers no SFTP/)
    await create({ ...task, validateRpath: false, extra: ['--no-s'] })
  })
})
