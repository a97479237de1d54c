import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize } from 'node:v8'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { InvokeArgs, InvokeChannel } from '@common/ipc/contract'
import { ALL_CHANGES } from '@common/preview/preview'
import { isPlainData } from '@common/plain-data'
import { parseRemoteHost } from '@common/task/remote-host'
import { TASK_DEFAULTS } from '@common/task/task'
import { hostKeysOf, settingsFor } from '../../integration/ssh/support'
import {
  makeSshLogin,
  me,
  moduleTask,
  processesOfFolder,
  tempDir,
  type SshLogin,
} from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { findProgram } from '../../support/run'
import { startSshd, type Sshd } from '../../support/sshd'
import { canMakeUsers } from '../../support/temp-user'
import { makeTree } from '../../support/tree'
import { openBorder, type Border } from './border'
import { corpus, FUZZ_TIMEOUT, runs } from './fuzz'
import { changed, changesOf, type Change } from './one-change'

vi.mock('electron', () => import('./electron-at-the-border'))

let sshd: Sshd
let daemon: Rsyncd
let login: SshLogin
beforeAll(async () => {
  ;[sshd, daemon] = await Promise.all([startSshd(), startRsyncd()])
  login = await makeSshLogin(sshd)
})
afterAll(async () => {
  await login.dispose()
  await daemon.stop()
  await sshd.stop()
})

/** A border with everything behind it that a call can name. */
async function openWorld() {
  const [border, near, far] = [await openBorder(), await tempDir(), await tempDir()]
  const { credentials, ssh, tasks, runs: service, previews } = border.engine
  await makeTree(near, { 'a file': 'a\n' })
  await makeTree(far, { folder: { b: 'b\n' } })
  const privateKey = await readFile(sshd.clientKeyFile, 'utf8')
  const { id: keypairId } = await credentials.keyPairs.import({ name: 'a key', privateKey })
  const settings = settingsFor(sshd, keypairId)
  const connection = (await ssh.createConnection(settings, null)).id
  const other = await credentials.keyPairs.generate({ name: 'not known there' })
  const off = { ...TASK_DEFAULTS, user: me, enabled: false }
  const module = { ...off, ...moduleTask(daemon, 'open', { path: `${near}/` }) }
  const remote = {
    ...{ ...off, mode: 'SSH', path: `${near}/`, sshCredentials: connection, remotePath: far },
    ...{ enabled: true, remoteHost: null, remotePort: null },
  }
  const task = (await tasks.create(module)).id
  const run = (await service.start(task, 'manual')).id
  expect(await service.ended(run)).toMatchObject({ state: 'SUCCESS' })
  const { id: preview } = await previews.ready(previews.start({ taskId: task, settings: null }).id)
  return { border, near, far, settings, connection, other, module, remote, task, run, preview }
}

type World = Awaited<ReturnType<typeof openWorld>>
type Call = { [C in InvokeChannel]: readonly [channel: C, args: InvokeArgs<C>] }[InvokeChannel]

const WRONG_PASSWORD = 'not the password'
const place = () => ({ host: sshd.host, port: sshd.port, connectTimeout: 5 })

