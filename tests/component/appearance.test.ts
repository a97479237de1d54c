import { describe, expect, it } from 'vitest'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { mountApp, useBridge } from './mount-app'
import { click } from './page'

const told = (bridge: InMemoryBridge) =>
  bridge.calls.filter(({ channel }) => channel === 'app:setAppearance').map(({ args }) => args[0])

describe('the appearance', () => {
  it('follows the system until it is chosen, and main is told', async () => {
    const bridge = useBridge(new InMemoryBridge())
    await mountApp()
    expect(told(bridge)).toEqual(['system'])
    await click('Appearance: System')
    await click('Dark')
    expect(told(bridge)).toEqual(['system', 'dark'])
    await click('Appearance: Dark')
    const ticked = [...document.querySelectorAll('[role="menuitemradio"]')].filter((item) =>
      item.querySelector('.v-list-item__append svg'),
    )
    expect(ticked.map((item) => item.textContent?.trim())).toEqual(['Dark'])
    expect(document.querySelector('.v-application')?.classList).toContain('v-theme--dark')
  })

  it('is the same after a restart', async () => {
    localStorage.setItem('app.appearance', '"dark"')
    const bridge = useBridge(new InMemoryBridge())
    await mountApp()
    expect(told(bridge)).toEqual(['dark'])
    expect(document.querySelector('.v-application')?.classList).toContain('v-theme--dark')
  })

  it('is that of the system where nonsense was stored', async () => {
    localStorage.setItem('app.appearance', '"pink"')
    const bridge = useBridge(new InMemoryBridge())
    await mountApp()
    expect(told(bridge)).toEqual(['system'])
  })
})
