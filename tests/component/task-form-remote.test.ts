import { AppError } from '@common/errors'
import { beforeEach, describe, expect, it } from 'vitest'
import type { InMemoryBridge } from '../support/in-memory-bridge'
import { lastCall, openForm } from './fill-form'
import { settle } from './mount-app'
import { byLabel, choose, click, hasLabel, pageText, type } from './page'

let bridge: InMemoryBridge

describe('the remote side of a new form', () => {
  beforeEach(async () => {
    bridge = await openForm()
  })

  it('says in the help of User who signs in on the remote host', async () => {
    const help = () =>
      document.getElementById(byLabel('User').getAttribute('aria-describedby') ?? '')?.textContent
    expect(help()).toContain('needs a private key in its home directory (ed25519, ECDSA or RSA)')
    await choose('Rsync Mode', 'SSH')
    expect(help()).toContain('needs a private key')
    await choose('Connect using', 'SSH connection')
    expect(help()).toContain('the user of the SSH connection signs in, with its key')
    await choose('Rsync Mode', 'Module')
    expect(help()).not.toContain('SSH connection signs in')
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

  it('leaves port and user to ssh, and takes them back', async () => {
    await choose('Rsync Mode', 'SSH')
    await type('Path', '/srv/photos/')
    await choose('Direction', 'Push')
    await type('Remote Host', 'nas')
    await type('Remote Path', '/backup')
    await choose('Schedule', 'Weekly')
    byLabel('Port and user as ssh has them').click()
    await settle()
    expect(hasLabel('Remote SSH Port')).toBe(false)
    await click('Save')
    expect(lastCall(bridge, 'tasks:create')?.[0]).toMatchObject({ remotePort: 0 })
  })

  it.each([
    ['bob@nas:2222', 'bob@nas', '2222', ''],
    ['ssh://bob@[fd00::1]:2222/srv/x', 'bob@[fd00::1]', '2222', '/srv/x'],
    ['[::1]:22', '[::1]', '22', ''],
    [' nas ', 'nas', '22', ''],
  ])('puts %j into the fields it belongs to', async (pasted, host, port, path) => {
    await choose('Rsync Mode', 'SSH')
    await type('Remote Host', pasted)
    expect(byLabel('Remote Host').value).toBe(host)
    expect(byLabel('Remote SSH Port').value).toBe(port)
    expect(byLabel('Remote Path').value).toBe(path)
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
      const [way] = lastCall(bridge, 'remote:listFolders') ?? []
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

    it('shows what is hidden in a name, and takes the name as it is', async () => {
      bridge.credentials.modules = [{ name: 'pho\u202Etos', comment: '' }]
      await click('List modules')
      await click('List modules')
      expect(listed()).toEqual(['pho<U+202E>tos'])
      document.querySelector<HTMLElement>('[aria-label="List modules"] .v-list-item')?.click()
      await settle()
      expect(byLabel('Remote Module Name').value).toBe('pho\u202Etos')
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
      expect(lastCall(bridge, 'remote:listModules')).toEqual(['attic'])
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
})
