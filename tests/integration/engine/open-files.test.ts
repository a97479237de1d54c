import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { AppError } from '@common/errors'

import { moduleTask, tempDir } from '../../support/engine'
import { startEngineAs, type EngineOfUser } from '../../support/engine-as'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { startSshd, type Sshd } from '../../support/sshd'
import { allowSudo } from '../../support/sudoers'
import { canMakeUsers, makeTempUser, type TempUser } from '../../support/temp-user'
import { settingsFor } from '../ssh/support'

/** A limit at which everything works while nobody takes the files away. */
const OPEN_FILES = 200
/** How many files are left: what is missing is another step of each question every time. */
const LEFT = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 25, 30] as const
const TRUTH = /too many open files/

/** What came of a question, whatever it was, as one text. */
const told = (work: Promise<unknown>) =>
  work.then(
    (value) => `answer ${JSON.stringify(value)}`,
    ({ message, fields }: AppError) => `${message} ${JSON.stringify(fields)}`,
  )

describe.runIf(canMakeUsers)('an app with too many open files', () => {
  let [me, other]: [TempUser, TempUser] = [] as never
  let [sshd, rsyncd]: [Sshd, Rsyncd] = [] as never
  beforeAll(async () => {
    me = await makeTempUser()
    other = await makeTempUser()
    sshd = await startSshd()
    rsyncd = await startRsyncd()
  })
  afterAll(async () => {
    await me.dispose()
    await other.dispose()
    await sshd.stop()
    await rsyncd.stop()
  })

  type Ask = (engine: EngineOfUser) => Promise<string>
  const keyText = () => readFile(sshd.clientKeyFile, 'utf8')
  /** Asks with ever more files left; each answer is the usual one, or the truth. */
  async function hold(engine: EngineOfUser, ask: Ask): Promise<void> {
    await engine.calls.exhaust(null)
    const usual = await ask(engine)
    expect(usual).not.toMatch(TRUTH)
    for (const left of LEFT) {
      await engine.calls.exhaust(left)
      const now = await ask(engine)
      if (left === 0 || now !== usual) expect(now, `${left} files left`).toMatch(TRUTH)
    }
    await engine.calls.exhaust(null)
    expect(await ask(engine), 'afterwards').toBe(usual)
  }

  const start = () => startEngineAs(me, { openFiles: OPEN_FILES })
  /** A task that no check of a field lets pass, so that it can be tried again and again. */
  const refused = async (changes: object) => ({
    ...moduleTask(rsyncd, 'open', { path: await tempDir() }),
    ...{ name: '', enabled: false, user: me.name, ...changes },
  })

  it('does not say that sudo is not installed, or refuses', async () => {
    const settings = await refused({ user: other.name })
    const engine = await start()
    await hold(engine, ({ calls }) => told(calls.create(settings)))
    // Without the question before it, which needs as many files.
    const { name, uid, gid, home } = other
    await hold(engine, ({ calls }) => told(calls.whyNotRunAs({ name, uid, gid, home })))
  })

  it('does not say that a folder of another user is not there', async () => {
    const rules = await allowSudo(`${me.name} ALL=(${other.name}) NOPASSWD: ALL`)
    onTestFinished(() => rules.remove())
    const settings = await refused({ user: other.name, path: '/etc/passwd' })
    await hold(await start(), ({ calls }) => told(calls.create(settings)))
  })

  it('does not say that rsync is no program, or another one', async () => {
    const engine = await start()
    await hold(engine, ({ calls }) => told(calls.chooseRsync('/usr/bin/rsync')))
    await hold(engine, ({ calls }) => told(calls.programs()))
  })

  it('lists the folders of this computer, or says why not', async () => {
    const folder = await tempDir()
    await mkdir(join(folder, 'real'))
    await symlink('real', join(folder, 'link'))
    await hold(await start(), ({ calls }) => told(calls.listLocal(folder)))
  })

  it('does not blame the name, the network or the host', async () => {
    const engine = await start()
    const { id } = await engine.calls.importKey('key', await keyText())
    const settings = settingsFor(sshd, id)
    const firstFailure = async ({ calls }: EngineOfUser, host: string, port: number) => {
      const test = calls.test({ ...settings, host, port })
      const found = test.then(({ steps }) => steps.find(({ isOk }) => !isOk)?.text ?? 'fine')
      return told(found)
    }
    await hold(engine, (own) => firstFailure(own, 'localhost', sshd.port))
    const discovered = ({ calls }: EngineOfUser) =>
      told(calls.discover({ host: sshd.host, port: sshd.port, connectTimeout: 5 }))
    await hold(engine, discovered)
    await hold(engine, ({ calls }) => told(calls.installKey(settings, 'wrong')))
  })

  it('runs, or says why not, and its log is not empty', async () => {
    const engine = await start()
    const { calls } = engine
    const path = await tempDir()
    await writeFile(join(path, 'file'), 'text')
    const settings = moduleTask(rsyncd, 'open', { path })
    const task = await calls.add({ ...settings, user: me.name, enabled: true, delete: true })
    const run = async () => {
      const { id } = await calls.start(task.id)
      await calls.ended(id)
      const { state, reason } = await calls.record(id)
      return `${state} ${reason}`
    }
    await hold(engine, () => told(run()))
    const { id } = await calls.start(task.id)
    await calls.ended(id)
    await hold(engine, () => told(calls.readLog(id)))
    await hold(engine, () => told(calls.searchLog(id, 'run')))
  })
  it('takes no data folder for one that is free', async () => {
    const engine = await start()
    await hold(engine, ({ calls }) => told(calls.lock(engine.folder)))
  })
})
