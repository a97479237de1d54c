import { AppError, invalidInput } from '@common/errors'
import type { TaskState } from '@common/run/run'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDialogsStore } from '@renderer/stores/dialogs-store'
import { useMessagesStore } from '@renderer/stores/messages-store'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { aRun, aView } from './builders'
import { lastCall } from './fill-form'
import { mountApp, settle, useBridge } from './mount-app'
import { buttons, click, pageText, statePill } from './page'

const HOUR = 3_600_000
let bridge: InMemoryBridge

async function openApp(start: ConstructorParameters<typeof InMemoryBridge>[0] = {}) {
  bridge = useBridge(new InMemoryBridge(start))
  return mountApp()
}

/** The texts of the cells of the row with this path. */
function row(path: string): string[] {
  const rows = [...document.querySelectorAll('[role="row"]')]
  const found = rows.find((element) => element.textContent?.includes(path))
  return [...(found?.querySelectorAll('[role="cell"]') ?? [])].map((cell) =>
    (cell.textContent ?? '').trim(),
  )
}

const NAME = 'backup.example.com - photos'
const toggle = () => document.querySelector<HTMLInputElement>(`input[aria-label="Enable ${NAME}"]`)

describe('without tasks', () => {
  beforeEach(() => openApp())

  it('says what rsync tasks are and what the practice task does', () => {
    expect(pageText()).toContain('effective way to keep a backup')
    expect(pageText()).toContain('It touches nothing of yours')
  })

  it('opens the form', async () => {
    await click('Add Rsync Task')
    expect(pageText()).toContain('Remote Module Name')
  })

  it('sets up and starts the practice task', async () => {
    await click('Try it with a practice task')
    const asked = bridge.calls.map(({ channel }) => channel)
    expect(asked.slice(-2)).toEqual(['practice:create', 'runs:start'])
    expect(pageText()).toContain('Rsync task «127.0.0.1 - practice» has started.')
    expect(statePill('RUNNING')).toBeTruthy()
  })
})

