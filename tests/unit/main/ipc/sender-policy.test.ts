import { expect, it } from 'vitest'
import { isTrusted } from '@main/ipc/sender-policy'

it.each(['app://rsync-tasks/', 'app://rsync-tasks/index.html#/tasks', 'app://rsync-tasks'])(
  'the main frame of %s may call',
  (url) => expect(isTrusted({ url, isMainFrame: true })).toBe(true),
)

it.each([
  ...[null, '', 'about:blank', 'nonsense', 'data:text/html,x', 'javascript:x'],
  ...['file:///opt/app/index.html', 'https://rsync-tasks/', 'http://localhost:5173/'],
  ...['app://rsync-tasks.example/', 'app://example/', 'app://example/app://rsync-tasks/'],
  ...[
    'app://rsync-tasks:80/',
    'xapp://rsync-tasks/',
    'app:rsync-tasks',
    'blob:app://rsync-tasks/1',
  ],
])('the main frame of %j may not call', (url) => {
  expect(isTrusted({ url, isMainFrame: true })).toBe(false)
})

it('a frame within our own page may not call', () => {
  expect(isTrusted({ url: 'app://rsync-tasks/', isMainFrame: false })).toBe(false)
})
