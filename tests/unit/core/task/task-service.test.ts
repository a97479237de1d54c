import { describe, expect, it } from 'vitest'
import { AppError, type FieldError } from '@common/errors'
import { EMPTY_SETTINGS, type SettingsStore, type StoredSettings } from '@core/store/settings-store'
import { Accounts } from '@core/system/accounts'
import { ModulePasswords } from '@core/credentials/module-passwords'
import { Secrets } from '@core/credentials/secrets'
import { MachineChecks } from '@core/task/machine-checks'
import { TaskService } from '@core/task/task-service'
import { AesVault } from '../../../support/vault'
import { moduleSettings } from '../../builders'

const accounts = new Accounts()
/** Settings that pass on this machine. */
const here = (given = {}) => moduleSettings({ path: '/', user: accounts.current.name, ...given })

function memoryStore(): SettingsStore & { writes: number } {
  let settings: StoredSettings = EMPTY_SETTINGS
  const store = {
    writes: 0,
    read: () => settings,
    write: (next: StoredSettings) => {
      settings = next
      store.writes++
    },
  }
  return store
}

function aService(checkRemotePath: () => Promise<FieldError[]> = () => Promise.resolve([])) {
  const store = memoryStore()
  const told: string[] = []
  const none = () => Promise.resolve([])
  const ssh = { credential: none, homeKey: none, remote: checkRemotePath }
  const passwords = new ModulePasswords(store, new Secrets(store, new AesVault()))
  const programs = { current: () => Promise.resolve(null) }
  const farSides = { of: () => Promise.resolve({ isHere: false, home: null }) }
  const own = { holds: () => Promise.resolve(false) }
  const checks = new MachineChecks({ accounts, ssh, programs, farSides, own })
  const service = new TaskService(store, checks, passwords)
  service.events.on('changed', ({ id, revision }) => told.push(`changed ${id}.${revision}`))
  service.events.on('removed', (id) => told.push(`removed ${id}`))
  return { service, store, told }
}

/** The error an operation ends with. */
const errorOf = (work: Promise<unknown>) => work.then(String, (error: unknown) => error as AppError)

describe('a new task', () => {
  it('gets the next number and is stored and told', async () => {
    const { service, store, told } = aService()
    expect(await service.create(here({ desc: 'a' }))).toMatchObject({ id: 1, revision: 1 })
    expect(await service.create(here({ desc: 'b' }))).toMatchObject({ id: 2, desc: 'b' })
    expect(store.read()).toMatchObject({ lastTaskId: 2, tasks: [{ id: 1 }, { id: 2 }] })
    expect(told).toEqual(['changed 1.1', 'changed 2.1'])
  })

  it('never gets the number of one that is gone', async () => {
    const { service } = aService()
    const { id } = await service.create(here())
    service.remove(id)
    expect((await service.create(here())).id).toBe(2)
  })

  it('is refused with every broken rule, of its shape and of the machine', async () => {
    const { service, store, told } = aService()
    const input = here({ path: '/nowhere', user: 'no-such-user', remoteHost: '-x' })
    expect(await errorOf(service.create(input))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [
        { field: 'remoteHost' },
        { field: 'user', message: 'Provided user "no-such-user" does not exist' },
        { field: 'path', message: 'There is no directory /nowhere on this computer' },
      ],
    })
    expect([store.writes, told]).toEqual([0, []])
  })

  it.each([null, undefined, [], 5, 'x', true])('is not made of %j', async (input) => {
    const { service } = aService()
    expect(await errorOf(service.create(input))).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ field: '', message: 'A task is an object with the settings as its keys' }],
    })
  })
})

describe('tasks that are imported', () => {
  it('are added in one write', () => {
    const { service, store } = aService()
    expect(service.add([here(), here()]).map(({ id }) => id)).toEqual([1, 2])
    expect(store.writes).toBe(1)
  })
})

