import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { execute } from '@main/cli/execute'

import { filesHolding, processesHolding, secretLines } from '../../support/canary'
import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { findProgram, runOk } from '../../support/run'
import { expectSameTree } from '../../support/snapshot'
import { startSshd, type Sshd } from '../../support/sshd'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'
import { connectTo } from './support'

let sshd: Sshd
beforeAll(async () => {
  sshd = await startSshd()
})
afterAll(() => sshd.stop())

/** What the runs of this data folder, and of no other, have laid out. */
const leftovers = ({ folder }: TestEngine) => {
  const mark = createHash('sha256').update(folder).digest('hex').slice(0, 6)
  return readdirSync(tmpdir()).filter((name) => name.startsWith(`rsync-tasks-${mark}-`))
}

/** A task over a saved connection that takes long enough to be looked at. */
async function slowTask(test: TestEngine) {
  const { id, keypairId } = await connectTo(test, sshd)
  const [path, remotePath] = [await tempDir(), await tempDir()]
  await makeTree(path, { file: 'x'.repeat(600_000) })
  const task = test.add({
    ...{ mode: 'SSH', path: `${path}/`, remotePath, sshCredentials: id },
    ...{ compress: false, extra: ['--bwlimit=300'] },
  })
  return { id, keypairId, task, path, remotePath }
}

