import { NO_PAGE_STATE, type Draft } from '@common/desktop/page-state'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { openForm } from './fill-form'
import { mountApp, settle, useBridge } from './mount-app'
import { byLabel, click, pageText, type } from './page'

const stored = aView({ id: 7, revision: 3, desc: 'Photos' })
const typed = { form: 'task', id: 7, revision: 3, values: { desc: 'Half a sen' } } as const
const keptCalls = (bridge: InMemoryBridge) =>
  bridge.calls.filter(({ channel }) => channel === 'window:keep')

// Here all windows are one: what the last test's window still tells must not reach the next one's main.
afterEach(() => sleep(600))

/** The window that is loaded in place of one that had this. */
async function reload(drafts: readonly Draft[], route = '/'): Promise<InMemoryBridge> {
  const bridge = useBridge(new InMemoryBridge({ views: [stored] }))
  bridge.credentials.addKeyPair('Laptop')
  bridge.kept = { ...NO_PAGE_STATE, drafts }
  history.replaceState(null, '', `#${route}`)
  await mountApp()
  await settle()
  return bridge
}

describe('what is typed into a form', () => {
  it('costs no call before something is typed, and is no draft once the form is left', async () => {
    const bridge = await openForm([stored], 7)
    await settle()
    expect(keptCalls(bridge)).toEqual([])
    await type('Description', 'Half a sen')
    expect(bridge.kept.drafts).toMatchObject([typed])
    await click('Cancel')
    await click('Discard changes')
    await expect.poll(() => bridge.kept.drafts, { timeout: 2000 }).toEqual([])
  })

  it('is told at once and then at most twice a second, without passwords', async () => {
    const bridge = await openForm([aView({ id: 7, revision: 3, remoteModule: 'photos' })], 7)
    await type('Description', 'H')
    await type('Description', 'Ha')
    await type('Password', 'hunter2')
    expect(keptCalls(bridge)).toHaveLength(1)
    await expect.poll(() => keptCalls(bridge).length, { timeout: 2000 }).toBe(2)
    expect(bridge.kept.drafts).toMatchObject([{ values: { desc: 'Ha' } }])
    expect(JSON.stringify(bridge.calls)).not.toContain('hunter2')
  })

  it('is back in the window that is loaded again, unsaved, and is saved as if nothing had been', async () => {
    const bridge = await reload([typed])
    expect(pageText()).toContain('What you typed is back, except passwords and keys.')
    expect(byLabel('Description').value).toBe('Half a sen')
    expect(bridge.kept.drafts).toMatchObject([typed])
    await click('Cancel')
    expect(pageText()).toContain('You have unsaved changes.')
    await click('Cancel')
    await click('Save')
    expect(bridge.views.get(7)?.task.desc).toBe('Half a sen')
    await expect.poll(() => bridge.kept.drafts, { timeout: 2000 }).toEqual([])
  })

  it('is a conflict where the task was changed since the form was opened', async () => {
    const bridge = await reload([{ ...typed, revision: 2 }])
    await click('Save')
    expect(bridge.views.get(7)?.task.desc).toBe('Photos')
    expect(bridge.kept.drafts).toHaveLength(1)
  })

  it('comes back in a form for a new task', async () => {
    await reload([{ ...typed, id: null, revision: null }])
    expect(pageText()).toContain('Add Rsync Task')
    expect(byLabel('Description').value).toBe('Half a sen')
  })

  it('comes back in the form of a connection, whose password stays in the page', async () => {
    const connection = { form: 'connection', id: null, revision: null } as const
    const bridge = await reload(
      [{ ...connection, values: { name: 'NAS', host: 'nas.exam' } }],
      '/credentials',
    )
    expect(pageText()).toContain('New SSH Connection')
    expect(byLabel('Host').value).toBe('nas.exam')
    await type('Password (once)', 'hunter2')
    await type('Name', 'NAS 2')
    await expect
      .poll(() => bridge.kept.drafts[0]?.values, { timeout: 2000 })
      .toMatchObject({ name: 'NAS 2' })
    expect(JSON.stringify(keptCalls(bridge))).not.toContain('hunter2')
  })

  it('comes back in the form of a stored key pair', async () => {
    const bridge = await reload(
      [{ form: 'key-pair', id: 1, revision: null, values: { name: 'Lap' } }],
      '/credentials',
    )
    expect(byLabel('Name').value).toBe('Lap')
    await click('Cancel')
    await expect.poll(() => bridge.kept.drafts, { timeout: 2000 }).toEqual([])
  })
})
