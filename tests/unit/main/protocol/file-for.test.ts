import { expect, it } from 'vitest'
import { fileFor } from '@main/protocol/file-for'

const ROOT = '/opt/app/out/renderer'

it.each([
  ['app://rsync-tasks/', 'index.html'],
  ['app://rsync-tasks/index.html', 'index.html'],
  ['app://rsync-tasks/index.html?x#/tasks', 'index.html'],
  ['app://rsync-tasks/assets/index-1.js', 'assets/index-1.js'],
  ['app://rsync-tasks/a%20b.js', 'a b.js'],
  ['app://rsync-tasks/assets/../index.html', 'index.html'],
  ['app://rsync-tasks/assets/%2e%2e/index.html', 'index.html'],
  ['app://rsync-tasks/assets%2f..%2findex.html', 'index.html'],
  ['app://rsync-tasks//etc/passwd', 'etc/passwd'],
])('%s is a file of the window', (url, file) => {
  expect(fileFor(ROOT, url)).toBe(`${ROOT}/${file}`)
})

it.each([
  'app://rsync-tasks/..%2fmain%2findex.js',
  'app://rsync-tasks/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  'app://rsync-tasks/assets%2f..%2f..%2f..%2fx',
  'app://rsync-tasks/..%2frenderer-secrets%2fx',
  'app://rsync-tasks/..%2frenderer',
  'app://rsync-tasks/index.html%00.js',
  'app://rsync-tasks/%',
  'app://rsync-tasks/%zz',
  'app://rsync-tasks/%ff',
  'app://elsewhere/index.html',
  'app://rsync-tasks.elsewhere/index.html',
  'app:///index.html',
])('%s is none', (url) => {
  expect(fileFor(ROOT, url)).toBeNull()
})

it.each(['app://rsync-tasks/../../etc/passwd', 'app://rsync-tasks/%2e%2e/%2e%2e/etc/passwd'])(
  '%s stays within the window, as URLs have no place above their root',
  (url) => expect(fileFor(ROOT, url)).toBe(`${ROOT}/etc/passwd`),
)
