import { AppError, invalidInput } from '@common/errors'
import { beforeEach, describe, expect, it } from 'vitest'
import BackupCredentialsView from '@renderer/features/credentials/BackupCredentialsView.vue'
import ConnectionForm from '@renderer/features/credentials/ConnectionForm.vue'
import TestSteps from '@renderer/features/credentials/TestSteps.vue'
import { connectStores } from '@renderer/stores/connect-stores'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { mountApp, mountWith, settle, useBridge } from './mount-app'
import { buttons, choose, click, pageText } from './page'

const KEY = { type: 'ssh-ed25519', base64: 'AAAAnew', fingerprint: 'SHA256:new' }

let bridge: InMemoryBridge
beforeEach(() => {
  bridge = useBridge(new InMemoryBridge())
})

const button = (text: string) =>
  [...document.querySelectorAll<HTMLElement>('button')].find((one) =>
    one.textContent?.includes(text),
  )
const input = (label: string) => {
  const found = [...document.querySelectorAll('label')].find(
    (one) => one.textContent?.trim() === label,
  )
  return document.getElementById(found?.getAttribute('for') ?? '') as HTMLInputElement
}
async function type(label: string, text: string): Promise<void> {
  const element = input(label)
  element.value = text
  element.dispatchEvent(new Event('input'))
  await settle()
}

describe('Backup Credentials', () => {
  it('lists key pairs and connections, follows changes, and asks before it deletes', async () => {
    connectStores()
    bridge.credentials.addKeyPair('Laptop')
    await mountWith(BackupCredentialsView)
    expect(document.body.textContent).toContain('Laptop')
    expect(document.body.textContent).toContain('No connections yet')
    bridge.credentials.addKeyPair('Other')
    await settle()
    expect(document.body.textContent).toContain('Other')
    document.querySelector<HTMLElement>('[aria-label="Delete Laptop"]')?.click()
    await settle()
    expect(document.body.textContent).toContain('Are you sure you want to delete Laptop?')
    button('Delete')?.click()
    await settle()
    expect(bridge.credentials.keyPairs.map(({ name }) => name)).toEqual(['Other'])
  })

  it('names what goes with a key pair or connection, and takes that back', async () => {
    const saved = { mode: 'SSH', remoteHost: null, remoteModule: null, sshCredentials: 2 } as const
    const views = [
      aView({ ...saved, id: 4, desc: 'Photos', path: '/srv/photos' }),
      aView({ ...saved, id: 5, path: '/srv/m\u202eusic' }),
    ]
    bridge = useBridge(new InMemoryBridge({ views }))
    connectStores()
    const { id: keypairId } = bridge.credentials.addKeyPair('Laptop')
    const { id } = bridge.credentials.addConnection({
      ...{ name: 'Attic', host: 'nas', port: 22, username: 'root', remoteHostKey: '' },
      ...{ keypairId, connectTimeout: 10 },
    })
    bridge.credentials.uses.set(id, [4, 5])
    await mountApp()
    document.querySelector<HTMLElement>('a[href="#/credentials"]')?.click()
    await settle()
    const names = () => [...document.querySelectorAll('.v-dialog li')].map((li) => li.textContent)

    await click('Delete Laptop')
    expect(pageText()).toContain('This SSH connection uses it and will be deleted as well:')
    expect(pageText()).toContain('These 2 tasks use it and will be disabled:')
    expect(names()).toEqual(['Attic', 'Photos (/srv/photos)', '/srv/m<U+202E>usic'])
    await click('Cancel')

    await click('Delete Attic')
    buttons('Delete').at(-1)?.click()
    await settle()
    expect(bridge.credentials.connections).toEqual([])
    expect(pageText()).toContain('Deleted: Attic.')
    await click('Undo')
    expect(bridge.calls.at(-1)).toEqual({ channel: 'credentials:undelete', args: [id] })
    expect(bridge.credentials.connections.map(({ name }) => name)).toEqual(['Attic'])

    for (const name of ['Attic', 'Laptop']) {
      await click(`Delete ${name}`)
      // That of the question before does nothing any more.
      buttons('Delete').forEach((one) => one.click())
      await settle()
    }
    expect(pageText()).toContain('2 credentials deleted.')
    await click('Undo')
    const asked = bridge.calls.filter(({ channel }) => channel === 'credentials:undelete')
    expect(asked.slice(-2).map(({ args }) => args)).toEqual([[keypairId], [id]])
    expect(bridge.credentials.list()).toMatchObject({
      keyPairs: [{ item: { name: 'Laptop' } }],
      connections: [{ item: { name: 'Attic' } }],
    })
  })
})