describe('a change', () => {
  it('grows the revision and leaves the rest as it was', async () => {
    const { service, told } = aService()
    const before = await service.create(here())
    expect(await service.update(1, { desc: 'new' }, 1)).toEqual({
      ...before,
      ...{ desc: 'new', revision: 2 },
    })
    expect(told).toEqual(['changed 1.1', 'changed 1.2'])
  })

  it('that saw an older revision is a conflict', async () => {
    const { service } = aService()
    await service.create(here())
    await service.update(1, { desc: 'theirs' }, 1)
    expect(await errorOf(service.update(1, { desc: 'mine' }, 1))).toMatchObject({
      code: 'CONFLICT',
    })
    expect(service.get(1).desc).toBe('theirs')
    expect((await service.update(1, { desc: 'any' }, null)).revision).toBe(3)
  })

  it('made while another was checked is a conflict, whoever asked', async () => {
    const { service } = aService()
    await service.create(here())
    const results = await Promise.all(
      ['a', 'b'].map((desc) => errorOf(service.update(1, { desc }, null))),
    )
    expect(results.filter((result) => result instanceof AppError)).toHaveLength(1)
    expect(service.get(1).revision).toBe(2)
  })

  it('does not ask again for what it leaves alone, so that a task stays editable', async () => {
    const { service } = aService()
    service.add([here({ path: '/nowhere/any more' })])
    expect(await service.update(1, { enabled: false }, null)).toMatchObject({ enabled: false })
    expect(await errorOf(service.update(1, { path: '/elsewhere' }, null))).toMatchObject({
      fields: [{ field: 'path' }],
    })
  })

  it.each(['id', 'revision'])('cannot set the %s', async (name) => {
    const { service } = aService()
    await service.create(here())
    expect(await errorOf(service.update(1, { [name]: 9 }, null))).toMatchObject({
      fields: [{ field: name, message: 'Unknown field' }],
    })
  })
})

describe('a task that is not there', () => {
  it('cannot be read, changed or removed', async () => {
    const { service } = aService()
    expect(() => service.get(1)).toThrow('There is no task 1.')
    expect(() => service.remove(1)).toThrow('There is no task 1.')
    expect(await errorOf(service.update(1, {}, null))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the password of a module', () => {
  const withPassword = async () => {
    const { service, store } = aService()
    const settings = here({ remoteHost: 'anna@nas.example.com', remoteModule: 'photos' })
    const { id } = await service.create({ ...settings, modulePassword: 'secret' })
    return { service, id, passwords: () => store.read().modulePasswords }
  }

  it.each([
    { remoteHost: 'anna@evil.example.com' },
    { remoteHost: 'bob@nas.example.com' },
    { remoteHost: 'nas.example.com' },
    { remoteHost: 'anna@nas.example.com:8730' },
    { remoteHost: 'anna@10.0.0.1' },
    { remoteHost: 'anna@[fe80::1]' },
    { remoteModule: 'other' },
    { remoteModule: 'other/photos' },
    { extra: ['--port=8730'] },
  ])('is not sent to another place: %j asks for it again', async (changes) => {
    const { service, id, passwords } = await withPassword()
    const stored = passwords()
    expect(await errorOf(service.update(id, changes, null))).toMatchObject({
      fields: [
        {
          field: 'modulePassword',
          message: expect.stringMatching(
            /^The stored password is for rsync:\/\/anna@nas\.example\.com:873\/photos\. /,
          ) as string,
        },
      ],
    })
    expect([service.get(id).revision, passwords()]).toEqual([1, stored])
    await service.update(id, { ...changes, modulePassword: 'another' }, null)
    expect(passwords()).not.toEqual(stored)
  })

  it.each([
    { desc: 'new' },
    { remoteHost: 'anna@NAS.example.com' },
    { remoteHost: 'anna@nas.example.com:873' },
    { remoteModule: 'photos/2026' },
    { direction: 'PULL' },
    { extra: ['--exclude=x'] },
  ])('stays with a task that stays where it is: %j', async (changes) => {
    const { service, id, passwords } = await withPassword()
    const stored = passwords()
    await service.update(id, changes, null)
    expect(passwords()).toEqual(stored)
  })

  it('may be removed together with a change of the place', async () => {
    const { service, id, passwords } = await withPassword()
    await service.update(id, { remoteHost: 'bob@elsewhere', modulePassword: null }, null)
    expect(passwords()).toEqual([])
  })
})
