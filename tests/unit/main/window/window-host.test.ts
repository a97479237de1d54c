import { NO_PAGE_STATE } from '@common/desktop/page-state'
import { describe, expect, it, vi } from 'vitest'
import { WindowHost, type HostedWindow } from '@main/window/window-host'

/** A window that writes down what is done to it. */
class AWindow implements HostedWindow {
  readonly done: string[] = []
  isSmall = false
  /** Something from outside has destroyed it. */
  isLost = false
  url = 'app://rsync-tasks/#/data-protection'
  private readonly onClose: ((event: { preventDefault(): void }) => void)[] = []
  private readonly onClosed: (() => void)[] = []
  private readonly onGone: (() => void)[] = []

  constructor(readonly route: string) {}

  readonly webContents = {
    send: (channel: string, payload: unknown) =>
      void this.done.push(`${channel} ${JSON.stringify(payload)}`),
    getURL: () => this.url,
    on: (_event: 'render-process-gone', listener: () => void) => void this.onGone.push(listener),
  }
  crash(): void {
    for (const listener of this.onGone) listener()
  }
  on(_event: 'close', listener: (event: { preventDefault(): void }) => void): void {
    this.onClose.push(listener)
  }
  once(_event: 'closed', listener: () => void): void {
    this.onClosed.push(listener)
  }
  isMinimized(): boolean {
    return this.isSmall
  }
  minimize(): void {
    this.isSmall = true
  }
  restore(): void {
    this.isSmall = false
  }
  show(): void {
    this.done.push('show')
  }
  focus(): void {
    this.done.push('focus')
  }
  destroy(): void {
    for (const listener of this.onClosed) listener()
  }
  close(): void {
    for (const listener of this.onClose) listener({ preventDefault: () => undefined })
    this.destroy()
  }
}

function aHost() {
  const windows: AWindow[] = []
  const host = new WindowHost<AWindow>({
    create: (route, look) => {
      const window = new AWindow(route)
      window.isSmall = look === 'minimised'
      windows.push(window)
      return window
    },
    onClose: () => undefined,
    isUsable: (window) => Promise.resolve(!window.isLost),
  })
  return { host, windows }
}

describe('the window', () => {
  it('is made once, and then brought to the front', () => {
    const { host, windows } = aHost()
    host.show()
    windows[0]?.minimize()
    host.show()
    expect(windows).toHaveLength(1)
    expect(windows[0]).toMatchObject({ isSmall: false, done: ['show', 'focus'] })
  })

  it('is made anew where it was, and hears what was asked, when it was destroyed from outside', async () => {
    const { host, windows } = aHost()
    host.show()
    host.ready()
    if (windows[0]) {
      windows[0].url = 'app://rsync-tasks/#/settings'
      windows[0].isLost = true
    }
    host.ask({ kind: 'tasks' })
    await vi.waitFor(() => expect(windows).toHaveLength(2))
    expect(host.current).toBe(windows[1])
    expect(windows[1]).toMatchObject({ route: '#/settings', done: [] })
    host.ready()
    expect(windows[1]?.done).toEqual(['window:asked {"kind":"tasks"}'])
  })

  it('keeps what its page had when it was destroyed from outside, and nothing when a person closed it', async () => {
    const { host, windows } = aHost()
    const state = { drafts: [], scrolled: { screen: 40 } }
    host.show()
    host.keep(state)
    if (windows[0]) windows[0].isLost = true
    host.show()
    await vi.waitFor(() => expect(windows).toHaveLength(2))
    expect(host.kept).toBe(state)
    windows[1]?.close()
    expect(host.kept).toEqual(NO_PAGE_STATE)
  })

  it('begins afresh in place of one with a page that is not the app’s own', async () => {
    const { host, windows } = aHost()
    host.show()
    host.keep({ drafts: [], scrolled: { screen: 40 } })
    if (windows[0]) {
      windows[0].url = 'data:text/html;charset=utf-8,plain'
      windows[0].isLost = true
    }
    host.show()
    await vi.waitFor(() => expect(windows).toHaveLength(2))
    expect(host.kept).toEqual(NO_PAGE_STATE)
  })

  it('begins where the last one was', () => {
    const { host, windows } = aHost()
    host.show()
    if (windows[0]) windows[0].url = 'app://rsync-tasks/#/settings'
    windows[0]?.close()
    expect(host.current).toBeNull()
    host.show()
    expect(windows[1]?.route).toBe('#/settings')
  })

  it('is told what was asked for as soon as its page listens, once', () => {
    const { host, windows } = aHost()
    host.ask({ kind: 'log', taskId: 1, runId: 2 })
    expect(windows[0]?.done).toEqual([])
    host.ready()
    host.ask({ kind: 'tasks' })
    expect(windows[0]?.done.filter((text) => text.startsWith('window:asked'))).toEqual([
      'window:asked {"kind":"log","taskId":1,"runId":2}',
      'window:asked {"kind":"tasks"}',
    ])
    windows[0]?.close()
    host.ask({ kind: 'tasks' })
    expect(windows[1]?.done).toEqual([])
  })

  it('is told what was asked for while its page was gone as soon as another one listens', () => {
    const { host, windows } = aHost()
    host.show()
    host.ready()
    windows[0]?.crash()
    host.ask({ kind: 'tasks' })
    expect(windows[0]?.done).not.toContain('window:asked {"kind":"tasks"}')
    host.ready()
    expect(windows[0]?.done).toContain('window:asked {"kind":"tasks"}')
  })

  it('leaves the taskbar when it was put there only for want of a tray', () => {
    const { host, windows } = aHost()
    host.keepInTaskbar()
    expect(windows[0]?.isSmall).toBe(true)
    host.leaveTaskbar()
    expect(host.current).toBeNull()
    host.keepInTaskbar()
    host.show()
    windows[1]?.minimize()
    host.leaveTaskbar()
    expect(host.current).not.toBeNull()
  })
})