describe('a key pair', () => {
  it('from a backup says that it waits for its private key, and offers none to download', async () => {
    connectStores()
    bridge.credentials.addKeyPair('Laptop')
    bridge.credentials.addKeyPair('Restored', true)
    await mountWith(BackupCredentialsView)
    const marked = [...document.querySelectorAll('li')].filter(
      (row) => row.querySelector('.v-icon') && row.textContent?.includes('Import its private key'),
    )
    expect(marked).toHaveLength(1)
    expect(marked[0]?.textContent).toContain('Restored')
    const offers = document.querySelectorAll('[aria-label^="Download the private key of"]')
    expect([...offers].map((one) => one.getAttribute('aria-label'))).toEqual([
      'Download the private key of Laptop',
    ])
  })

  it('gets another name, and says at the field when that is taken', async () => {
    connectStores()
    bridge.credentials.addKeyPair('Laptop')
    bridge.credentials.addKeyPair('Other')
    await mountWith(BackupCredentialsView)
    document.querySelector<HTMLElement>('[aria-label="Edit Laptop"]')?.click()
    await settle()
    expect(document.body.textContent).toContain('Edit SSH Keypair')
    expect(input('Name').value).toBe('Laptop')
    expect(document.body.textContent).not.toContain('Passphrase')
    await type('Name', 'Other')
    button('Save')?.click()
    await settle()
    expect(document.body.textContent).toContain('Is already in use')
    await type('Name', '<b>My</b> laptop')
    button('Save')?.click()
    await settle()
    expect(bridge.credentials.keyPairs.map(({ name }) => name)).toEqual([
      ...['<b>My</b> laptop', 'Other'],
    ])
  })
})

