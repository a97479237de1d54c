import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineage, overlap, writtenTree, type Reached } from '@common/run/written-tree'
import type { TaskSettings } from '@common/task/task'
import { moduleSettings, sshSettings } from '../../builders'

const ssh = (given: Partial<TaskSettings>) => sshSettings({ path: '/srv/a/', ...given })
const pull = (path: string, given: Partial<TaskSettings> = {}) =>
  moduleSettings({ direction: 'PULL', path, ...given })
const to = (remoteHost: string, remotePath = '/data', given: Partial<TaskSettings> = {}) =>
  ssh({ remoteHost, remotePath, ...given })

const CONNECTIONS = new Map([
  [1, { host: 'nas', port: 22, username: 'ada' }],
  [2, { host: 'NAS.', port: 22, username: 'bob' }],
  [3, { host: '::1', port: 2222, username: 'ada' }],
])
const treeOf = (task: TaskSettings) => writtenTree(task, (id) => CONNECTIONS.get(id) ?? null)

describe('two tasks write the same tree', () => {
  it.each<[string, TaskSettings, TaskSettings]>([
    ['when all is the same', to('nas'), to('nas')],
    ['when one goes below the other', to('nas', '/data'), to('nas', '/data/photos/2026')],
    ['however the path is written', to('nas', '/data//photos/'), to('nas', '/data/./x/../photos')],
    ['with the root above everything', to('nas', '/'), to('nas', '/data')],
    ['whatever user they log in as', to('ada@nas'), to('bob@nas')],
    ['with a host in capitals or with a final dot', to('NAS.Example'), to('nas.example.')],
    ['with an address written in two ways', to('fe80::1'), to('FE80:0:0:0:0:0:0:0001')],
    ['in one home directory', to('ada@nas', 'photos'), to('ada@nas', '~/photos')],
    ['on a daemon with its usual port', pushTo('nas', 'm'), pushTo('nas:873', 'm/sub')],
    ['when they pull to one folder', pull('/srv/x/'), pull('/srv/x/y/')],
    ['when one pushes to this computer', to('localhost', '/srv/x'), pull('/srv/x')],
    ['through one saved connection', saved(1, '/data'), saved(1, '/data/x')],
    ['through two saved connections to one host', saved(1, '/data'), saved(2, '/data/x')],
    ['through a saved connection and without one', saved(1, '/data'), to('root@NAS', '/data')],
    ['in the home that a saved connection leads to', saved(1, 'x'), to('ada@nas', '~/x')],
    ['on this computer by a saved connection', saved(3, '/srv/x'), pull('/srv/x')],
    ['on a daemon of this computer', pushTo('localhost', 'm'), pushTo('127.0.0.1:873', 'm/sub')],
    ['when the name of the folder is added', named('/srv/a', '/data'), named('/tmp/a', '/data')],
    ['when it is added to a path above', named('/srv/a', '/data'), to('nas', '/data')],
  ])('%s', (_, a, b) => {
    expect(overlap(treeOf(a), treeOf(b))).toBe(true)
    expect(overlap(treeOf(b), treeOf(a))).toBe(true)
  })
})

describe('two tasks write different trees', () => {
  it.each<[string, TaskSettings, TaskSettings]>([
    ['on two hosts', to('nas'), to('nas2')],
    ['behind two ports of one', to('nas'), to('nas', '/data', { remotePort: 2222 })],
    ['side by side', to('nas', '/data/a'), to('nas', '/data/ab')],
    ['when one only reads there', to('nas'), ssh({ direction: 'PULL', remoteHost: 'nas' })],
    ['in the homes of two users', to('ada@nas', 'photos'), to('bob@nas', 'photos')],
    ['in two modules', pushTo('nas', 'm'), pushTo('nas', 'n')],
    ['on two daemons of one host', pushTo('nas', 'm'), pushTo('nas:8873', 'm')],
    ['when two names are added to one folder', named('/srv/a', '/data'), named('/srv/b', '/data')],
    ['here and there', pull('/data'), to('nas', '/data')],
    ['through a connection that is gone', saved(9, '/data'), to('nas', '/data')],
  ])('%s', (_, a, b) => {
    expect(overlap(treeOf(a), treeOf(b))).toBe(false)
    expect(overlap(treeOf(b), treeOf(a))).toBe(false)
  })
})