describe('a run with a saved connection', () => {
  it('does nothing where that leads elsewhere since it began', async () => {
    const test = await openEngine()
    const { id } = await connectTo(test, sshd)
    const [path, remotePath, folder] = [await tempDir(), await tempDir(), await tempDir()]
    await makeTree(path, { same: 'x' })
    await makeTree(remotePath, { same: 'x', more: 'y' })
    const [program, waits] = [`${folder}/rsync`, `${folder}/edited`]
    const wait = `while [ ! -e ${waits} ]; do touch ${waits}.asked; sleep 0.05; done`
    const text = `case " $* " in *' -n '*) ${wait};; esac; exec '${findProgram('rsync')}' "$@"`
    await writeFile(program, `#!/bin/sh\n${text}\n`, { mode: 0o755 })
    await test.engine.programs.update({ rsync: program })
    const task = test.add({
      ...{
        mode: 'SSH',
        path: `${path}/`,
        remotePath,
        sshCredentials: id,
        delete: true,
        retries: 0,
      },
    })
    const { id: runId } = await test.engine.runs.start(task.id, 'manual')
    await waitUntil(() => existsSync(`${waits}.asked`), { what: 'the dry run' })
    test.engine.credentials.connections.update(id, { host: 'localhost' })
    await writeFile(waits, '')
    const run = await test.engine.runs.ended(runId)
    expect(run).toMatchObject({ state: 'FAILED', remedy: { field: 'sshCredentials' } })
    expect(run.reason).toContain('was changed while the run began')
    expect(readdirSync(remotePath).sort()).toEqual(['more', 'same'])
  })

  it('leaves no trace of the private key anywhere, during the run and after it', async () => {
    const test = await openEngine()
    const { keypairId, task } = await slowTask(test)
    const { keyPairs } = test.engine.credentials
    const { publicKey } = keyPairs.get(keypairId)
    const secret = secretLines(await keyPairs.privateText(keypairId), publicKey)
    expect(secret.length).toBeGreaterThan(0)
    const { id } = await test.startGoing(task.id)
    await waitUntil(() => leftovers(test).length > 0, { what: 'the folder of a run' })
    const folders = leftovers(test)
    expect(processesHolding(...secret)).toEqual([])
    for (const name of folders) expect(filesHolding(`${tmpdir()}/${name}`, ...secret)).toEqual([])
    expect(filesHolding(test.folder, ...secret)).toEqual([])
    expect(JSON.stringify(test.store.read())).not.toContain(secret[0])
    const run = await test.engine.runs.ended(id)
    expect(run).toMatchObject({ state: 'SUCCESS' })
    expect(run.command.join(' ')).toMatch(/-o IdentityAgent=\S+\/agent /)
    expect(filesHolding(test.folder, ...secret)).toEqual([])
    expect(folders.filter((name) => leftovers(test).includes(name))).toEqual([])
  })

  it('goes on when its connection and key are deleted meanwhile; the task is switched off', async () => {
    const test = await openEngine()
    const { keypairId, task, path, remotePath } = await slowTask(test)
    const { id } = await test.startGoing(task.id)
    await waitUntil(() => sshd.log().includes('Accepted publickey'), { what: 'the login' })
    test.engine.credentials.removal.removeKeyPair(keypairId, true)
    expect(await test.engine.runs.ended(id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(path, remotePath)
    expect(test.engine.tasks.get(task.id).enabled).toBe(false)
  })

  it('is stopped with everything it laid out', async () => {
    const test = await openEngine()
    const { task } = await slowTask(test)
    const before = leftovers(test)
    const { id } = await test.startGoing(task.id)
    await test.engine.runs.stop(id)
    expect(test.engine.book.get(id)).toMatchObject({ state: 'ABORTED' })
    expect(leftovers(test).filter((name) => !before.includes(name))).toEqual([])
  })

  it('shows what it would do, and leaves nothing behind', async () => {
    const test = await openEngine()
    const { task } = await slowTask(test)
    const before = leftovers(test)
    const { state, changes } = await test.preview(task.id)
    expect({ state, names: changes.map(({ name }) => name) }).toEqual({
      state: 'READY',
      names: expect.arrayContaining(['file']) as string[],
    })
    expect(leftovers(test).filter((name) => !before.includes(name))).toEqual([])
  })

  it.runIf(canMakeUsers)('as another user reaches the agent, and nobody else does', async () => {
    const [test, user] = [await openEngine(), await makeTempUser()]
    onTestFinished(() => user.dispose())
    const { id } = await connectTo(test, sshd)
    const [path, remotePath] = [await tempDir(), await tempDir()]
    await makeTree(path, { a: 'b' })
    await runOk('chown', ['-R', `${user.uid}:${user.gid}`, path])
    const settings = { path: `${path}/`, remotePath, sshCredentials: id, user: user.name }
    const task = await test.create({ mode: 'SSH', ...settings })
    expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(path, remotePath)
  })
})

describe('the password of a module', () => {
  /** A task for the module that asks for a password, and an engine that has it. */
  async function scene(modulePassword?: string | null) {
    const [test, daemon] = [await openEngine(), await startRsyncd()]
    onTestFinished(() => daemon.stop())
    const path = await tempDir()
    await makeTree(path, { file: 'x'.repeat(400_000) })
    const settings = moduleTask(daemon, 'auth', { path: `${path}/` })
    const task = await test.create({
      ...settings,
      remoteHost: `${daemon.authUser}@${settings.remoteHost}`,
      ...{ compress: false, extra: ['--bwlimit=300'] },
      ...({
        modulePassword: modulePassword === undefined ? daemon.password : modulePassword,
      } as object),
    })
    return { ...test, test, daemon, task, path }
  }

  it('reaches rsync, and neither arguments, environment, files nor logs', async () => {
    const { test, task, daemon, path, folder, engine, store } = await scene()
    expect(engine.view(task.id)).toMatchObject({ hasPassword: true })
    const { id } = await test.startGoing(task.id)
    expect(processesHolding(daemon.password)).toEqual([])
    const run = await engine.runs.ended(id)
    expect(run).toMatchObject({ state: 'SUCCESS' })
    expect(run.command).toContain('--password-file=-')
    expect(engine.planner.command(task).argv).toContain('--password-file=-')
    expect(engine.planner.command(task).taskArgs.join(' ')).not.toContain('password')
    await expectSameTree(path, daemon.modules.auth.root)
    expect(filesHolding(folder, daemon.password)).toEqual([])
    expect(JSON.stringify([store.read(), engine.views()])).not.toContain(daemon.password)
  })

  it('is what a run without it, or with a wrong one, fails for', async () => {
    const { test, task, engine } = await scene(null)
    const reason =
      'The rsync daemon did not accept the user or password. (rsync code 5, STARTCLIENT)'
    expect(await test.run(task.id)).toMatchObject({ state: 'FAILED', reason })
    await engine.tasks.update(task.id, { modulePassword: 'wrong' }, null)
    expect(await test.run(task.id)).toMatchObject({ state: 'FAILED', reason })
  })

  it('stays when the task is changed, and goes with the mode and with the task', async () => {
    const { test, task, engine, store } = await scene()
    await engine.tasks.update(task.id, { desc: 'new' }, null)
    expect(engine.view(task.id).hasPassword).toBe(true)
    await engine.tasks.update(task.id, { modulePassword: null }, null)
    expect(engine.view(task.id).hasPassword).toBe(false)
    await engine.tasks.update(task.id, { modulePassword: 'again' }, null)
    await test.engine.removal.remove(task.id)
    expect(store.read().modulePasswords).toEqual([])
  })

  it('is given to an imported task by the command line, and taken away again', async () => {
    const { test, daemon } = await scene()
    const request = {
      ...{
        command: 'password',
        json: false,
        preview: false,
        anyway: false,
        remove: false,
        run: null,
      },
      ...{ csv: false, pauseFor: null, operand: null, values: {}, output: null },
    }
    const call = async (given: { id: number; input: string | null; remove?: boolean }) => {
      const said = { out: '', error: '' }
      const code = await execute(
        test.engine,
        { ...request, ...given },
        {
          out: (text) => Promise.resolve(void (said.out += text)),
          error: (text) => Promise.resolve(void (said.error += text)),
          interrupted: new AbortController().signal,
          isTerminal: false,
          isOutTerminal: false,
        },
      )
      return { code, ...said }
    }
    const settings = moduleTask(daemon, 'auth', { path: await tempDir() })
    const { id } = test.add({ ...settings, remoteHost: `backup@${settings.remoteHost}` })
    expect(await test.run(id)).toMatchObject({ state: 'FAILED' })
    expect(await call({ id, input: `${daemon.password}\n` })).toEqual({
      ...{ code: 0, out: `The password of task ${id} was stored.\n`, error: '' },
    })
    expect(await test.run(id)).toMatchObject({ state: 'SUCCESS' })
    expect(await call({ id, input: null, remove: true })).toMatchObject({ code: 0 })
    expect(test.engine.view(id)).toMatchObject({ hasPassword: false })
    expect(await call({ id, input: null })).toMatchObject({ code: 2, out: '' })
    expect(await call({ id, input: '\n' })).toMatchObject({
      error: 'module_password: There is no password in the input; take one away with --remove\n',
    })
    const ssh = {
      mode: 'SSH',
      path: '/x',
      remotePath: '/y',
      remoteHost: 'h',
      remotePort: 22,
    } as const
    const other = test.add(ssh)
    expect(await call({ id: other.id, input: 'x' })).toMatchObject({
      error: 'module_password: Only a task with the Rsync Mode Module has a password\n',
    })
  })

  it('must be one line of text', async () => {
    const { task, engine } = await scene()
    for (const modulePassword of ['a\nb', 5, 'x'.repeat(1025)]) {
      await expect(engine.tasks.update(task.id, { modulePassword }, null)).rejects.toMatchObject({
        fields: [{ field: 'modulePassword' }],
      })
    }
    expect(await readFile('/proc/self/cmdline', 'utf8')).not.toContain('a\nb')
  })
})
