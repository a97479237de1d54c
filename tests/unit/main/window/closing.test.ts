import { describe, expect, it } from 'vitest'
import { closeAction, Closing, type ClosingDeps } from '@main/window/closing'

function aClosing(given: Partial<ClosingDeps> = {}) {
  const done: string[] = []
  const settings = { closeToTray: true, closeExplained: false }
  const closing: Closing = new Closing({
    settings: () => settings,
    hasTray: () => true,
    explain: (hasTray) => {
      done.push(hasTray ? 'explain the tray' : 'explain the taskbar')
      return Promise.resolve(true)
    },
    explained: (goesOn) => {
      settings.closeExplained = true
      settings.closeToTray = goesOn
    },
    isUnsaved: () => false,
    discard: () => Promise.resolve(true),
    window: () => ({
      minimize: () => done.push('minimise'),
      close: () => close(),
      destroy: () => done.push('destroyed'),
    }),
    quit: () => done.push('quit'),
    ...given,
  })
  const close = () => {
    let isKept = false
    closing.closing({ preventDefault: () => (isKept = true) })
    if (!isKept) done.push('closed')
  }
  return { close, done, settings }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('closing the window', () => {
  it('is explained once and then done', async () => {
    const { close, done } = aClosing()
    close()
    close()
    await settled()
    expect(done).toEqual(['explain the tray', 'closed'])
    close()
    expect(done).toEqual(['explain the tray', 'closed', 'closed'])
  })

  it('minimises it where there is no tray', async () => {
    const { close, done } = aClosing({ hasTray: () => false })
    close()
    await settled()
    expect(done).toEqual(['explain the taskbar', 'minimise'])
  })

  it('quits when that is what the person wants, and from then on', async () => {
    const { close, done, settings } = aClosing({ explain: () => Promise.resolve(false) })
    close()
    await settled()
    expect(done).toEqual(['quit'])
    expect(settings.closeToTray).toBe(false)
  })

  it('keeps the app at work when nobody can be asked', async () => {
    const { close, done } = aClosing({ explain: () => Promise.reject(new Error('no screen')) })
    close()
    await settled()
    expect(done).toEqual(['closed'])
  })

  it('asks before typing is lost, once at a time, and heeds the answer', async () => {
    const answers = [false, true]
    let asked = 0
    const { close, done, settings } = aClosing({
      isUnsaved: () => true,
      discard: () => {
        asked++
        return Promise.resolve(answers.shift() ?? true)
      },
    })
    settings.closeExplained = true
    close()
    close()
    await settled()
    expect([asked, done]).toEqual([1, []])
    close()
    await settled()
    expect([asked, done]).toEqual([2, ['destroyed']])
  })

  it('loses no typing where it only minimises, and leaves the question to what quits', async () => {
    const discard = () => Promise.reject(new Error('asked'))
    const minimised = aClosing({ isUnsaved: () => true, hasTray: () => false, discard })
    minimised.settings.closeExplained = true
    minimised.close()
    const quits = aClosing({ isUnsaved: () => true, discard })
    quits.settings.closeToTray = false
    quits.close()
    await settled()
    expect([minimised.done, quits.done]).toEqual([['minimise'], ['quit']])
  })

  it.each([
    [true, true, 'destroy'],
    [true, false, 'minimise'],
    [false, true, 'quit'],
    [false, false, 'quit'],
  ] as const)('to the tray: %s, a tray: %s → %s', (closeToTray, hasTray, action) => {
    expect(closeAction(closeToTray, hasTray)).toBe(action)
  })
})
