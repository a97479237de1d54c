import { AppError } from '@common/errors'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogsStore } from '@renderer/stores/dialogs-store'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { fillModuleTask } from './fill-form'
import { mountApp, settle, useBridge } from './mount-app'
import { button, byLabel, choose, click, errorsAt, hasLabel, pageText, type } from './page'

const REQUIRED = 'This field is required'
let bridge: InMemoryBridge

async function openForm(): Promise<void> {
  bridge = useBridge(new InMemoryBridge({ views: [aView()] }))
  await mountApp()
  useDialogsStore().addTask()
  await settle()
}

const lastCall = (channel: string) =>
  bridge.calls.filter((call) => call.channel === channel).at(-1)?.args

describe('a new form', () => {
  beforeEach(() => openForm())

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

  it('says in the help of User who signs in on the remote host', async () => {
    const help = () =>
      document.getElementById(byLabel('User').getAttribute('aria-describedby') ?? '')?.textContent
    expect(help()).toContain('needs a private key (ed25519, ECDSA or RSA) in its home directory')
    await choose('Rsync Mode', 'SSH')
    expect(help()).toContain('needs a private key')
    await choose('Connect using', 'SSH connection')
    expect(help()).toContain('the user of the SSH connection is signed in, with its key')
    await choose('Rsync Mode', 'Module')
    expect(help()).not.toContain('SSH connection is signed in')
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
    expect(lastCall('tasks:create')).toBeUndefined()
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

    expect(lastCall('tasks:create')?.[0]).toMatchObject({
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

    expect(lastCall('tasks:create')?.[0]).toMatchObject({
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

  it('fills Remote Path from the folders of the host, from the login folder up to the root', async () => {
    const listing = (path: string, ...names: string[]) => ({
      ...{ path, names, mountPoints: [], left: 0 },
    })
    const { remoteFolders } = bridge.credentials
    remoteFolders.set('', listing('/home/bob', 'backup'))
    remoteFolders.set('/', listing('/', 'home', 'srv'))
    remoteFolders.set('/srv', listing('/srv', 'photos'))
    await choose('Rsync Mode', 'SSH')
    await type('Remote Host', 'bob@nas')
    await click('Browse the folders of the remote host')
    const nodes = () => [...document.querySelectorAll<HTMLElement>('[role="treeitem"]')]
    const texts = () => nodes().map((node) => node.textContent?.trim())
    const follow = async (text: string) => {
      nodes()
        .find((node) => node.textContent?.trim() === text)
        ?.click()
      await settle()
    }
    expect(texts()).toEqual(['Up to /home', '/home/bob', 'backup'])
    await follow('backup')
    expect(byLabel('Remote Path').value).toBe('/home/bob/backup')
    // A folder that may not be read is no dead end.
    await follow('Up to /home')
    expect(texts()).toEqual(['Up to /', '/home', '/home does not exist on the host.'])
    await follow('Up to /')
    expect(texts()[0]).toBe('/')
    expect(texts()).toContain('srv')
    expect(byLabel('Remote Path').value).toBe('/home/bob/backup')
    await type('Remote Path', '/srv/photos')
    expect(document.querySelector('[aria-selected="true"]')?.textContent?.trim()).toBe('photos')
  })

  it('says in the tree why the host cannot be asked', async () => {
    bridge.fail('remote:listFolders', new AppError('REMOTE_FAILED', 'The host did not answer.'))
    await choose('Rsync Mode', 'SSH')
    await click('Browse the folders of the remote host')
    expect(pageText()).toContain('The host did not answer.')
  })

  describe('with the tree of a host open', () => {
    const nodes = () => [...document.querySelectorAll<HTMLElement>('[role="treeitem"]')]
    const texts = () => nodes().map((node) => node.textContent?.trim())
    const browse = () => click('Browse the folders of the remote host')
    const show = (...names: string[]) =>
      bridge.credentials.remoteFolders.set('', {
        ...{ path: '/', names, mountPoints: [], left: 0 },
      })

    beforeEach(async () => {
      const { id } = bridge.credentials.addKeyPair('Laptop')
      for (const name of ['Attic', 'Cellar']) {
        bridge.credentials.addConnection({
          ...{ name, host: name, port: 22, username: 'bob', remoteHostKey: '' },
          ...{ keypairId: id, connectTimeout: 10 },
        })
      }
      show('attic')
      await choose('Rsync Mode', 'SSH')
    })

    it('closes it when another connection is chosen, and asks that one anew', async () => {
      await choose('Connect using', 'SSH connection')
      await choose('SSH Connection', 'Attic')
      bridge.fail('remote:listFolders', new AppError('REMOTE_FAILED', 'Permission denied'))
      await browse()
      expect(pageText()).toContain('Permission denied')

      await choose('SSH Connection', 'Cellar')
      expect(nodes()).toEqual([])
      expect(pageText()).not.toContain('Permission denied')

      bridge.fail('remote:listFolders', null)
      await browse()
      expect(texts()).toEqual(['/', 'attic'])
      const [way] = lastCall('remote:listFolders') ?? []
      const cellar = bridge.credentials.connections.find(({ name }) => name === 'Cellar')
      expect(way).toMatchObject({ sshCredentials: cellar?.id })
    })

    it.each([
      ['Remote Host', 'bob@other'],
      ['Remote SSH Port', '2222'],
      ['User', 'eve'],
    ])('closes it when %s changes', async (label, text) => {
      await browse()
      show('cellar')
      await type(label, text)
      expect(nodes()).toEqual([])
      await browse()
      expect(texts()).toEqual(['/', 'cellar'])
    })

    it('closes it when the mode or the way to connect changes', async () => {
      await browse()
      await choose('Connect using', 'SSH connection')
      expect(nodes()).toEqual([])
      await browse()
      await choose('Rsync Mode', 'Module')
      await choose('Rsync Mode', 'SSH')
      expect(nodes()).toEqual([])
    })

    it('keeps it when something changes that does not lead to the host', async () => {
      await type('Remote Host', 'nas')
      await browse()
      await type('Description', 'Photos')
      await type('Remote Host', ' nas ')
      await choose('Direction', 'Push')
      expect(texts()).toEqual(['/', 'attic'])
    })
  })

  describe('with the modules of a host listed', () => {
    const listed = () =>
      [...document.querySelectorAll('[aria-label="List modules"] .v-list-item-title')].map(
        (title) => title.textContent,
      )

    beforeEach(async () => {
      bridge.credentials.modules = [{ name: 'photos', comment: 'All of them' }]
      await type('Remote Host', 'nas')
      await click('List modules')
      expect(listed()).toEqual(['photos'])
    })

    it('takes the one that is chosen', async () => {
      document.querySelector<HTMLElement>('[aria-label="List modules"] .v-list-item')?.click()
      await settle()
      expect(byLabel('Remote Module Name').value).toBe('photos')
      expect(listed()).toEqual([])
    })

    it('forgets them when the host changes, and asks that one anew', async () => {
      await type('Remote Host', ' nas ')
      expect(listed()).toEqual(['photos'])
      await type('Remote Host', 'attic')
      expect(listed()).toEqual([])
      bridge.credentials.modules = [{ name: 'music', comment: '' }]
      await click('List modules')
      expect(lastCall('remote:listModules')).toEqual(['attic'])
      expect(listed()).toEqual(['music'])
    })

    it('shows none that a former host answers with late', async () => {
      await click('List modules')
      let answer = () => {}
      bridge.busy = new Promise((resolve) => (answer = resolve))
      await click('List modules')
      await type('Remote Host', 'attic')
      answer()
      await settle()
      expect(listed()).toEqual([])
    })
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