it('whole paths that --relative adds are not guessed at', () => {
  const relative = named('/srv/a', '/data', ['-R'])
  expect(treeOf(relative).path).toBe('data')
})

it('trees overlap where one is at or below the other', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const path = fc.array(name, { maxLength: 4 }).map((names) => names.join('/'))
  const tree = fc.record({ place: fc.constantFrom('x', 'y'), path })
  fc.assert(
    fc.property(tree, tree, (a, b) => {
      const isBelow = (one: string, other: string) =>
        other === '' || one === other || one.startsWith(`${other}/`)
      const expected = a.place === b.place && (isBelow(a.path, b.path) || isBelow(b.path, a.path))
      expect(overlap(a, b)).toBe(expected)
      expect(lineage(a)[0]).toBe(a.place)
    }),
    { numRuns: 2000, seed: 3 },
  )
})

function pushTo(remoteHost: string, remoteModule: string): TaskSettings {
  return moduleSettings({ path: '/srv/a/', remoteHost, remoteModule })
}

function saved(sshCredentials: number, remotePath: string): TaskSettings {
  return ssh({ sshCredentials, remoteHost: null, remotePath })
}

function named(path: string, remotePath: string, extra: string[] = []): TaskSettings {
  return sshSettings({ path, remoteHost: 'nas', remotePath, extra })
}

describe('with what ssh makes of a name', () => {
  const REACHED: Readonly<Record<string, Reached>> = {
    alias: { host: 'nas.example', port: 2222, user: 'bob', via: '' },
    inner: { host: '127.0.0.1', port: 22, user: 'ada', via: 'jump' },
    here: { host: '127.0.0.1', port: 22, user: 'ada', via: '' },
  }
  const reachedBy = (task: TaskSettings) =>
    writtenTree(
      task,
      () => null,
      ({ host }) => REACHED[host] ?? null,
    )
  const asSsh = (remoteHost: string, path = '/data') => to(remoteHost, path, { remotePort: 0 })

  it.each<[string, TaskSettings, TaskSettings, boolean]>([
    [
      'an alias and its host are one',
      asSsh('alias'),
      to('nas.example', '/data', { remotePort: 2222 }),
      true,
    ],
    [
      'so are the homes there',
      asSsh('alias', 'x'),
      to('bob@nas.example', 'x', { remotePort: 2222 }),
      true,
    ],
    ['a host that is this computer is that', asSsh('here'), pull('/data'), true],
    ['an address behind a jump host is not', asSsh('inner'), pull('/data'), false],
    ['nor is it the same address here', asSsh('inner'), asSsh('here'), false],
    ['an unknown name at no port is at 22', asSsh('nas'), to('nas'), true],
  ])('%s', (_, a, b, isOne) => {
    expect(overlap(reachedBy(a), reachedBy(b))).toBe(isOne)
  })
})

it('names of this computer of its own are one place with localhost', () => {
  const isOwn = (host: string) => host === 'box' || host === 'localhost'
  const of = (task: TaskSettings) => writtenTree(task, () => null, undefined, isOwn)
  const ssh = (remoteHost: string) => sshSettings({ remoteHost, remotePath: '/srv' })
  const module = (remoteHost: string) => moduleSettings({ remoteHost })
  expect(of(ssh('box'))).toEqual(of(ssh('localhost')))
  expect(of(module('box'))).toEqual(of(module('localhost')))
  expect(of(ssh('nas'))).not.toEqual(of(ssh('box')))
})
