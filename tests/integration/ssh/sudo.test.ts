import { readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, readFile, rm, symlink } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { AppError } from '@common/errors'
import type { Task, TaskSettings } from '@common/task/task'

import { processesHolding, secretLines, writtenFilesHolding } from '../../support/canary'
import { moduleTask, tempDir } from '../../support/engine'
import { startEngineAs, type EngineAsOptions, type EngineOfUser } from '../../support/engine-as'
import { allProcesses, waitUntil, type ProcessInfo } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { findProgram, runOk } from '../../support/run'
import { startSshd, type Sshd } from '../../support/sshd'
import { expectSameTree } from '../../support/snapshot'
import { allowSudo } from '../../support/sudoers'
import { canMakeUsers, makeTempUser, type TempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'
import { settingsFor } from './support'

const uidOf = (pid: number) => {
  try {
    return statSync(`/proc/${pid}`).uid
  } catch {
    return -1
  }
}

const processesOf = (user: TempUser): ProcessInfo[] =>
  allProcesses().filter(({ pid }) => uidOf(pid) === user.uid)

/** What runs have laid out in the temporary folder, by owner. */
const foldersOf = (user: TempUser) =>
  readdirSync('/tmp')
    .filter((name) => name.startsWith('rsync-tasks-'))
    .map((name) => `/tmp/${name}`)
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.uid === user.uid)

const fieldsOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: AppError) => error.fields,
  )

