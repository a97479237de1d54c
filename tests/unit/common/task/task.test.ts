import { expect, it } from 'vitest'
import { taskName } from '@common/task/task'
import { moduleSettings, sshSettings } from '../../builders'

it.each([
  ['host and module', moduleSettings({ desc: 'not this' }), 'backup.example - photos'],
  ['the host', sshSettings(), 'backup.example'],
  ['its path', sshSettings({ remoteHost: null, sshCredentials: 1 }), '/srv/photos/'],
])('a task is called by %s', (_, settings, name) => {
  expect(taskName(settings)).toBe(name)
})
