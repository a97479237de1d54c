import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useDialogsStore } from '@renderer/stores/dialogs-store'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { fillModuleTask } from './fill-form'
import { mountApp, settle, useBridge } from './mount-app'
import { button, byLabel, click, pageText } from './page'

const HINT = 'The app is taking longer than usual.'
let bridge: InMemoryBridge
let answer: () => void

/** From now on main answers only when `answer` is called. */
function keepMainBusy(): void {
  bridge.busy = new Promise((resolve) => {
    answer = () => {
      bridge.busy = null
      resolve()
    }
  })
}

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ['setTimeout', 'clearTimeout'] })
  bridge = useBridge(new InMemoryBridge({ views: [aView()] }))
})
afterEach(() => vi.useRealTimers())

it('says after some seconds that main is slow, and goes on when the answer comes', async () => {
  keepMainBusy()
  await mountApp()
  expect(pageText()).not.toContain(HINT)
  await vi.advanceTimersByTimeAsync(3000)
  await settle()
  expect(pageText()).toContain(HINT)
  answer()
  await settle()
  expect(pageText()).not.toContain(HINT)
  expect(pageText()).toContain('/srv/photos')
})

it('shows what is known while main is busy, and saves once however often Save is pressed', async () => {
  await mountApp()
  useDialogsStore().addTask()
  await settle()
  await fillModuleTask()
  keepMainBusy()
  await click('Save')
  button('Save').click()
  expect(button('Save')).toHaveProperty('disabled', true)
  await vi.advanceTimersByTimeAsync(3000)
  await settle()
  expect(pageText()).toContain('Still checking and saving …')
  expect(pageText()).toContain('/srv/photos')
  answer()
  await settle()
  expect(useDialogsStore().kind).toBeNull()
  expect(bridge.calls.filter(({ channel }) => channel === 'tasks:create')).toHaveLength(1)
})

it('takes an answer that comes after the form was closed', async () => {
  await mountApp()
  useDialogsStore().addTask()
  await settle()
  await fillModuleTask()
  keepMainBusy()
  await click('Save')
  await click('Cancel')
  await click('Discard changes')
  answer()
  await settle()
  expect(pageText()).toContain('Task created: nas - photos.')
  expect(bridge.views.size).toBe(2)
})

it('offers the own user in a form that was opened before main said who that is', async () => {
  keepMainBusy()
  await mountApp()
  useDialogsStore().addTask()
  await settle()
  expect(byLabel('User').value).toBe('')
  byLabel('User').focus()
  byLabel('User').blur()
  answer()
  await settle()
  expect(byLabel('User').value).toBe('ada')
  await click('Cancel')
  expect(useDialogsStore().kind, 'nothing was typed').toBeNull()
})
