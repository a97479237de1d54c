import { describe, expect, it } from 'vitest'
import { AppError } from '@common/errors'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aRun, aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import { byLabel, choose, pageText } from './page'

async function openSettings(bridge: InMemoryBridge) {
  useBridge(bridge)
  await mountApp()
  document.querySelector<HTMLElement>('a[href="#/settings"]')?.click()
  await settle()
}
const updates = (bridge: InMemoryBridge) =>
  bridge.calls.filter(({ channel }) => channel === 'desktop:update').map(({ args }) => args[0])

describe('the Settings screen', () => {
  it('shows what is so, and every change counts at once', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    expect(byLabel('Keep working when the window is closed').checked).toBe(true)
    byLabel('Start at login').click()
    await settle()
    await choose('Notify About', 'Errors')
    expect(updates(bridge)).toEqual([{ startAtLogin: true }, { notify: 'ERRORS' }])
    expect(byLabel('Start at login').checked).toBe(true)
  })

  it('says what closing does where there is no tray', async () => {
    const bridge = new InMemoryBridge()
    bridge.desktop = { ...bridge.desktop, hasTray: false, startAtLogin: null }
    await openSettings(bridge)
    expect(pageText()).toContain('This desktop has no tray, so the window is minimised instead')
    expect(pageText()).not.toContain('Start at login')
  })

  it('puts a switch back and says why when main refuses', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    bridge.fail('desktop:update', new AppError('STORAGE_FAILED', 'The disk is full.'))
    byLabel('Start at login').click()
    await settle()
    expect(byLabel('Start at login').checked).toBe(false)
    expect(pageText()).toContain('The disk is full.')
  })
})

describe('the window', () => {
  it('says that sleep is held off, and no longer', async () => {
    const bridge = useBridge(new InMemoryBridge())
    await mountApp()
    expect(pageText()).not.toContain('Sleep is held off')
    bridge.emit('desktop:changed', { ...bridge.desktop, isSuspendHeldOff: true })
    await settle()
    expect(pageText()).toContain('Sleep is held off')
  })

  it('opens the log that a notification asks for, once its tasks are there', async () => {
    const run = aRun({ id: 4, taskId: 1, state: 'FAILED', reason: 'Refused.' })
    const bridge = useBridge(new InMemoryBridge({ views: [aView({ id: 1 }, { run })] }))
    await mountApp()
    expect(bridge.calls.some(({ channel }) => channel === 'window:ready')).toBe(true)
    bridge.emit('window:asked', { kind: 'log', taskId: 1, runId: 4 })
    await settle()
    expect(pageText()).toContain('Refused.')
  })
})
