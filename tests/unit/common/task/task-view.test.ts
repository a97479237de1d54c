import { expect, it } from 'vitest'
import { hostOf, NO_HISTORY, portOf, remoteOf, type TaskView } from '@common/task/task-view'
import { aTask, sshSettings } from '../../builders'

const viewOf = (task: object, given: Partial<TaskView> = {}): TaskView => ({
  ...NO_HISTORY,
  task: aTask(task),
  ...given,
})
const overConnection = sshSettings({ remoteHost: null, sshCredentials: 1 })
const connection = { name: 'NAS', username: 'ada', host: 'nas.example', port: 2222 }

it.each<[string, TaskView, string, string]>([
  ['a module', viewOf({}), 'backup.example', 'backup.example::photos'],
  ['SSH', viewOf(sshSettings()), 'backup.example', 'backup.example:/data/photos'],
  [
    'a saved connection',
    viewOf(overConnection, { connection }),
    'ada@nas.example',
    'ada@nas.example:/data/photos',
  ],
  [
    'a saved connection to an IPv6 address',
    viewOf(overConnection, { connection: { ...connection, host: 'fe80::1' } }),
    'ada@[fe80::1]',
    'ada@[fe80::1]:/data/photos',
  ],
  [
    'a connection that is gone',
    viewOf(overConnection),
    '(deleted connection)',
    '(deleted connection):/data/photos',
  ],
])('the remote side of a task over %s is told in one text', (_, view, host, remote) => {
  expect([hostOf(view), remoteOf(view.task, hostOf(view))]).toEqual([host, remote])
})

it.each<[string, TaskView, number | null]>([
  ['a module', viewOf({}), null],
  ['SSH', viewOf(sshSettings({ remotePort: 22022 })), 22022],
  ['a saved connection', viewOf(overConnection, { connection }), 2222],
  ['a connection that is gone', viewOf(overConnection), null],
])('the SSH port of a task over %s is the one that is used', (_, view, port) => {
  expect(portOf(view)).toBe(port)
})
