import { AppError } from '@common/errors'
import { describe, expect, it } from 'vitest'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { mountApp, useBridge } from './mount-app'
import { click, pageText } from './page'

/** What main was told; the page itself follows Electron (tests/e2e/window/seed-logs.spec.ts). */
const told = (bridge: InMemoryBridge) =>
  bridge.calls.filter(({ channel }) => channel === 'app:setAppearance').map(({ args }) => args[0])

const ticked = () =>
  [...document.querySelectorAll('[role="menuitemradio"]')]
    .filter((item) => item.querySelector('.v-list-item__append svg'))
    .map((item) => item.textContent?.trim())

describe('the appearance', () => {
  it('is told to main when it is chosen, and ticked', async () => {
    const bridge = useBridge(new InMemoryBridge())
    await mountApp()
    expect(told(bridge)).toEqual([])
    await click('Appearance: System')
    await click('Dark')
    expect(told(bridge)).toEqual(['dark'])
    await click('Appearance: Dark')
    expect(ticked()).toEqual(['Dark'])
  })

  it('that main has from an earlier start is ticked', async () => {
    useBridge(new InMemoryBridge({ info: { appearance: 'light' } }))
    await mountApp()
    await click('Appearance: Light')
    expect(ticked()).toEqual(['Light'])
  })

  it('that main cannot take is not ticked, and main says why', async () => {
    const bridge = useBridge(new InMemoryBridge())
    await mountApp()
    bridge.fail('app:setAppearance', new AppError('FORBIDDEN', 'No.'))
    await click('Appearance: System')
    await click('Dark')
    expect(pageText()).toContain('No.')
    await click('Appearance: System')
    expect(ticked()).toEqual(['System'])
  })
})
