import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PageKeeper, type KeptWindow } from '@main/window/page-keeper'

type Listener = (...args: never[]) => void

/** A window that writes down what is done to its page. */
class AWindow implements KeptWindow {
  readonly done: string[] = []
  private readonly listeners = new Map<string, Listener>()
  readonly webContents = {
    on: (event: string, listener: Listener) => void this.listeners.set(event, listener),
    reload: () => void this.done.push('reload'),
    loadURL: (url: string) => Promise.resolve(void this.done.push(url)),
    forcefullyCrashRenderer: () => void this.done.push('crash'),
  }
  once(event: string, listener: Listener): void {
    this.listeners.set(event, listener)
  }
  isDestroyed(): boolean {
    return false
  }
  happens(event: string, ...args: unknown[]): void {
    this.listeners.get(event)?.(...(args as never[]))
  }
}

function aKeeper() {
  const window = new AWindow()
  const warned: string[] = []
  const asked: { answer: (isReloaded: boolean) => void; end: AbortSignal }[] = []
  const keeper = new PageKeeper({
    warn: (what) => warned.push(what),
    askToReload: (end) => new Promise((answer) => asked.push({ answer, end })),
    crashPage: () => 'the plain page',
    now: () => Date.now(),
  })
  keeper.keep(window)
  return { keeper, window, warned, asked }
}

describe('a page that does not answer', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is ended when the person says so, and asked about once at a time', async () => {
    const { window, asked, warned } = aKeeper()
    window.happens('unresponsive')
    window.happens('unresponsive')
    expect(asked).toHaveLength(1)
    expect(warned).toEqual(['the page does not answer'])
    asked[0]?.answer(true)
    await vi.advanceTimersByTimeAsync(0)
    expect(window.done).toEqual(['crash'])
  })

  it('is ended after half a minute in which nobody answers', async () => {
    const { window, asked } = aKeeper()
    window.happens('unresponsive')
    await vi.advanceTimersByTimeAsync(29_999)
    expect(window.done).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(window.done).toEqual(['crash'])
    expect(asked[0]?.end.aborted).toBe(true)
  })

  it('is left alone when the person waits, and asked about again', async () => {
    const { window, asked } = aKeeper()
    window.happens('unresponsive')
    asked[0]?.answer(false)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(window.done).toEqual([])
    window.happens('unresponsive')
    expect(asked).toHaveLength(2)
  })

  it.each(['responsive', 'closed'])('is not ended any more once it is %s', async (event) => {
    const { window, asked } = aKeeper()
    window.happens('unresponsive')
    window.happens(event)
    expect(asked[0]?.end.aborted).toBe(true)
    asked[0]?.answer(true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(window.done).toEqual([])
  })
})

describe('a page that fails', () => {
  const gone = { reason: 'crashed', exitCode: 11 }
  const settled = () => new Promise((resolve) => setImmediate(resolve))

  it('is loaded again twice in a minute, then given up', async () => {
    const { keeper, window } = aKeeper()
    for (let i = 0; i < 2; i++) window.happens('render-process-gone', {}, gone)
    await settled()
    expect(window.done).toEqual(['reload', 'reload'])
    expect(keeper.hasGivenUp(window)).toBe(false)
    window.happens('did-fail-load', {}, -2, 'ERR_FAILED', 'app://rsync-tasks/', true)
    await settled()
    expect(window.done.at(-1)).toBe('the plain page')
    expect(keeper.hasGivenUp(window)).toBe(true)
  })

  it.each(['render-process-gone', 'did-fail-load'])(
    'is left alone where the plain page fails, too: %s',
    async (event) => {
      const { window, warned } = aKeeper()
      for (let i = 0; i < 3; i++) window.happens('render-process-gone', {}, gone)
      await settled()
      expect(window.done).toEqual(['reload', 'reload', 'the plain page'])
      const what = event === 'did-fail-load' ? [-2, 'ERR_FAILED', 'data:', true] : [gone]
      for (let i = 0; i < 9; i++) window.happens(event, {}, ...what)
      await settled()
      expect(window.done).toHaveLength(3)
      expect(warned).toHaveLength(12)
    },
  )

  it('is no page that went for another, and no part of one', async () => {
    const { window } = aKeeper()
    window.happens('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 })
    window.happens('did-fail-load', {}, -3, 'ERR_ABORTED', 'app://rsync-tasks/', true)
    window.happens('did-fail-load', {}, -2, 'ERR_FAILED', 'app://rsync-tasks/', false)
    await settled()
    expect(window.done).toEqual([])
  })
})
