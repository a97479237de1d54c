import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { expect, it, onTestFinished } from 'vitest'
import { fileFor, readBelow } from '@main/protocol/file-for'
import { makeTempDir } from '../../../support/temp-dir'

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

it('reads what a link within the window leads to, and nothing outside of it', async () => {
  const { path, dispose } = await makeTempDir()
  onTestFinished(dispose)
  const root = `${path}/renderer`
  await mkdir(`${root}/assets`, { recursive: true })
  await mkdir(`${path}/renderer-secrets`)
  await writeFile(`${root}/page.html`, 'page')
  await writeFile(`${path}/renderer-secrets/key`, 'secret')
  await symlink('../page.html', `${root}/assets/again.html`)
  await symlink(`${path}/renderer-secrets/key`, `${root}/key.html`)
  await symlink('../renderer-secrets', `${root}/folder`)
  const read = async (name: string) => String(await readBelow(root, `${root}/${name}`))
  expect(await read('page.html')).toBe('page')
  expect(await read('assets/again.html')).toBe('page')
  expect(await read('key.html')).toBe('null')
  expect(await read('folder/key')).toBe('null')
  expect(await read('missing.html')).toBe('null')
})
