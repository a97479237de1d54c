import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listPackage, statFile } from '@electron/asar'
import { expect, test } from './app'

/** How deep the page's folder may lie below the root of the file system, and more. */
const UP = '..%2f'.repeat(16)

test(
  'app:// gives the files of the page and nothing above them',
  { tag: '@item-18' },
  async ({ app, dataDir }) => {
    const secret = join(dataDir, 'secret.js').slice(1)
    await writeFile(`/${secret}`, 'secret')
    const escapes = [
      '..%2fmain%2findex.js',
      '%2e%2e%2fmain%2findex.js',
      'assets%2f..%2f..%2fmain%2findex.js',
      '..%5cmain%5cindex.js',
      '..%252fmain%252findex.js',
      '../main/index.js',
      '%2e%2e/main/index.js',
      UP + secret,
      UP + secret.replaceAll('/', '%2f'),
      `/${secret}`,
      `%2f${secret.replaceAll('/', '%2f')}`,
      `file:///${secret}`.replaceAll('/', '%2f'),
      'index.html%00.js',
      '%',
      '%ff',
      'package.json',
      '',
    ]
    const answers = await app.page.evaluate(
      (paths) =>
        Promise.all(
          paths.map(async (path) => {
            const response = await fetch(`app://rsync-tasks/${path}`)
            const text = await response.text()
            return `${response.status} ${text.includes('<div id="app">') ? 'our page' : text}`
          }),
        ),
      escapes,
    )
    expect(answers.slice(0, -1)).toEqual(escapes.slice(0, -1).map(() => '404 '))
    expect(answers.at(-1)).toBe('200 our page')
  },
)

test(
  'app:// knows no other host and nothing but reading',
  { tag: '@item-18' },
  async ({ open }) => {
    const { page, cdp } = await open()
    await cdp.send('Page.setBypassCSP', { enabled: true })
    await page.reload()
    const statuses = await page.evaluate(async () => {
      const status = async (url: string, method: string) => (await fetch(url, { method })).status
      return {
        other: await status('app://elsewhere/index.html', 'GET'),
        longer: await status('app://rsync-tasks.elsewhere/index.html', 'GET'),
        post: await status('app://rsync-tasks/index.html', 'POST'),
        put: await status('app://rsync-tasks/index.html', 'PUT'),
        get: await status('app://rsync-tasks/index.html', 'GET'),
      }
    })
    expect(statuses).toEqual({
      other: 404,
      longer: 404,
      post: 404,
      put: 404,
      get: 200,
    })
  },
)

test('no symbolic link leads out of the archive', { tag: '@item-18' }, ({ installed }) => {
  const archive = join(installed.folder, 'resources/app.asar')
  const files = listPackage(archive, { isPack: false }).map((file) => file.slice(1))
  expect(files).toContain('out/renderer/index.html')
  expect(files.filter((file) => 'link' in statFile(archive, file, false))).toEqual([])
})
