import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Foothold } from '@main/window/foothold'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function aFoothold(desktop: { hasTray: boolean; hasWindow: boolean }) {
  const done: string[] = []
  const foothold = new Foothold({
    hasTray: () => desktop.hasTray,
    hasWindow: () => desktop.hasWindow,
    park: () => done.push('park'),
    unpark: () => done.push('unpark'),
  })
  return { foothold, done }
}

describe('a way to get hold of the app', () => {
  it('is a window in the taskbar where the tray stays away', () => {
    const { foothold, done } = aFoothold({ hasTray: false, hasWindow: false })
    foothold.update()
    expect(done).toEqual([])
    vi.advanceTimersByTime(3000)
    expect(done).toEqual(['park'])
  })

  it('is no window for a panel that is only restarted', () => {
    const desktop = { hasTray: false, hasWindow: false }
    const { foothold, done } = aFoothold(desktop)
    foothold.update()
    desktop.hasTray = true
    foothold.update()
    vi.advanceTimersByTime(10_000)
    expect(done).toEqual(['unpark'])
  })

  it('is the window that is open', () => {
    const { foothold, done } = aFoothold({ hasTray: false, hasWindow: true })
    foothold.update()
    vi.advanceTimersByTime(10_000)
    expect(done).toEqual([])
  })

  it('is nothing to worry about at the end', () => {
    const { foothold, done } = aFoothold({ hasTray: false, hasWindow: false })
    foothold.update()
    foothold.stop()
    vi.advanceTimersByTime(10_000)
    expect(done).toEqual([])
  })
})
