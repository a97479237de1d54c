import { AppError, invalidInput } from '@common/errors'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogsStore } from '@renderer/stores/dialogs-store'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import { button, byLabel, choose, click, errorsAt, hasLabel, pageText, type } from './page'

const REQUIRED = 'This field is required'
let bridge: InMemoryBridge

async function openForm(views = [aView()], taskId: number | null = null): Promise<void> {
  bridge = useBridge(new InMemoryBridge({ views }))
  await mountApp()
  if (taskId === null) useDialogsStore().addTask()
  else useDialogsStore().editTask(taskId)
  await settle()
}

const lastCall = (channel: string) =>
  bridge.calls.filter((call) => call.channel === channel).at(-1)?.args

async function fillModuleTask(): Promise<void> {
  await type('Path', '/srv/photos')
  await choose('Direction', 'Push')
  await type('Remote Host', 'nas')
  await type('Remote Module Name', 'photos')
  await choose('Schedule', 'Daily')
}

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

  it('fills Path from the dialog of the system', async () => {
    bridge.chosenFolder = '/srv/music'
    await click('Browse')
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

describe('the form of a stored task', () => {
  const stored = aView({ id: 7, revision: 3, desc: 'Photos', extra: ['--exclude=a'] })

  it('shows the task and saves it with the revision it was read with', async () => {
    await openForm([stored], 7)
    expect(pageText()).toContain('Edit Rsync Task')
    expect(byLabel('Description').value).toBe('Photos')
    await type('Description', 'Pictures')
    await click('Save')
    expect(lastCall('tasks:update')).toEqual([7, expect.objectContaining({ desc: 'Pictures' }), 3])
  })

  it('offers both ways out when the task was changed elsewhere', async () => {
    await openForm([stored], 7)
    await type('Description', 'Mine')
    bridge.views.set(7, aView({ id: 7, revision: 4, desc: 'Theirs' }))
    await click('Save')
    expect(pageText()).toContain('This task was changed elsewhere')
    expect(byLabel('Description').value).toBe('Mine')

    await click('Save mine anyway')
    expect(bridge.views.get(7)?.task.desc).toBe('Mine')
  })

  it('can take over the version from elsewhere', async () => {
    await openForm([stored], 7)
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
    await openForm([stored], 7)
    await type('Description', 'Mine')
    bridge.views.clear()
    await click('Save')
    expect(pageText()).toContain('This task was deleted elsewhere')
    await click('Save as a new task')
    expect([...bridge.views.values()].map(({ task }) => task.desc)).toEqual(['Mine'])
  })
})