describe('the form of a connection', () => {
  async function saveRefused(): Promise<void> {
    bridge.fail('connections:create', invalidInput([{ field: 'host', message: 'Wrong host' }]))
    button('Save')?.click()
    await settle()
    expect(document.body.textContent).toContain('Wrong host')
  }

  it('is tested as it is typed, with a folder for push or pull if one is named', async () => {
    const { id } = bridge.credentials.addKeyPair('Laptop')
    const settings = { host: 'nas', port: 22, username: 'root', remoteHostKey: '' }
    const connection = bridge.credentials.addConnection({
      ...{ ...settings, name: 'NAS', keypairId: id, connectTimeout: 10 },
    })
    await mountWith(ConnectionForm, { connection })
    const tested = async () => {
      button('Test connection')?.click()
      await settle()
      return bridge.calls.findLast(({ channel }) => channel === 'connections:test')?.args[1]
    }
    expect(await tested()).toBeNull()
    expect(document.body.textContent).toContain('The connection works.')
    await type('Remote Path', '/srv/a b')
    expect(document.body.textContent).not.toContain('The connection works.')
    expect(await tested()).toEqual({ path: '/srv/a b', direction: 'PUSH' })
    await choose('Tested for', 'Pull')
    expect(await tested()).toEqual({ path: '/srv/a b', direction: 'PULL' })
  })

  it('shows the fingerprints and takes the keys over only when it is told to', async () => {
    bridge.credentials.hostKeys = [KEY]
    await mountWith(ConnectionForm, { connection: null })
    await type('Host', 'nas')
    button('Discover Remote Host Key')?.click()
    await settle()
    expect(document.body.textContent).toContain('SHA256:new')
    expect(input('Remote Host Key').value).toBe('')
    button('Save these keys')?.click()
    await settle()
    expect(input('Remote Host Key').value).toBe('ssh-ed25519 AAAAnew')
  })

  it.each([
    ['Host', 'attic'],
    ['Port', '2222'],
  ])('forgets what another place showed or refused when %s is edited', async (label, text) => {
    bridge.credentials.hostKeys = [KEY]
    await mountWith(ConnectionForm, { connection: null })
    await type('Host', 'nas')
    const discover = async () => {
      button('Discover Remote Host Key')?.click()
      await settle()
    }
    await discover()
    expect(document.body.textContent).toContain('SHA256:new')
    bridge.fail('hostKeys:discover', new AppError('REMOTE_FAILED', 'Nothing listens on nas:22.'))
    await discover()
    expect(document.body.textContent).toContain('Nothing listens on nas:22.')
    await type('Name', 'Attic')
    expect(document.body.textContent).toContain('Nothing listens on nas:22.')
    await type(label, text)
    expect(document.body.textContent).not.toContain('Nothing listens on nas:22.')
    expect(document.body.textContent).not.toContain('SHA256:new')
  })

  it('shows no keys of a host that was replaced while it was asked', async () => {
    bridge.credentials.hostKeys = [KEY]
    await mountWith(ConnectionForm, { connection: null })
    await type('Host', 'nas')
    button('Discover Remote Host Key')?.click()
    await type('Host', 'attic')
    expect(document.body.textContent).not.toContain('SHA256:new')
  })

  it('keeps what is wrong with its name when Host is edited', async () => {
    await mountWith(ConnectionForm, { connection: null })
    const fields = ['name', 'host'].map((field) => ({ field, message: `Wrong ${field}` }))
    bridge.fail('connections:create', invalidInput(fields))
    button('Save')?.click()
    await settle()
    expect(document.body.textContent).toContain('Wrong host')
    await type('Host', 'nas')
    expect(document.body.textContent).toContain('Wrong name')
    expect(document.body.textContent).not.toContain('Wrong host')
  })

  it('makes the key with the connection, and takes it back when that is refused', async () => {
    await mountWith(ConnectionForm, { connection: null })
    await type('Name', 'NAS')
    await saveRefused()
    expect(bridge.credentials.keyPairs).toEqual([])
    expect(bridge.calls.map(({ channel }) => channel)).toContain('keyPairs:generate')
  })

  it('keeps the password while something else is wrong, so that the key is installed in the end', async () => {
    await mountWith(ConnectionForm, { connection: null })
    await type('Password (once)', 'a secret')
    await saveRefused()
    bridge.fail('connections:create', null)
    button('Save')?.click()
    await settle()
    const asked = bridge.calls.filter(({ channel }) => channel === 'connections:create')
    expect(asked.map(({ args }) => args[1])).toEqual(['a secret', 'a secret'])
    expect(input('Password (once)').value).toBe('')
  })
})

it('the steps of a test say what failed and what to do', async () => {
  await mountWith(TestSteps, {
    test: {
      ...{ isOk: false, pinnedKeys: [], foundKeys: [] },
      steps: [
        { id: 'resolve', isOk: true, text: '10.0.0.1', fix: '' },
        { id: 'port', isOk: false, text: 'Nothing listens.', fix: 'Check the port.' },
      ],
    },
  })
  expect(document.body.textContent).toContain('Nothing listens.')
  expect(document.body.textContent).toContain('Check the port.')
  const icons = [...document.querySelectorAll('[role="img"][aria-label]')].map((icon) =>
    icon.getAttribute('aria-label'),
  )
  expect(icons).toEqual(['OK', 'Failed'])
})