describe('with tasks', () => {
  it('shows what a task is and when it runs', async () => {
    const now = Date.now()
    const times = { nextRunAt: now + 3 * HOUR + 1000, lastEndedAt: now - 5 * 60_000 - 1000 }
    await openApp({ views: [aView({}, { ...times, run: aRun() })] })
    expect(row('/srv/photos').slice(0, 5)).toEqual([
      '/srv/photos',
      'backup.example.com',
      'Every hour, every day',
      'in 3 hours',
      '5 min. ago',
    ])
  })

  it('says Disabled and N/A where there is no time to tell', async () => {
    await openApp({ views: [aView({ enabled: false })] })
    expect(row('/srv/photos').slice(3, 5)).toEqual(['Disabled', 'N/A'])
  })

  it.each<[TaskState, string]>([
    ['PENDING', 'PENDING'],
    ['WAITING', 'WAITING'],
    ['RUNNING', 'RUNNING'],
    ['SUCCESS', 'SUCCESS'],
    ['FAILED', 'FAILED'],
    ['ABORTED', 'ABORTED'],
    ['BLOCKED', 'BLOCKED'],
  ])('shows the state %s as a word with an icon', async (state, word) => {
    await openApp({ views: [aView({}, { run: state === 'PENDING' ? null : aRun({ state }) })] })
    expect(statePill(word).querySelector('svg')).not.toBeNull()
  })

  it('names the task whose logs a state opens', async () => {
    await openApp({ views: [aView({ desc: 'Photos' }), aView({ id: 2, path: '/srv/b' })] })
    const names = [...document.querySelectorAll('.state-pill')].map((pill) =>
      pill.getAttribute('aria-label'),
    )
    expect(names).toEqual([
      `PENDING, logs of /srv/b (${NAME})`,
      `PENDING, logs of Photos (${NAME})`,
    ])
  })

  it('shows text of a task as text', async () => {
    await openApp({ views: [aView({ path: '/srv/<b>x</b>' })] })
    expect(row('/srv/')[0]).toBe('/srv/<b>x</b>')
  })

  it('runs a task after asking', async () => {
    await openApp({ views: [aView()] })
    await click('Actions for backup.example.com - photos')
    await click('Run job')
    expect(pageText()).toContain('Run Now')
    expect(pageText()).toContain('Run «backup.example.com - photos» Rsync now?')
    await click('Continue')
    expect(statePill('RUNNING')).toBeTruthy()
    expect(pageText()).toContain('Rsync task «backup.example.com - photos» has started.')
  })

  it('runs nothing when the question is answered with Cancel', async () => {
    await openApp({ views: [aView()] })
    useDialogsStore().confirmRun(1)
    await settle()
    await click('Cancel')
    expect(bridge.calls.some(({ channel }) => channel === 'runs:start')).toBe(false)
  })

  it('deletes a task after asking by name', async () => {
    await openApp({ views: [aView({ desc: 'Photos' })] })
    await click(`Actions for ${NAME}`)
    await click('Delete')
    expect(pageText()).toContain(`Delete Rsync Task "${NAME}"?`)
    buttons('Delete').at(-1)?.click()
    await settle()
    expect(bridge.views.size).toBe(0)
    expect(pageText()).toContain('No rsync tasks yet')
    await click('Undo')
    expect(row('/srv/photos')[0]).toBe('/srv/photos')
  })

  it('brings back all tasks that were deleted in a row with one Undo', async () => {
    await openApp({ views: [aView(), aView({ id: 2, path: '/srv/b' })] })
    for (const id of [1, 2]) {
      useDialogsStore().confirmDelete(id)
      await settle()
      buttons('Delete').at(-1)?.click()
      await settle()
    }
    expect(pageText()).toContain('2 tasks deleted.')
    await click('Undo')
    expect([...bridge.views.keys()].sort()).toEqual([1, 2])
    expect([row('/srv/b')[0], row('/srv/photos')[0]]).toEqual(['/srv/b', '/srv/photos'])
  })

  it('offers Undo at once, also while errors wait to be read', async () => {
    await openApp({ views: [aView()] })
    for (const text of ['One', 'Two']) useMessagesStore().showError(text)
    useDialogsStore().confirmDelete(1)
    await settle()
    buttons('Delete').at(-1)?.click()
    await settle()
    await click('Undo')
    expect([...bridge.views.keys()]).toEqual([1])
    expect(pageText()).toContain('One')
  })

  it('still offers Undo when an error that came after the deletion was read', async () => {
    await openApp({ views: [aView()] })
    useDialogsStore().confirmDelete(1)
    await settle()
    buttons('Delete').at(-1)?.click()
    await settle()
    useMessagesStore().showError('One')
    await settle()
    expect(pageText()).toContain('One')
    await click('Dismiss')
    await click('Undo')
    expect([...bridge.views.keys()]).toEqual([1])
  })

  it.each([
    [{ direction: 'PUSH', desc: 'Photos ' }, ['Photos', '/srv/p → backup.example.com::photos']],
    [{ direction: 'PULL', desc: '' }, ['backup.example.com::photos → /srv/p']],
    [
      { mode: 'SSH', sshCredentials: 5, remoteHost: null, remoteModule: null, remotePath: '/tank' },
      ['/srv/p → ada@nas:/tank'],
    ],
    [{ path: '/srv/a\u202eb' }, ['/srv/a<U+202E>b → backup.example.com::photos']],
  ] as const)(
    'tells the task %o from others of its host before it runs or goes',
    async (is, told) => {
      const connection = { name: 'Attic', username: 'ada', host: 'nas', port: 22 }
      await openApp({ views: [aView({ path: '/srv/p', ...is }, { connection })] })
      const dialogs = useDialogsStore()
      for (const ask of [dialogs.confirmDelete, dialogs.confirmRun]) {
        ask(1)
        await settle()
        const lines = [...document.querySelectorAll('.v-overlay--active .task-brief__line')]
        expect(lines.map((line) => line.textContent?.trim())).toEqual(told)
        await click('Cancel')
      }
    },
  )

  it('does not offer Run job while the task runs', async () => {
    await openApp({ views: [aView({}, { run: aRun({ state: 'RUNNING' }) })] })
    await click('Actions for backup.example.com - photos')
    expect(buttons('Edit')).toHaveLength(1)
    expect(buttons('Run job')).toHaveLength(0)
  })

  it('switches a task off in place', async () => {
    await openApp({ views: [aView({ desc: 'Photos' })] })
    toggle()?.click()
    await settle()
    expect(bridge.views.get(1)?.task.enabled).toBe(false)
    expect(pageText()).toContain(`${NAME} is disabled.`)
    await click('Undo')
    expect(bridge.views.get(1)?.task.enabled).toBe(true)
    expect(pageText()).not.toContain(`${NAME} is disabled.`)
  })

  it('puts the switch back and says why when main refuses', async () => {
    await openApp({ views: [aView({ desc: 'Photos' })] })
    bridge.fail('tasks:update', invalidInput([{ field: 'user', message: 'The key file is gone' }]))
    toggle()?.click()
    await settle()
    expect(toggle()?.checked).toBe(true)
    expect(pageText()).toContain(`${NAME} could not be disabled: The key file is gone`)
  })

  it('shows how far a run is and stops it', async () => {
    await openApp({ views: [aView({}, { run: aRun({ state: 'RUNNING', endedAt: null }) })] })
    const progress = {
      percent: 43,
      bytes: 1.2e9,
      bytesPerSecond: 48e6,
      secondsLeft: 125,
      filesSent: 7,
      currentFile: 'a/\u202egpj.b',
    }
    bridge.emit('runs:progressed', {
      ...{ runId: 1, taskId: 1 },
      progress: { ...progress, filesDone: 1200, filesKnown: 3400 },
    })
    await settle()
    expect(statePill('RUNNING 43%')).toBeTruthy()
    expect(pageText()).toContain(
      '43%1.2 GB48 MB/s2 min 5 s left1,200 of 3,400 filesa/<U+202E>gpj.b',
    )
    await click('Stop')
    expect(statePill('ABORTED')).toBeTruthy()
  })

  it('follows what happens elsewhere', async () => {
    await openApp({ views: [aView()] })
    bridge.emit('tasks:changed', aView({ id: 2, path: '/srv/new' }))
    bridge.emit('tasks:removed', { id: 1 })
    await settle()
    expect(row('/srv/new')[0]).toBe('/srv/new')
    expect(row('/srv/photos')).toEqual([])
  })

  it('asks for the whole list when all of it may be different', async () => {
    await openApp({ views: [aView()] })
    bridge.views.set(1, aView({ path: '/srv/moved' }))
    bridge.emit('tasks:outdated', null)
    await settle()
    expect(row('/srv/moved')[0]).toBe('/srv/moved')
  })

  it('announces a new state to screen readers', async () => {
    await openApp({ views: [aView({ desc: 'Photos' })] })
    bridge.putRun(aRun({ state: 'FAILED' }))
    await settle()
    const live = [...document.querySelectorAll('[aria-live="polite"]')]
    expect(live.map((element) => element.textContent?.trim())).toContain(`${NAME}: FAILED`)
  })
})

