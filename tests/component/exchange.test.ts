import { describe, expect, it } from 'vitest'
import { AppError } from '@common/errors'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import { button, click, pageText } from './page'

async function openImport(bridge: InMemoryBridge) {
  useBridge(bridge)
  await mountApp()
  await click('Import')
}

async function paste(text: string): Promise<void> {
  const area = document.querySelector('textarea')
  if (!area) throw new Error('no text area')
  area.value = text
  area.dispatchEvent(new Event('input', { bubbles: true }))
  await new Promise((resolve) => setTimeout(resolve, 220))
  await settle()
}

describe('the import', () => {
  it('shows what main understood and why the rest is not taken', async () => {
    await openImport(new InMemoryBridge())
    await paste('rsync -a /srv/a/ nas:/a\nrsync -a /srv/* nas:/b\n')
    expect(pageText()).toContain('Command · 1 task was understood')
    expect(pageText()).toContain('/srv/a/ → nas:/a')
    expect(pageText()).toContain('Not taken over')
    expect(pageText()).toContain('stands for all files of that form')
  })

  it('shows what is hidden in a text: a mark of direction turned the arrow of a task round', async () => {
    await openImport(new InMemoryBridge())
    await paste('rsync -a "/srv/\u202Ea" nas:/a\nrsync -a "/srv/\u202Eb"* nas:/b\n')
    expect(pageText()).toContain('/srv/<U+202E>a → nas:/a')
    expect(pageText()).not.toContain('\u202E')
  })

  it('says that tasks of TrueNAS come switched off', async () => {
    const bridge = new InMemoryBridge()
    await openImport(bridge)
    const task = { path: '/a', user: 'ada', remotehost: 'h', remotemodule: 'm', enabled: true }
    await paste(JSON.stringify([task]))
    expect(pageText()).toContain('come switched off')
    await click('Import 1 task')
    expect([...bridge.views.values()].map(({ task: { enabled } }) => enabled)).toEqual([false])
  })

  it('stays open with the reason when main refuses', async () => {
    const bridge = new InMemoryBridge()
    await openImport(bridge)
    await paste('rsync -a /srv/a/ nas:/a')
    bridge.fail('exchange:import', new AppError('STORAGE_FAILED', 'The disk is full.'))
    await click('Import 1 task')
    expect(pageText()).toContain('The disk is full.')
    expect(button('Import 1 task')).toBeTruthy()
  })
})

describe('the menu of a row', () => {
  it('duplicates a task, and says so', async () => {
    const bridge = useBridge(new InMemoryBridge({ views: [aView({ id: 1, desc: 'Photos' })] }))
    await mountApp()
    document.querySelector<HTMLElement>('.task-row-menu')?.click()
    await settle()
    await click('Duplicate')
    expect([...bridge.views.values()].map(({ task: { desc } }) => desc)).toEqual([
      'Photos',
      'Photos (copy)',
    ])
    expect(pageText()).toContain('The copy is disabled.')
  })
})
