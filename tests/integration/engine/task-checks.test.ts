import { chmod, rm, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { AppError, FieldError } from '@common/errors'
import { TASK_DEFAULTS, type TaskSettings } from '@common/task/task'

import { startCutProxy } from '../../support/cut-proxy'
import { makeSshLogin, me, openEngine, tempDir } from '../../support/engine'
import { freePort } from '../../support/ports'
import { makeKeyPair } from '../../support/ssh-keys'
import { useSshLogin } from '../../support/ssh-login'
import { makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'

const ssh = useSshLogin()

/** The broken rules of settings that must not be taken. */
async function errorsOf(settings: Partial<TaskSettings>): Promise<readonly FieldError[]> {
  const test = await openEngine()
  const error = await test.create(settings).then(
    () => undefined,
    (thrown: { code: string; fields: FieldError[] }) => thrown,
  )
  expect(error).toMatchObject({ code: 'INVALID_INPUT' })
  expect(test.engine.tasks.list()).toEqual([])
  return error?.fields ?? []
}

const module = { remoteHost: 'backup.example.com', remoteModule: 'photos' }

describe('a new task is checked against this machine', () => {
  it('its path must be a directory that is there', async () => {
    const dir = await tempDir()
    await writeFile(`${dir}/file`, '')
    expect(await errorsOf({ ...module, path: `${dir}/gone` })).toEqual([
      { field: 'path', message: `There is no directory ${dir}/gone on this computer` },
    ])
    expect(await errorsOf({ ...module, path: `${dir}/file` })).toEqual([
      { field: 'path', message: `${dir}/file is a file; choose a directory` },
    ])
    expect(await errorsOf({ ...module, path: `${dir}/file/below` })).toMatchObject([
      { field: 'path' },
    ])
  })

  it('with Delete it must not copy into itself, nor empty all there is or the folder around its source', async () => {
    const dir = await tempDir()
    await makeTree(dir, { photos: { inner: {} } })
    await ssh.login.give(dir)
    const task = (settings: Partial<TaskSettings>) =>
      ssh.login.task({ path: `${dir}/photos/`, remotePath: `${dir}/photos/inner`, ...settings })
    const inside = [
      { field: 'remotePath', message: expect.stringMatching(/lies inside the source/) },
    ]
    expect(await errorsOf(task({ delete: true }))).toEqual(inside)
    const around = [{ field: 'remotePath', message: expect.stringMatching(/the source among it/) }]
    expect(await errorsOf(task({ remotePath: dir, delete: true }))).toEqual(around)
    const root = [{ field: 'remotePath', message: expect.stringMatching(/^With Delete this task/) }]
    expect(await errorsOf(task({ remotePath: '/', extra: ['--delete'] }))).toEqual(root)
    const test = await openEngine()
    await test.create(task({ extra: ['--exclude=/inner'] }))
    await test.create(task({ remotePath: dir }))
  })

  it('its user must exist', async () => {
    expect(await errorsOf({ ...module, path: '/tmp', user: 'no-such-user' })).toEqual([
      { field: 'user', message: 'Provided user "no-such-user" does not exist' },
    ])
  })

  it('all broken rules come at once, one a field', async () => {
    const fields = (await errorsOf({ path: '/no/where', user: 'no-such-user' })).map(
      ({ field }) => field,
    )
    expect([...fields].sort()).toEqual(['path', 'remoteHost', 'remoteModule', 'user'])
  })

  it.each([0, '', null, [], {}, true, -1.5, ['x'], 'x\ny'])(
    'with %j in the place of a setting it is refused at a field, or taken',
    async (value) => {
      const test = await openEngine()
      const tasks = [
        { ...module, path: '/tmp', user: me, mode: 'MODULE' },
        { ...ssh.login.task({ path: '/tmp', remotePath: '/tmp' }), user: me, validateRpath: false },
        { path: '/tmp', user: me, mode: 'SSH', remoteHost: '127.0.0.1', remotePath: 'x' },
      ]
      const faults: unknown[] = []
      for (const task of tasks)
        for (const field of Object.keys({ ...TASK_DEFAULTS, path: '', user: '' })) {
          const fault = (error: AppError) =>
            error.code === 'INVALID_INPUT' && error.fields.length > 0 ? null : [field, error]
          faults.push(
            await test.create({ ...task, [field]: value } as never).then(() => null, fault),
          )
          const settings = { ...TASK_DEFAULTS, ...task, [field]: value }
          const preview = async () => {
            const { id } = test.engine.previews.start({ taskId: null, settings } as never)
            await test.engine.previews.close(id)
          }
          faults.push(await preview().then(() => null, fault))
        }
      expect(faults.filter((one) => one !== null)).toEqual([])
    },
  )

  it('its user needs a private key for SSH, which nobody else can read', async () => {
    const user = await makeTempUser()
    onTestFinished(() => user.dispose())
    const settings = ssh.login.task({ path: '/tmp', remotePath: '/tmp', user: user.name })
    expect(await errorsOf(settings)).toEqual([
      {
        field: 'user',
        message:
          'In order to use rsync over SSH you need a user with a private key (DSA/ECDSA/RSA) set up in home dir.',
      },
    ])
    await user.giveAccess(ssh.sshd)
    const key = `${user.home}/.ssh/id_ed25519`
    await chmod(key, 0o644)
    expect(await errorsOf(settings)).toEqual([
      {
        field: 'user',
        message: `Permissions 644 for ${key} are too open. Please correct them by running chmod 600 ${key}`,
      },
    ])
  })
})

describe('Validate Remote Path', () => {
  const settings = (given: Partial<TaskSettings>) => ssh.login.task({ path: '/tmp', ...given })

  it('takes a directory of any name', async () => {
    const [test, dir] = [await openEngine(), await tempDir()]
    for (const name of ["it's $HOME", '-d', ' ', 'a"b`c`', '\u00e9*?']) {
      await makeTree(`${dir}/${name}`, {})
      await test.create(settings({ remotePath: `${dir}/${name}` }))
    }
    expect(test.engine.tasks.list()).toHaveLength(5)
  })

  it('refuses what is no directory, and makes none', async () => {
    const dir = await tempDir()
    await writeFile(`${dir}/file`, '')
    for (const remotePath of [`${dir}/gone`, `${dir}/file`]) {
      expect(await errorsOf(settings({ remotePath }))).toEqual([
        {
          field: 'remotePath',
          message:
            'The Remote Path you specified does not exist or is not a directory. Either create one yourself on the remote machine or uncheck the Validate Remote Path field.',
        },
      ])
    }
    const test = await openEngine()
    await test.create(settings({ remotePath: `${dir}/gone`, validateRpath: false }))
    await test.create(settings({ remotePath: `${dir}/gone`, enabled: false }))
  })

  it('tells at Remote Host why the host cannot be asked', async () => {
    const remotePort = await freePort()
    const [refused] = await errorsOf(settings({ remotePath: '/tmp', remotePort }))
    expect(refused).toMatchObject({ field: 'remoteHost' })
    expect(refused?.message).toMatch(/^The remote host refused the connection/)
    const [unresolved] = await errorsOf(settings({ remotePath: '/', remoteHost: 'x.invalid' }))
    expect(unresolved?.message).toBe('The name of the remote host could not be resolved.')
    const stranger = await makeSshLogin(ssh.sshd, '')
    onTestFinished(() => stranger.dispose())
    const [unknown] = await errorsOf(stranger.task({ path: '/tmp', remotePath: '/tmp' }))
    expect(unknown).toEqual({
      field: 'remoteHost',
      message: `Failed to verify remote host key: 127.0.0.1 is not in known_hosts. Turn on SSH Keyscan, or run: ssh-keyscan -p ${ssh.sshd.port} 127.0.0.1 >> ~/.ssh/known_hosts`,
    })
    const other = await makeKeyPair(`${await tempDir()}/other`)
    const line = `[127.0.0.1]:${ssh.sshd.port} ${other.publicKey}\n`
    const deceived = await makeSshLogin(ssh.sshd, line)
    onTestFinished(() => deceived.dispose())
    const [changed] = await errorsOf(deceived.task({ path: '/tmp', remotePath: '/tmp' }))
    expect(changed?.message).toMatch(
      /^Failed to verify remote host key: the key of 127\.0\.0\.1 has changed/,
    )
  })

  it('gives up on a host that says nothing more, in time for a person who waits', async () => {
    const proxy = await startCutProxy({ targetPort: ssh.sshd.port, stallAfterBytes: 10 })
    onTestFinished(() => proxy.stop())
    const before = performance.now()
    const given = { remotePath: '/tmp', remotePort: proxy.port }
    expect(await errorsOf(settings(given))).toEqual([
      { field: 'remoteHost', message: 'SSH timeout occurred. Remote path cannot be validated.' },
    ])
    expect(performance.now() - before).toBeLessThan(25_000)
  })
})

describe('a change of a task', () => {
  it('of somebody who saw an older one is a conflict, and changes nothing', async () => {
    const test = await openEngine()
    const task = await test.create({ ...module, path: '/tmp' })
    const newer = await test.engine.tasks.update(task.id, { desc: 'new' }, task.revision)
    expect(newer.revision).toBe(task.revision + 1)
    const stale = test.engine.tasks.update(task.id, { desc: 'stale' }, task.revision)
    await expect(stale).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(test.engine.tasks.get(task.id)).toEqual(newer)
    const both = [{ desc: 'a' }, { desc: 'b' }].map((changes) =>
      test.engine.tasks.update(task.id, changes, newer.revision).then(
        () => 'saved',
        ({ code }: { code: string }) => code,
      ),
    )
    expect((await Promise.all(both)).sort()).toEqual(['CONFLICT', 'saved'])
  })

  it('is possible while its folder and its host are away', async () => {
    const [test, dir] = [await openEngine(), await tempDir()]
    const task = await test.create({ ...module, path: dir, user: me })
    const overSsh = await test.create(
      ssh.login.task({ path: dir, remotePath: dir, enabled: false }),
    )
    await rm(dir, { recursive: true })
    for (const enabled of [false, true]) {
      await test.engine.tasks.update(task.id, { enabled, desc: 'still' }, null)
      expect(test.engine.tasks.get(task.id)).toMatchObject({ enabled, desc: 'still', path: dir })
    }
    await test.engine.tasks.update(overSsh.id, { enabled: true }, null)
    await expect(
      test.engine.tasks.update(task.id, { path: `${dir}/x` }, null),
    ).rejects.toMatchObject({ fields: [{ field: 'path' }] })
    await expect(test.engine.tasks.update(99, {}, null)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