describe('when something is wrong', () => {
  it('says so where rsync is missing and what main noticed', async () => {
    await openApp({ info: { rsyncVersion: null, notices: ['The settings were set aside.'] } })
    expect(pageText()).toContain('rsync was not found on this computer')
    expect(pageText()).toContain('The settings were set aside.')
  })

  it('asks whether a doubtful clock is right, until a person says so or main does', async () => {
    await openApp({ info: { clockDoubt: 'The clock is behind.' } })
    expect(pageText()).toContain('The clock is behind.')
    await click('The clock is right')
    expect(lastCall(bridge, 'clock:confirm')).toEqual([])
    expect(pageText()).not.toContain('The clock is behind.')
    bridge.emit('clock:changed', 'The clock is ahead.')
    await settle()
    expect(pageText()).toContain('The clock is ahead.')
    bridge.emit('clock:changed', null)
    await settle()
    expect(buttons('The clock is right')).toEqual([])
  })

  it('offers to try again when the tasks cannot be read', async () => {
    bridge = useBridge(new InMemoryBridge({ views: [aView()] }))
    bridge.fail('tasks:first', new AppError('STORAGE_FAILED', 'The disk is gone.'))
    await mountApp()
    expect(pageText()).toContain('The tasks could not be read: The disk is gone.')
    bridge.fail('tasks:first', null)
    await click('Try again')
    expect(row('/srv/photos')[0]).toBe('/srv/photos')
  })
})
