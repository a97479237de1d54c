import { AppError } from '@common/errors'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import { click, pageText } from './page'

let bridge: InMemoryBridge
let answer: () => void

const paths = () =>
  [...document.querySelectorAll('[role="row"][aria-rowindex] [role="cell"]:first-child')].map(
    (cell) => cell.textContent?.trim(),
  )
const count = () => document.querySelector('.rsync-tasks-card__count')?.textContent

/** Three tasks, of which only the first by path is here at once. */
beforeEach(() => {
  const views = ['/srv/a', '/srv/b', '/srv/c'].map((path, i) => aView({ id: i + 1, path }))
  bridge = useBridge(new InMemoryBridge({ views }))
  bridge.firstCount = 1
  bridge.rest = new Promise((resolve) => (answer = resolve))
})

describe('a list of more tasks than there is room for', () => {
  it('begins with those that come first, and tells no number before all are here', async () => {
    await mountApp()
    expect(paths()).toEqual(['/srv/a'])
    expect(count()).toBeUndefined()
    answer()
    await vi.waitFor(() => expect(paths()).toEqual(['/srv/a', '/srv/b', '/srv/c']))
    expect(count()).toBe('3')
  })

  it('has what happens before all are here', async () => {
    await mountApp()
    bridge.emit('tasks:removed', { id: 3 })
    bridge.emit('tasks:changed', aView({ id: 2, path: '/srv/new' }))
    await settle()
    expect(paths()).toEqual(['/srv/a', '/srv/new'])
    answer()
    await vi.waitFor(() => expect(count()).toBe('2'))
    expect(paths()).toEqual(['/srv/a', '/srv/new'])
  })

  it('says so where the others cannot be read, instead of passing for the whole list', async () => {
    bridge.fail('tasks:list', new AppError('STORAGE_FAILED', 'The disk is gone.'))
    await mountApp()
    await vi.waitFor(() => expect(paths()).toEqual([]))
    expect(pageText()).toContain('The tasks could not be read: The disk is gone.')
    bridge.fail('tasks:list', null)
    answer()
    await click('Try again')
    await vi.waitFor(() => expect(paths()).toHaveLength(3))
    expect(paths()).toEqual(['/srv/a', '/srv/b', '/srv/c'])
  })

  it('asks once when all tasks are the first ones', async () => {
    bridge.firstCount = 3
    await mountApp()
    expect(bridge.calls.filter(({ channel }) => channel === 'tasks:list')).toEqual([])
    expect(count()).toBe('3')
  })
})
