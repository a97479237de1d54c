import { beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '@common/errors'
import { INVOKE_CHANNELS } from '@common/ipc/channels'
import { CALL_DANGERS } from '@common/ipc/dangers'
import { makeCallee, type Handlers } from '@main/ipc/callee'
import { registerCalls } from '@main/ipc/register'

type Listener = (event: unknown, ...args: unknown[]) => Promise<unknown>

/** Electron's side of a call, as far as it is used. */
const { listeners } = vi.hoisted(() => ({ listeners: new Map<string, Listener>() }))
vi.mock('electron', () => ({
  ipcMain: { handle: (channel: string, listener: Listener) => listeners.set(channel, listener) },
}))

const OUR_FRAME = { url: 'app://rsync-tasks/' }
const ours = { senderFrame: OUR_FRAME, sender: { mainFrame: OUR_FRAME } }

const calls: unknown[][] = []
const reported: unknown[] = []
let answer: () => unknown = () => 'done'

beforeEach(() => {
  listeners.clear()
  calls.length = 0
  reported.length = 0
  answer = () => 'done'
  const handler = (...args: unknown[]) => {
    calls.push(args)
    return answer()
  }
  const asked = (...args: unknown[]) => ({ brings: {}, carryOut: () => handler(...args) })
  const handlers = Object.fromEntries(
    INVOKE_CHANNELS.map((channel) => [
      channel,
      CALL_DANGERS[channel] === 'settings' ? asked : handler,
    ]),
  )
  const callee = makeCallee(handlers as unknown as Handlers, () => Promise.resolve(true))
  registerCalls(() => callee, {
    path: '/data/app.log',
    error: (_where, error) => void reported.push(error),
  })
})

const call = (channel: string, args: readonly unknown[], event: unknown = ours) =>
  listeners.get(channel)?.(event, ...args)

describe('a call of the window', () => {
  it('has a listener for every channel and answers with what the handler gives', async () => {
    expect([...listeners.keys()]).toEqual(INVOKE_CHANNELS)
    expect(await call('runs:start', [3])).toEqual({ ok: true, value: 'done' })
    expect(calls).toEqual([[3]])
  })

  it.each([
    ['app:getInfo', []],
    ['tasks:create', [{ path: 5 }]],
    ['tasks:update', [1, {}, null]],
    ['tasks:update', [1, {}, 7]],
    ['logs:read', [1, 0, 2000]],
    ['folders:choose', ['']],
  ])('%s may have the arguments %j', async (channel, args) => {
    expect(await call(channel, args)).toMatchObject({ ok: true })
  })

  it.each([
    ['app:getInfo', ['too many']],
    ['tasks:create', []],
    ['tasks:create', [null]],
    ['tasks:create', [[]]],
    ['tasks:create', ['text']],
    ['tasks:update', [1, {}]],
    ['tasks:update', [1, {}, 0]],
    ['tasks:update', [1, {}, '7']],
    ['tasks:delete', ['1']],
    ['tasks:delete', [0]],
    ['tasks:delete', [1.5]],
    ['tasks:delete', [NaN]],
    ['runs:start', [undefined]],
    ['logs:read', [1, -1, 10]],
    ['logs:read', [1, 0, 0]],
    ['logs:read', [1, 0, 2001]],
    ['folders:choose', [null]],
    ['folders:choose', ['x'.repeat(4097)]],
    ['tasks:create', [{ path: new Date(0) }]],
    ['tasks:create', [{ retries: NaN }]],
    ['tasks:create', [{ extra: Array(3) }]],
    ['hostKeys:trust', ['ada', {}, [undefined]]],
  ])('%s with the arguments %j reaches no handler', async (channel, args) => {
    expect(await call(channel, args)).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    expect([calls, reported]).toEqual([[], []])
  })

  it('with what JSON cannot hold, or unfolds for ever, reaches no handler', async () => {
    const cycle: Record<string, unknown> = {}
    cycle['schedule'] = cycle
    let shared: unknown = 1
    for (let i = 0; i < 18; i++) shared = [shared, shared]
    let deep: unknown = 1
    for (let i = 0; i < 1000; i++) deep = { deep }
    for (const path of [cycle, shared, deep, 10n, new Map(), new Uint8Array(9), Symbol.iterator]) {
      const answer = await call('tasks:create', [{ path }])
      expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    }
    expect([calls, reported]).toEqual([[], []])
  })

  it.each([
    ['a frame that is gone', { senderFrame: null, sender: { mainFrame: OUR_FRAME } }],
    [
      'a frame within our page',
      { senderFrame: { ...OUR_FRAME }, sender: { mainFrame: OUR_FRAME } },
    ],
    [
      'a page from elsewhere',
      ((frame) => ({ senderFrame: frame, sender: { mainFrame: frame } }))({ url: 'https://x/' }),
    ],
  ])('by %s reaches no handler', async (_, event) => {
    expect(await call('tasks:list', [], event)).toMatchObject({
      ...{ ok: false, error: { code: 'FORBIDDEN' } },
    })
    expect(calls).toEqual([])
  })
})

describe('an answer', () => {
  it('carries an expected failure as data and reports nothing', async () => {
    answer = () =>
      Promise.reject(new AppError('CONFLICT', 'changed', [{ field: 'a', message: 'b' }]))
    expect(await call('tasks:list', [])).toEqual({
      ok: false,
      error: { code: 'CONFLICT', message: 'changed', fields: [{ field: 'a', message: 'b' }] },
    })
    expect(reported).toEqual([])
  })

  it('tells nothing of a bug, which is reported', async () => {
    const bug = new TypeError('/home/ada/secret')
    answer = () => {
      throw bug
    }
    expect(JSON.stringify(await call('tasks:list', []))).not.toContain('secret')
    expect(reported).toEqual([bug])
  })
})
