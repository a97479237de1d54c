import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import type { Page } from '@playwright/test'
import { TASK_DEFAULTS } from '@common/task/task'
import { expect, test } from './app'
import { answerQuestions } from './desktop'
import { store } from './stored'

const [DECLINE, ALLOW] = [0, 1]

interface Reply {
  readonly ok: boolean
  readonly value?: unknown
  readonly error?: { readonly code: string; readonly message: string }
}

/** Calls main as a hijacked page would, past all forms. */
const invoke = (page: Page, channel: string, ...args: unknown[]): Promise<Reply> =>
  page.evaluate(
    ([name, given]) => {
      type Loose = { invoke: (channel: string, ...args: unknown[]) => Promise<Reply> }
      const { rsyncTasks } = window as unknown as { rsyncTasks: Loose }
      return rsyncTasks.invoke(name, ...given)
    },
    [channel, args] as const,
  )

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

/** A program that leaves a mark where it was started, and settings with which rsync would start it. */
async function attack(dataDir: string) {
  const mark = `${dataDir}/started`
  const evil = `${dataDir}/evil`
  await writeFile(evil, `#!/bin/sh\ntouch '${mark}'\n`)
  await chmod(evil, 0o755)
  const overSsh = {
    ...{ path: dirname(dataDir), user: userInfo().username, mode: 'SSH', direction: 'PUSH' },
    ...{ remoteHost: '127.0.0.1', remotePort: 22, remotePath: '/tmp', remoteModule: null },
    ...{ validateRpath: false, enabled: false, extra: [`--rsh=${evil}`] },
  }
  return { mark, evil, overSsh, wasStarted: () => exists(mark) }
}

test('what a hijacked page wants to start or write is stored nowhere and not started when a person declines', async ({
  open,
  dataDir,
}) => {
  const { evil, overSsh, wasStarted } = await attack(dataDir)
  const log = `${dataDir}/written`
  await store(dataDir, { tasks: [{ desc: 'Photos', enabled: false }] })
  const { app, page } = await open()
  const settings = await readFile(`${dataDir}/settings.json`, 'utf8')
  const asked = await answerQuestions(app)
  const fromFile = {
    path: dirname(dataDir),
    user: overSsh.user,
    mode: 'SSH',
    remotehost: '127.0.0.1',
  }
  const list = JSON.stringify([
    { ...fromFile, remoteport: 22, remotepath: '/tmp', extra: overSsh.extra },
  ])
  const calls: [channel: string, ...args: unknown[]][] = [
    ['programs:update', { rsync: evil }],
    ['programs:update', { ssh: evil }],
    ['tasks:create', overSsh],
    ['tasks:create', { ...overSsh, extra: [`-vze${evil}`] }],
    ['tasks:create', { ...overSsh, extra: [`--rsync-path=${evil}`] }],
    ['tasks:create', { ...overSsh, extra: [`-M--log-file=${log}`] }],
    ['tasks:create', { ...overSsh, extra: [`--log-file=${log}`] }],
    ['tasks:update', 1, { extra: overSsh.extra }, null],
    ['previews:start', { taskId: null, settings: { ...TASK_DEFAULTS, ...overSsh } }],
    ['exchange:import', list, [0], true],
  ]
  for (const [at, [channel, ...args]] of calls.entries()) {
    expect([channel, await invoke(page, channel, ...args)]).toEqual([
      channel,
      { ok: false, error: expect.objectContaining({ code: 'FORBIDDEN' }) },
    ])
    expect(await asked()).toHaveLength(at + 1)
  }
  // Nothing was stored that could be started now.
  expect(await invoke(page, 'runs:start', 2)).toMatchObject({ error: { code: 'NOT_FOUND' } })
  const { extra } = (
    JSON.parse(String((await invoke(page, 'tasks:list')).value)) as { task: { extra: unknown } }[]
  )[0]?.task ?? { extra: null }
  expect(extra).toEqual([])
  const { tasks, programs } = JSON.parse(await readFile(`${dataDir}/settings.json`, 'utf8')) as {
    tasks: unknown
    programs?: unknown
  }
  expect(tasks).toMatchObject((JSON.parse(settings) as { tasks: object[] }).tasks)
  expect(programs ?? { rsync: null, ssh: null }).toEqual({ rsync: null, ssh: null })
  expect([await wasStarted(), await exists(log)]).toEqual([false, false])
})

test('a task that is there writes a file of its own only once a person allowed the option', async ({
  open,
  dataDir,
}) => {
  const log = `${dataDir}/written`
  const { app, page } = await open()
  const asked = await answerQuestions(app, DECLINE, ALLOW)
  const run = async () => {
    await invoke(page, 'runs:start', 1)
    const isDone = async () => {
      const runs = (await invoke(page, 'runs:list', 1)).value as { state: string }[]
      return runs.every(({ state }) => state === 'SUCCESS')
    }
    await expect.poll(isDone).toBe(true)
  }
  expect(await invoke(page, 'practice:create')).toMatchObject({ ok: true, value: { id: 1 } })
  const change = () => invoke(page, 'tasks:update', 1, { extra: [`--log-file=${log}`] }, null)
  expect(await change()).toMatchObject({ error: { code: 'FORBIDDEN' } })
  await run()
  expect(await exists(log)).toBe(false)

  expect(await change()).toMatchObject({ ok: true })
  expect(await invoke(page, 'tasks:update', 1, { desc: 'x' }, null)).toMatchObject({ ok: true })
  await run()
  expect(await exists(log)).toBe(true)
  expect(await asked()).toHaveLength(2)
})

test('a question that went with its window is declined, and the next one is asked', async ({
  open,
}) => {
  const { app, page } = await open()
  const choose = (which: Page) => invoke(which, 'programs:update', { ssh: '/no/such' })
  // Electron's own dialog is open: no other call that needs one is let through.
  void choose(page).catch(() => undefined)
  expect(await choose(page)).toMatchObject({ error: { code: 'FORBIDDEN' } })
  const next = app.waitForEvent('window')
  await app.evaluate(({ app: electron, BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.destroy()
    electron.emit('activate')
  })
  const second = await next
  await second.getByRole('heading', { name: 'Data Protection' }).waitFor()
  const asked = await answerQuestions(app, ALLOW)
  expect(await choose(second)).toMatchObject({ error: { code: 'INVALID_INPUT' } })
  expect(await asked()).toHaveLength(1)
})
