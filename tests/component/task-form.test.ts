import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogsStore } from '@renderer/stores/dialogs-store'
import type { InMemoryBridge } from '../support/in-memory-bridge'
import { fillModuleTask, lastCall, openForm } from './fill-form'
import { settle } from './mount-app'
import { button, byLabel, choose, click, errorsAt, hasLabel, pageText, type } from './page'

const REQUIRED = 'This field is required'
let bridge: InMemoryBridge

describe('a new form', () => {
  beforeEach(async () => {
    bridge = await openForm()
  })

  it('starts with the defaults of TrueNAS and the person who runs the app', () => {
    expect(byLabel('Path').value).toBe('')
    expect(byLabel('User').value).toBe('ada')
    expect(byLabel('Direction').value).toBe('')
    expect(byLabel('Schedule').value).toBe('')
    const on = ['Recursive', 'Enabled', 'Times', 'Compress', 'Delay Updates']
    const off = [
      'Archive',
      'Delete',
      'Quiet',
      'Preserve Permissions',
      'Preserve Extended Attributes',
    ]
    for (const label of on) expect([label, byLabel(label).checked]).toEqual([label, true])
    for (const label of off) expect([label, byLabel(label).checked]).toEqual([label, false])
  })

  it('shows the settings of the chosen mode and keeps what was typed for the other', async () => {
    expect(hasLabel('Remote Module Name')).toBe(true)
    expect(hasLabel('Remote Path')).toBe(false)
    await type('Remote Module Name', 'photos')

    await choose('Rsync Mode', 'SSH')
    for (const label of [
      'Connect using',
      'Remote SSH Port',
      'Remote Path',
      'Validate Remote Path',
    ]) {
      expect([label, hasLabel(label)]).toEqual([label, true])
    }
    expect(hasLabel('Remote Module Name')).toBe(false)
    expect(byLabel('Remote SSH Port').value).toBe('22')
    expect(byLabel('Validate Remote Path').checked).toBe(true)

    await choose('Rsync Mode', 'Module')
    expect(byLabel('Remote Module Name').value).toBe('photos')
  })

  it('says what is wrong with a field when it is left, and not before', async () => {
    expect(errorsAt('Path')).toEqual([])
    await type('Path', 'photos')
    expect(errorsAt('Path')).toEqual(['Enter an absolute path, such as /srv/photos'])
    expect(errorsAt('Remote Host')).toEqual([])
  })

  it('takes an error away as soon as it is mended', async () => {
    await type('Path', 'photos')
    const input = byLabel('Path')
    input.value = '/photos'
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await settle()
    expect(errorsAt('Path')).toEqual([])
  })

  it('shows all errors on Save, goes to the first and sends nothing', async () => {
    await click('Save')
    for (const label of ['Path', 'Direction', 'Remote Host', 'Remote Module Name', 'Schedule']) {
      expect([label, errorsAt(label)]).toEqual([label, [REQUIRED]])
    }
    expect(document.activeElement).toBe(byLabel('Path'))
    expect(lastCall(bridge, 'tasks:create')).toBeUndefined()
  })

  it.each(['0', '65536', '022', 'ssh'])('refuses %s as a port', async (port) => {
    await choose('Rsync Mode', 'SSH')
    await type('Remote SSH Port', port)
    expect(errorsAt('Remote SSH Port')).toEqual(['Enter a port from 1 to 65535'])
  })

  it('saves a module task without the settings of SSH', async () => {
    await choose('Rsync Mode', 'SSH')
    await type('Remote Path', '/forgotten')
    await type('Remote SSH Port', '2222')
    await choose('Rsync Mode', 'Module')
    await fillModuleTask()
    await click('Save')

    expect(lastCall(bridge, 'tasks:create')?.[0]).toMatchObject({
      ...{ path: '/srv/photos', user: 'ada', direction: 'PUSH', mode: 'MODULE' },
      ...{ remoteHost: 'nas', remoteModule: 'photos', remotePort: null, remotePath: '' },
      schedule: { minute: '0', hour: '0', dom: '*', month: '*', dow: '*' },
    })
    expect(useDialogsStore().kind).toBeNull()
    expect(pageText()).toContain('Task created: nas - photos.')
  })

  it('saves an SSH task without the settings of a module', async () => {
    await type('Remote Module Name', 'forgotten')
    await type('Path', '/srv/photos/')
    await choose('Direction', 'Pull')
    await choose('Rsync Mode', 'SSH')
    await type('Remote Host', 'bob@nas')
    await type('Remote Path', '/backup')
    await choose('Schedule', 'Weekly')
    await click('Save')

    expect(lastCall(bridge, 'tasks:create')?.[0]).toMatchObject({
      ...{ direction: 'PULL', mode: 'SSH', remoteHost: 'bob@nas', remoteModule: null },
      ...{ remotePort: 22, remotePath: '/backup', validateRpath: true, sshCredentials: null },
    })
  })

  it('fills Path from the tree of folders, and shows a typed path there', async () => {
    bridge.folders.set('/', ['root', 'srv'])
    bridge.folders.set('/srv', ['music', 'photos'])
    await click('Browse')
    const nodes = () => [...document.querySelectorAll<HTMLElement>('[role="treeitem"]')]
    const texts = () => nodes().map((node) => node.textContent?.trim())
    expect(texts()).toEqual(['/', 'root', 'srv'])
    nodes()[1]?.click()
    await settle()
    expect(byLabel('Path').value).toBe('/root')

    await type('Path', '/srv/photos/')
    expect(texts()).toEqual(['/', 'root', 'srv', 'music', 'photos'])
    expect(document.querySelector('[aria-selected="true"]')?.textContent?.trim()).toBe('photos')
    nodes()[1]?.dispatchEvent(new MouseEvent('dblclick'))
    await settle()
    expect(texts()).toContain('You may not read this folder.')
  })

  it('points out dangerous auxiliary parameters at once', async () => {
    await type('Auxiliary Parameters', '--remove-source-files')
    expect(pageText()).toContain('deletes files at the source after they were copied')
  })

  it('fills Path from the dialog of the system', async () => {
    bridge.chosenFolder = '/srv/music'
    await click('Browse')
    await click('Open the system’s dialog')
    expect(byLabel('Path').value).toBe('/srv/music')
  })

  it('asks before it throws away what was typed', async () => {
    await type('Path', '/srv/photos')
    await click('Cancel')
    expect(pageText()).toContain('You have unsaved changes.')
    await click('Discard changes')
    expect(useDialogsStore().kind).toBeNull()
  })

  it('closes at once when nothing was typed', async () => {
    await click('Cancel')
    expect(useDialogsStore().kind).toBeNull()
  })

  it('cannot be saved twice at the same time', async () => {
    await fillModuleTask()
    button('Save').click()
    button('Save').click()
    await settle()
    expect(bridge.calls.filter(({ channel }) => channel === 'tasks:create')).toHaveLength(1)
  })
})
