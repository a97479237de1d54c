import { expect, it } from 'vitest'
import { readPastedHost } from '@common/task/pasted-host'

it.each([
  ['nas', null, 'nas', null, null],
  [' nas ', null, 'nas', null, null],
  ['"nas"', null, 'nas', null, null],
  ['bob@nas:2222', 'bob', 'nas', 2222, null],
  ['[::1]', null, '::1', null, null],
  ['[::1]:22', null, '::1', 22, null],
  ['ssh://nas', null, 'nas', null, null],
  ['ssh://bob@nas:2222/', 'bob', 'nas', 2222, null],
  ['ssh://bob@[fd00::1]:2222/srv/my%20files', 'bob', 'fd00::1', 2222, '/srv/my files'],
  ['SFTP://nas/%zz', null, 'nas', null, '/%zz'],
])('%j leads to %s at %s, port %s, and %s', (text, user, host, port, path) => {
  expect(readPastedHost(text)).toEqual({ user, host, port, path })
})

it.each(['', 'a b', '-oProxyCommand=x', 'http://nas/', 'ssh://', 'ssh://-x', '$(id)', 'nas/x'])(
  '%j is no host',
  (text) => expect(readPastedHost(text)).toBeNull(),
)