/** Calls that reach hosts and programs, with arguments that are right. */
const CALLS: readonly (readonly [what: string, call: (world: World) => Call])[] = [
  ['asking a host for its keys', () => ['hostKeys:discover', [place()]]],
  [
    'testing a connection',
    ({ settings, far }) => ['connections:test', [settings, { path: far, direction: 'PUSH' }]],
  ],
  [
    'saving a connection',
    ({ settings, other }) => [
      'connections:create',
      [{ ...settings, name: 'one more', keypairId: other.id }, WRONG_PASSWORD],
    ],
  ],
  [
    'installing a key',
    ({ connection }) => ['connections:installKey', [connection, WRONG_PASSWORD]],
  ],
  [
    'listing remote folders',
    ({ far, connection }) => [
      'remote:listFolders',
      [{ user: me, remoteHost: null, remotePort: null, sshCredentials: connection }, far, false],
    ],
  ],
  [
    'listing remote folders with the key at home',
    ({ far }) => ['remote:listFolders', [login.task({ path: '/' }), far, false]],
  ],
  ['listing modules', () => ['remote:listModules', [`127.0.0.1:${daemon.port}`]]],
  [
    'choosing programs',
    () => ['programs:update', [{ rsync: findProgram('rsync'), ssh: findProgram('ssh') }]],
  ],
  [
    'saving a task that asks its host',
    ({ remote }) => ['tasks:create', [{ ...remote, validateRpath: true }]],
  ],
  ['changing a task', ({ task, remote }) => ['tasks:update', [task, remote, null]]],
  [
    'previewing settings',
    ({ task, module }) => ['previews:start', [{ taskId: task, settings: module }]],
  ],
  [
    'previewing a task over SSH',
    ({ remote }) => ['previews:start', [{ taskId: null, settings: remote }]],
  ],
  ['paging through a preview', ({ preview }) => ['previews:page', [preview, ALL_CHANGES]]],
  ['running a preview', ({ preview }) => ['previews:run', [preview]]],
  ['running a task', ({ task }) => ['runs:start', [task]]],
  ['reading a log', ({ run }) => ['logs:read', [run, 0, 100]]],
  [
    'searching a log',
    ({ run }) => ['logs:readMatches', [run, { text: 'file', errorsOnly: false }, 0, 100]],
  ],
]

/** With a known_hosts that may be written to: that of an account of the test's own. */
const TRUST = [
  'trusting a host',
  async (): Promise<Call> => {
    const [type = '', base64 = ''] = hostKeysOf(sshd).split(/\s/)
    return ['hostKeys:trust', [login.user, place(), [{ type, base64, fingerprint: 'any' }]]]
  },
] as const

/** Calls that are right and yet refused, because the password is not. */
const REFUSED: readonly string[] = ['connections:create', 'connections:installKey']

/** A name for which somebody else would be asked. */
function namesElsewhere(host: unknown): boolean {
  const parsed = typeof host === 'string' ? parseRemoteHost(host) : null
  return parsed !== null && !/^(localhost|127\.[\d.]+|::1)$/.test(parsed.host)
}

/** Whether a call may leave this machine. What is no plain data is refused at the border. */
function goesElsewhere(channel: InvokeChannel, args: readonly unknown[]): boolean {
  if (channel === 'remote:listModules') return args.some(namesElsewhere)
  return isPlainData(args) && hostsIn(args).some(namesElsewhere)
}

/** The values of all parts that name a host. */
function hostsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    /^(host|remoteHost)$/.test(key) ? [part] : hostsIn(part),
  )
}

/** What once broke something. */
const known = (channel: string) =>
  (corpus('ipc-hosts') as { channel: string; change: string }[])
    .filter((entry) => entry.channel === channel)
    .map(({ change }) => deserialize(Buffer.from(change, 'base64')) as Change)

/** Whoever was started by a call has ended. */
const settle = async ({ engine, folder }: Border) => {
  await Promise.all([...engine.book.all()].map(({ id }) => engine.runs.ended(id)))
  await engine.previews.closeAll()
  expect(processesOfFolder(folder)).toEqual([])
}

describe('a call that reaches hosts or programs, with one part changed', () => {
  it.each(canMakeUsers ? [...CALLS, TRUST] : CALLS)(
    '%s is answered in words or does what is allowed, and leaves nothing wrong behind',
    { timeout: FUZZ_TIMEOUT },
    async (_, make) => {
      const world = await openWorld()
      const { border } = world
      const [channel, right] = await make(world)
      expect(await border.call(channel, right)).toMatchObject({ ok: !REFUSED.includes(channel) })
      const canary = join(await tempDir(), 'canary')
      const made = (change: Change) => changed(right, change, canary)
      const changes = changesOf(right).filter((change) => !goesElsewhere(channel, made(change)))
      await fc.assert(
        fc.asyncProperty(changes, async (change) => {
          await border.call(channel, made(change))
        }),
        { ...runs(5), examples: known(channel).map((change): [Change] => [change]) },
      )
      await settle(border)
      expect(existsSync(canary)).toBe(false)
    },
  )
})
