import { describe, expect, it } from 'vitest'
import { AppError } from '@common/errors'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aRun, aView } from './builders'
import { mountApp, settle, useBridge } from './mount-app'
import { byLabel, choose, click, errorsAt, pageText, type } from './page'

async function openSettings(bridge: InMemoryBridge) {
  useBridge(bridge)
  await mountApp()
  document.querySelector<HTMLElement>('a[href="#/settings"]')?.click()
  await settle()
}
const updates = (bridge: InMemoryBridge) =>
  bridge.calls.filter(({ channel }) => channel === 'desktop:update').map(({ args }) => args[0])

describe('the Settings screen', () => {
  it('shows what is so, and every change counts at once', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    expect(byLabel('Keep working when the window is closed').checked).toBe(true)
    expect(byLabel('Keep working when the window is closed').role).toBe('switch')
    byLabel('Start at login').click()
    await settle()
    await choose('Notify About', 'Errors')
    expect(updates(bridge)).toEqual([{ startAtLogin: true }, { notify: 'ERRORS' }])
    expect(byLabel('Start at login').checked).toBe(true)
  })

  it('says what closing does where there is no tray', async () => {
    const bridge = new InMemoryBridge()
    bridge.desktop = { ...bridge.desktop, hasTray: false, startAtLogin: null }
    await openSettings(bridge)
    expect(pageText()).toContain('This desktop has no tray, so the window is minimised instead')
    expect(pageText()).not.toContain('Start at login')
  })

  it('puts a switch back and says why when main refuses', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    bridge.fail('desktop:update', new AppError('STORAGE_FAILED', 'The disk is full.'))
    byLabel('Start at login').click()
    await settle()
    expect(byLabel('Start at login').checked).toBe(false)
    expect(pageText()).toContain('The disk is full.')
  })
})

describe('the settings of runs and history', () => {
  const change = async (label: string, text: string) => {
    await type(label, text)
    byLabel(label).dispatchEvent(new Event('change', { bubbles: true }))
    await settle()
  }

  it('count when the field is left, and can be taken back', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    expect(byLabel('Tasks at the Same Time').value).toBe('3')
    await change('Tasks at the Same Time', ' 5 ')
    await change('Keep Runs For', '')
    expect(bridge.settings).toMatchObject({ maxParallelRuns: 5, keepRunsDays: null })
    expect(byLabel('Keep Runs For').placeholder).toBe('For ever')
    await click('Undo')
    expect(bridge.settings).toMatchObject({ maxParallelRuns: 5, keepRunsDays: 365 })
    expect(byLabel('Keep Runs For').value).toBe('365')
  })

  it.each([
    ['Tasks at the Same Time', '65'],
    ['Tasks at the Same Time', ''],
    ['Keep Runs For', '-1'],
    ['Keep Logs Up To', '1 GB'],
    ['Keep Logs Up To', '<b>7</b>'],
  ])('%s refuses %j at the field and keeps what is stored', async (label, text) => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    await change(label, text)
    expect(errorsAt(label)).toEqual([expect.stringMatching(/^Enter a number/)])
    expect(bridge.calls.map(({ channel }) => channel)).not.toContain('settings:update')
    byLabel(label).dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    await settle()
    expect(errorsAt(label)).toEqual([])
  })

  it('say at the field why main refused', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    bridge.fail('settings:update', new AppError('STORAGE_FAILED', 'The disk is full.'))
    await change('Keep Logs Up To', '20')
    expect(errorsAt('Keep Logs Up To')).toEqual(['The disk is full.'])
  })

  it('follow what the command line changes', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    bridge.emit('settings:changed', { ...bridge.settings, maxParallelRuns: 9 })
    await settle()
    expect(byLabel('Tasks at the Same Time').value).toBe('9')
  })

  it('pause all schedules, which every screen says, and let them go on', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    await click('Pause schedules')
    await click('Until resumed')
    expect(document.querySelector('header')?.textContent).toContain('Schedules are paused.')
    await click('Resume schedules')
    expect(pageText()).not.toContain('Schedules are paused.')
    expect(bridge.settings.pause).toBeNull()
  })
})

describe('the window', () => {
  it('says that sleep is held off, and no longer', async () => {
    const bridge = useBridge(new InMemoryBridge())
    await mountApp()
    expect(pageText()).not.toContain('Sleep is held off')
    bridge.emit('desktop:changed', { ...bridge.desktop, isSuspendHeldOff: true })
    await settle()
    expect(pageText()).toContain('Sleep is held off')
  })

  it('opens the log that a notification asks for, once its tasks are there', async () => {
    const run = aRun({ id: 4, taskId: 1, state: 'FAILED', reason: 'Refused.' })
    const bridge = useBridge(new InMemoryBridge({ views: [aView({ id: 1 }, { run })] }))
    await mountApp()
    expect(bridge.calls.some(({ channel }) => channel === 'window:ready')).toBe(true)
    bridge.emit('window:asked', { kind: 'log', taskId: 1, runId: 4 })
    await settle()
    expect(pageText()).toContain('Refused.')
  })
})

