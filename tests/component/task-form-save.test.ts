import { AppError, invalidInput } from '@common/errors'
import { beforeEach, describe, expect, it } from 'vitest'
import type { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { settle } from './mount-app'
import { byLabel, choose, click, errorsAt, pageText, type } from './page'
import { fillModuleTask, lastCall, openForm } from './fill-form'

let bridge: InMemoryBridge

describe('what main says against a task', () => {
  beforeEach(async () => {
    bridge = await openForm()
  })

  it('puts errors of main on their fields and keeps them until those change', async () => {
    await fillModuleTask()
    bridge.fail(
      'tasks:create',
      invalidInput([
        { field: 'path', message: 'There is no such folder.' },
        { field: 'schedule.minute', message: 'Incorrect crontab value.' },
        { field: 'extra[0]', message: 'Please specify valid value' },
      ]),
    )
    await click('Save')
    expect(errorsAt('Path')).toEqual(['There is no such folder.'])
    expect(errorsAt('Schedule')).toEqual(['Incorrect crontab value.'])
    expect(errorsAt('Auxiliary Parameters')).toEqual(['Please specify valid value'])

    await type('Remote Host', 'other')
    expect(errorsAt('Path')).toEqual(['There is no such folder.'])
    await type('Path', '/srv/music')
    expect(errorsAt('Path')).toEqual([])
    expect(byLabel('Remote Module Name').value).toBe('photos')
  })

  it('shows an error of main that has no field at the top, and can save again', async () => {
    await fillModuleTask()
    bridge.fail(
      'tasks:create',
      new AppError('STORAGE_FAILED', 'The settings could not be written.'),
    )
    await click('Save')
    expect(pageText()).toContain('The settings could not be written.')

    bridge.fail('tasks:create', null)
    await click('Save')
    expect(bridge.views.size).toBe(2)
  })
})

describe('the form of a stored task', () => {
  const stored = aView({ id: 7, revision: 3, desc: 'Photos', extra: ['--exclude=a'] })

  it('shows the task and saves it with the revision it was read with', async () => {
    bridge = await openForm([stored], 7)
    expect(pageText()).toContain('Edit Rsync Task')
    expect(byLabel('Description').value).toBe('Photos')
    await type('Description', 'Pictures')
    await click('Save')
    expect(lastCall(bridge, 'tasks:update')).toEqual([
      7,
      expect.objectContaining({ desc: 'Pictures' }),
      3,
    ])
  })

  it('can take an edit back', async () => {
    bridge = await openForm([stored], 7)
    await type('Description', 'Pictures')
    await click('Save')
    expect(pageText()).toContain('Task updated: backup.example.com - photos.')
    await click('Undo')
    expect(bridge.views.get(7)?.task).toMatchObject({ desc: 'Photos', revision: 5 })
    expect(pageText()).toContain('Former settings are back')
  })

  it('does not take an edit back over what was changed since', async () => {
    bridge = await openForm([stored], 7)
    await type('Description', 'Pictures')
    await click('Save')
    bridge.views.set(7, aView({ id: 7, revision: 9, desc: 'Theirs' }))
    await click('Undo')
    expect(bridge.views.get(7)?.task.desc).toBe('Theirs')
    expect(pageText()).toContain('The task was changed meanwhile.')
  })

  it('offers both ways out when the task was changed elsewhere', async () => {
    bridge = await openForm([stored], 7)
    await type('Description', 'Mine')
    bridge.views.set(7, aView({ id: 7, revision: 4, desc: 'Theirs' }))
    await click('Save')
    expect(pageText()).toContain('This task was changed elsewhere')
    expect(byLabel('Description').value).toBe('Mine')

    await click('Save mine anyway')
    expect(bridge.views.get(7)?.task.desc).toBe('Mine')
  })

  it('can take over the version from elsewhere', async () => {
    bridge = await openForm([stored], 7)
    await type('Description', 'Mine')
    bridge.views.set(7, aView({ id: 7, revision: 4, desc: 'Theirs' }))
    await click('Save')
    await click('Load the newer version')
    expect(byLabel('Description').value).toBe('Theirs')
    await type('Description', 'Both')
    await click('Save')
    expect(bridge.views.get(7)?.task).toMatchObject({ desc: 'Both', revision: 5 })
  })

  it('can save a task that was deleted meanwhile as a new one', async () => {
    bridge = await openForm([stored], 7)
    await type('Description', 'Mine')
    bridge.views.clear()
    await click('Save')
    expect(pageText()).toContain('This task was deleted elsewhere')
    await click('Save as a new task')
    expect([...bridge.views.values()].map(({ task }) => task.desc)).toEqual(['Mine'])
  })
})

describe('the form of a task whose connection was deleted', () => {
  const CONNECTION = { port: 22, username: 'bob', remoteHostKey: '', connectTimeout: 10 }
  const CHOOSE = 'This connection was deleted. Choose another one'
  const shown = () => byLabel('SSH Connection').closest('.v-input')?.textContent

  beforeEach(async () => {
    const saved = { mode: 'SSH', remoteHost: null, remoteModule: null, remotePath: '/b' } as const
    bridge = await openForm([aView({ ...saved, id: 7, sshCredentials: 2 })], 7)
  })

  it('says so in words, and asks for another one', async () => {
    expect(shown()).toContain('(deleted connection)')
    expect(errorsAt('SSH Connection')).toEqual([CHOOSE])
    const { id: keypairId } = bridge.credentials.addKeyPair('Laptop')
    bridge.credentials.addConnection({ ...CONNECTION, name: 'Other', host: 'other', keypairId })
    bridge.credentials.addConnection({ ...CONNECTION, name: 'Attic', host: 'attic', keypairId })
    await settle()
    // The first of them got the number that the task names: it came back.
    expect(shown()).toContain('Other')
    expect(errorsAt('SSH Connection')).toEqual([])
    await bridge.invoke('connections:delete', 2, true)
    await settle()
    expect(errorsAt('SSH Connection')).toEqual([CHOOSE])
    await choose('SSH Connection', 'Attic')
    expect(errorsAt('SSH Connection')).toEqual([])
    await click('Save')
    expect(lastCall(bridge, 'tasks:update')?.[1]).toMatchObject({ sshCredentials: 3 })
  })
})
