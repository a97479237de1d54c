import { expect, it } from 'vitest'
import { fullName, taskName } from '@common/task/task'
import { moduleSettings, sshSettings } from '../../builders'

it.each([
  ['host and module', moduleSettings({ desc: 'not this' }), 'backup.example - photos'],
  ['the host', sshSettings(), 'backup.example'],
  ['its path', sshSettings({ remoteHost: null, sshCredentials: 1 }), '/srv/photos/'],
])('a task is called by %s', (_, settings, name) => {
  expect(taskName(settings)).toBe(name)
})

it.each([
  ['its description', moduleSettings({ desc: ' Photos ' }), 'Photos (backup.example - photos)'],
  ['its path', moduleSettings({ path: '/a', desc: '' }), '/a (backup.example - photos)'],
  [
    'nothing when that is its name',
    sshSettings({ remoteHost: null, sshCredentials: 1, desc: '' }),
    '/srv/photos/',
  ],
])('a task among others is told apart by %s', (_, settings, name) => {
  expect(fullName(settings)).toBe(name)
})