describe('the backup', () => {
  const contents = { tasks: 2, connections: 1, keyPairs: 0 }
  const restores = (bridge: InMemoryBridge) =>
    bridge.calls.filter(({ channel }) => channel === 'backup:restore').map(({ args }) => args)

  it('is saved where the person says', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    await click('Back up…')
    expect(pageText()).not.toContain('Backup saved')
    bridge.backup.savedPath = '/home/ada/all.json'
    await click('Back up…')
    expect(pageText()).toContain('Backup saved as /home/ada/all.json.')
  })

  it('is added, or replaces everything, as the person decides, and says what to give again', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    bridge.backup.chosen = { path: '/home/ada/all.json', text: 'TEXT', contents }
    await click('Restore…')
    expect(pageText()).toContain(
      '/home/ada/all.json holds 2 tasks, 1 SSH connection and 0 SSH key pairs.',
    )
    expect(byLabel('Keep what is here and add the backup').checked).toBe(true)
    byLabel('Replace everything here').click()
    await settle()
    bridge.fail('backup:restore', new AppError('CONFLICT', 'A task is running.'))
    await click('Replace all')
    expect(pageText()).toContain('A task is running.')
    bridge.fail('backup:restore', null)
    bridge.backup.report = {
      restored: contents,
      ...{ privateKeys: ['Office <b>'], passwords: [{ id: 7, name: 'nas - m' }] },
      ...{ switchedOff: [{ id: 8, name: 'nas - n' }], programs: ['/opt/rsync'] },
    }
    await click('Replace all')
    expect(restores(bridge)).toEqual([
      ['TEXT', 'replace'],
      ['TEXT', 'replace'],
    ])
    expect(pageText()).toContain('Restored: 2 tasks, 1 SSH connection, 0 SSH key pairs.')
    expect(pageText()).toContain('Task 8 (nas - n) is switched off')
    expect(pageText()).toContain('The program /opt/rsync was not taken over')
    expect(pageText()).toContain('The private key of Office <b>: import it')
    expect(pageText()).toContain('The module password of task 7 (nas - m): edit the task.')
  })

  it('that is none is refused before anything is asked', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    bridge.fail('backup:readFile', new AppError('INVALID_INPUT', 'This is not a backup.'))
    await click('Restore…')
    expect(pageText()).toContain('This is not a backup.')
    expect(pageText()).not.toContain('Restore a Backup')
  })
})

describe('the programs', () => {
  const change = async (label: string, text: string) => {
    await type(label, text)
    byLabel(label).dispatchEvent(new Event('change', { bubbles: true }))
    await settle()
  }

  it('are shown with what they are and can', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    expect(byLabel('rsync Program').placeholder).toBe('System default')
    expect(pageText()).toContain('In use: rsync 3.2.7, protocol 31')
    expect(pageText()).toContain('Extended attributes: Yes')
    expect(pageText()).toContain('Access control lists: No')
    expect(pageText()).toMatch(/Compression: zstd, zlib(?!,)/)
    expect(pageText()).toContain('In use: OpenSSH_9.2p1')
  })

  it('that are missing or not to be used are said', async () => {
    const bridge = new InMemoryBridge()
    const { programs } = bridge
    const openrsync = { version: '2.6.9', protocol: 29, capabilities: [], compressions: null }
    programs.state = {
      ...{ ...programs.state, ssh: null, problem: 'This is openrsync.' },
      rsync: { kind: 'openrsync', ...openrsync },
    }
    await openSettings(bridge)
    expect(pageText()).toContain('In use: openrsync 2.6.9, protocol 29')
    expect(pageText()).toContain('This is openrsync.')
    expect(pageText()).toContain('There is no OpenSSH')
    expect(pageText()).not.toContain('Extended attributes')
  })

  it('count when the field is left, can be taken back, and go back to the default', async () => {
    const bridge = new InMemoryBridge()
    await openSettings(bridge)
    await change('rsync Program', '/opt/my rsync')
    expect(bridge.programs.state.chosen).toEqual({ rsync: '/opt/my rsync', ssh: null })
    await change('rsync Program', '/opt/other')
    await click('Undo')
    expect(byLabel('rsync Program').value).toBe('/opt/my rsync')
    await click('Use the system default')
    expect(bridge.programs.state.chosen).toEqual({ rsync: null, ssh: null })
    expect(byLabel('rsync Program').value).toBe('')
  })

  it('that are none are refused at the field', async () => {
    const bridge = new InMemoryBridge()
    bridge.programs.refused.set('/bin/cat', '/bin/cat does not answer as OpenSSH does')
    await openSettings(bridge)
    await change('ssh Program', '/bin/cat')
    expect(errorsAt('ssh Program')).toEqual(['/bin/cat does not answer as OpenSSH does'])
    expect(bridge.programs.state.chosen.ssh).toBeNull()
    byLabel('ssh Program').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }),
    )
    await settle()
    expect(errorsAt('ssh Program')).toEqual([])
    expect(byLabel('ssh Program').value).toBe('')
  })
})