describe.runIf(canMakeUsers)('an app that is not root, as another user through sudo', () => {
  let sshd: Sshd
  let [me, other]: [TempUser, TempUser] = [] as never
  beforeAll(async () => {
    sshd = await startSshd()
    me = await makeTempUser()
    other = await makeTempUser()
  })
  afterAll(async () => {
    await me.dispose()
    await other.dispose()
    await sshd.stop()
  })

  /** An engine of ours; sudo allows what `extra` does not take back. */
  async function scene(extra = '', options: EngineAsOptions = {}) {
    const rules = await allowSudo(`${me.name} ALL=(${other.name}) NOPASSWD: ALL\n${extra}`)
    onTestFinished(async () => {
      await rules.remove()
      for (const path of foldersOf(other)) await rm(path, { recursive: true })
    })
    return { ...(await startEngineAs(me, options)), rules }
  }

  const privateKey = () => readFile(sshd.clientKeyFile, 'utf8')

  async function connect({ calls }: EngineOfUser): Promise<number> {
    const { id } = await calls.importKey('key', await privateKey())
    return (await calls.connect(settingsFor(sshd, id))).id
  }

  /** A folder only the other user can enter. */
  async function ownFolder(): Promise<string> {
    const path = `${other.home}/${Math.random().toString(36).slice(2)}`
    await mkdir(path)
    await runOk('chown', [`${other.uid}:${other.gid}`, path])
    return path
  }

  /** Takes long enough to be looked at. */
  const SLOW = { compress: false, extra: ['--bwlimit=300'] }

  async function slowPull(
    engine: EngineOfUser,
    changes: Partial<TaskSettings> = {},
  ): Promise<{ task: Task; path: string; from: string }> {
    const [path, from] = [await ownFolder(), await tempDir()]
    await makeTree(from, { file: 'x'.repeat(900_000) })
    const settings: Partial<TaskSettings> = {
      ...{ mode: 'SSH', direction: 'PULL', user: other.name, path, remotePath: `${from}/` },
      ...{ sshCredentials: await connect(engine), ...SLOW, ...changes },
    }
    return { task: await engine.calls.create(settings), path, from }
  }

  const logins = () => sshd.log().split('Accepted publickey').length

  const startGoing = async (engine: EngineOfUser, taskId: number) => {
    const before = logins()
    const { id } = await engine.calls.start(taskId)
    const isGoing = async () =>
      (await engine.calls.record(id)).endedAt !== null || logins() > before
    await waitUntil(isGoing, { what: 'the login', everyMs: 50 })
    expect(await engine.calls.record(id)).toMatchObject({ state: 'RUNNING', reason: '' })
    return id
  }

  it('runs with a saved connection; everything belongs to whom it should, and no key is a file', async () => {
    const [since, engine] = [Date.now(), await scene()]
    const { task, path, from } = await slowPull(engine)
    const id = await startGoing(engine, task.id)
    const [folder = ''] = foldersOf(other)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder).sort()).toEqual(['agent', 'key.pub', 'known_hosts'])
    for (const name of readdirSync(folder))
      expect(statSync(`${folder}/${name}`).uid).toBe(other.uid)
    const rsync = processesOf(other).find(({ command }) => command === 'rsync')
    const environment = readFileSync(`/proc/${rsync?.pid}/environ`, 'utf8').split('\0').slice(0, -1)
    expect(environment.map((entry) => entry.replace(/=.*/, '')).sort()).toEqual([
      ...['HOME', 'LC_ALL', 'LOGNAME', 'PATH', 'RSYNC_TASKS_RUN', 'USER'],
    ])
    expect(environment).toContain(`HOME=${other.home}`)
    const secret = secretLines(await privateKey(), sshd.clientPublicKey)
    expect(secret.length).toBeGreaterThan(0)
    expect(processesHolding(...secret)).toEqual([])
    expect(writtenFilesHolding(since, [other.home, me.home], ...secret)).toEqual([])
    expect(await engine.calls.ended(id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(from, path)
    expect(statSync(`${path}/file`).uid).toBe(other.uid)
    const log = statSync(`${engine.folder}/runs/${id}.log`)
    expect([log.uid, log.mode & 0o777]).toEqual([me.uid, 0o600])
    expect(foldersOf(other)).toEqual([])
    expect(processesOf(other)).toEqual([])
  })

  it("takes over a host key into the other user's known_hosts, and runs with that user's key", async () => {
    const { calls } = await scene()
    await other.giveAccess({ ...sshd, knownHosts: '' })
    const file = `${other.home}/.ssh/known_hosts`
    await runOk('rm', [file])
    const [path, remotePath] = [await ownFolder(), await tempDir()]
    await makeTree(path, { 'a b': 'text' })
    await runOk('chown', ['-R', `${other.uid}:${other.gid}`, path])
    const task = await calls.create({
      ...{ mode: 'SSH', user: other.name, path: `${path}/`, remotePath, sshKeyscan: true },
      ...{ remoteHost: `${sshd.user}@${sshd.host}`, remotePort: sshd.port },
    })
    expect(await readFile(file, 'utf8')).toBe(sshd.knownHosts)
    expect([statSync(file).uid, statSync(file).mode & 0o777]).toEqual([other.uid, 0o600])
    const { id } = await calls.start(task.id)
    expect(await calls.ended(id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(path, remotePath)
  })

  it("sees the other user's folders and keys with that user's eyes", async () => {
    const { calls } = await scene()
    const path = await ownFolder()
    const task = { mode: 'SSH', user: other.name, path, remotePath: '/tmp' } as const
    const way = { remoteHost: `${sshd.user}@${sshd.host}`, remotePort: sshd.port }
    await other.giveAccess(sshd)
    await runOk('chmod', ['644', `${other.home}/.ssh/id_ed25519`])
    const key = `${other.home}/.ssh/id_ed25519`
    expect(await fieldsOf(calls.create({ ...task, ...way }))).toEqual([
      {
        field: 'user',
        message: `Permissions 644 for ${key} are too open. Please correct them by running chmod 600 ${key}`,
      },
    ])
    await runOk('chmod', ['600', key])
    expect(await fieldsOf(calls.create({ ...task, ...way, path: `${path}/gone` }))).toEqual([
      { field: 'path', message: `There is no directory ${path}/gone on this computer` },
    ])
    expect(await fieldsOf(calls.create({ ...task, ...way }))).toEqual([])
  })

  it('hands over the password of a module, through standard input alone', async () => {
    const { calls } = await scene()
    const daemon = await startRsyncd()
    onTestFinished(() => daemon.stop())
    const path = await ownFolder()
    await makeTree(path, { file: 'x'.repeat(600_000) })
    const settings = moduleTask(daemon, 'auth', { path: `${path}/` })
    const task = await calls.create({
      ...{ ...settings, ...SLOW, user: other.name },
      remoteHost: `${daemon.authUser}@${settings.remoteHost}`,
      ...({ modulePassword: daemon.password } as object),
    })
    const { id } = await calls.start(task.id)
    await waitUntil(() => processesOf(other).length > 0, { what: 'a process of the other user' })
    expect(processesHolding(daemon.password)).toEqual([])
    expect(await calls.ended(id)).toMatchObject({ state: 'SUCCESS' })
    await expectSameTree(path, daemon.modules.auth.root)
  })

  it.each([
    ['a pseudo-terminal', 'use_pty'],
    ['a log of input and output', 'log_input, log_output'],
  ])('stops everything, where sudo gives it %s, too', async (_, flags) => {
    const engine = await scene(`Defaults:${me.name} ${flags}`)
    const { task } = await slowPull(engine)
    const id = await startGoing(engine, task.id)
    await engine.calls.stop(id)
    expect(await engine.calls.record(id)).toMatchObject({ state: 'ABORTED' })
    expect(processesOf(other)).toEqual([])
    expect(foldersOf(other)).toEqual([])
  })

  it('leaves nothing behind when its rsync is killed from outside', async () => {
    const engine = await scene()
    const { task } = await slowPull(engine)
    const id = await startGoing(engine, task.id)
    for (const { pid } of processesOf(other).filter(({ command }) => command === 'rsync'))
      process.kill(pid, 'SIGKILL')
    expect(await engine.calls.ended(id)).toMatchObject({ state: 'FAILED' })
    expect(processesOf(other)).toEqual([])
    expect(foldersOf(other)).toEqual([])
  })

  it('ends and removes at its next start what a crash left', async () => {
    const engine = await scene()
    // As long as the remote side is silent, so is rsync, and does not notice that nobody reads it.
    const { task } = await slowPull(engine, { extra: ["--rsync-path='sleep 60;'"] })
    const id = await startGoing(engine, task.id)
    engine.kill()
    expect(processesOf(other).map(({ command }) => command)).toContain('rsync')
    expect(foldersOf(other)).toHaveLength(1)
    const next = await startEngineAs(me, { folder: engine.folder, tasks: [task] })
    expect(await next.calls.record(id)).toMatchObject({
      state: 'FAILED',
      reason:
        'Interrupted: the app ended while this run was going. Its rsync was still at work and has been stopped.',
    })
    expect(processesOf(other).filter(({ command }) => command !== 'ssh-agent')).toEqual([])
    // The agent, and with it the key, goes by itself.
    const isGone = () => processesOf(other).length === 0
    await waitUntil(isGone, { what: 'the end of the agent', everyMs: 100 })
    expect(foldersOf(other)).toEqual([])
  })

  it('refuses at the field what sudo does not allow, when a task is made and when it is changed', async () => {
    const { calls, rules } = await scene()
    const path = await tempDir()
    await runOk('chmod', ['777', path])
    const settings = { path, remoteHost: '127.0.0.1', remoteModule: 'open' }
    const wrong = (message: string) => [{ field: 'user', message }]
    const allowed = await calls.create({ ...settings, user: other.name })
    await rules.remove()
    const advice = `Choose ${me.name}, or allow it in sudoers: ${me.name} ALL=(${other.name}) NOPASSWD: ALL`
    const refused = `${me.name} may not run programs as ${other.name}. ${advice}`
    expect(await fieldsOf(calls.create({ ...settings, user: other.name }))).toEqual(wrong(refused))
    const own = await calls.create({ ...settings, user: me.name })
    expect(await fieldsOf(calls.update(own.id, { user: other.name }))).toEqual(wrong(refused))
    const { id } = await calls.start(allowed.id)
    expect(await calls.ended(id)).toMatchObject({ state: 'FAILED', reason: `${refused}.` })
    // With a password it would be allowed; nobody is there to type it.
    const asking = await allowSudo(`${me.name} ALL=(${other.name}) ALL`)
    onTestFinished(() => asking.remove())
    expect(await fieldsOf(calls.create({ ...settings, user: other.name }))).toEqual(wrong(refused))
    const bin = await tempDir()
    await symlink(findProgram('true'), `${bin}/true`)
    await calls.setPath(bin)
    expect(await fieldsOf(calls.create({ ...settings, user: other.name }))).toEqual(
      wrong(
        `Running as another user needs sudo, which is not installed. Choose ${me.name}, or install sudo`,
      ),
    )
  })

  it('says so where /proc hides whom a Stop would have to signal', async () => {
    const { calls } = await scene('', { hidesOthers: true })
    const path = await tempDir()
    const settings = { path, remoteHost: '127.0.0.1', remoteModule: 'open' }
    const [error, ...more] = await fieldsOf(calls.create({ ...settings, user: other.name }))
    expect(more).toEqual([])
    expect(error?.field).toBe('user')
    expect(error?.message).toMatch(
      /^\/proc hides the processes of other users here \(hidepid\), so/,
    )
    const stored = await calls.add({ ...settings, user: other.name })
    const { id } = await calls.start(stored.id)
    expect(await calls.ended(id)).toMatchObject({ state: 'FAILED', reason: `${error?.message}.` })
    expect(await fieldsOf(calls.create({ ...settings, user: me.name }))).toEqual([])
  })

  it('says so where sudo wants a terminal', async () => {
    const { calls } = await scene(`Defaults:${me.name} requiretty`)
    const path = await tempDir()
    const settings = { path, remoteHost: '127.0.0.1', remoteModule: 'open', user: other.name }
    expect(await fieldsOf(calls.create(settings))).toEqual([
      {
        field: 'user',
        message: `sudo wants a terminal here (requiretty), which a task never has. Choose ${me.name}, or add to sudoers: Defaults:${me.name} !requiretty`,
      },
    ])
  })
})
