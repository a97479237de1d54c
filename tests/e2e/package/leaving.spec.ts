import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, HOME, test, type OpenApp } from './app'
import { startOutside } from './outside'

/** In the page: a call that our own page may make. */
const askMain = () =>
  (window as never as { rsyncTasks: { invoke(c: string): Promise<unknown> } }).rsyncTasks.invoke(
    'tasks:list',
  )

/** What Chromium shows, pages and web views and workers alike. */
async function targetsOf({ browser }: OpenApp): Promise<string[]> {
  const session = await browser.newBrowserCDPSession()
  const { targetInfos } = await session.send('Target.getTargets')
  await session.detach()
  return targetInfos.map(({ type, url }) => `${type} ${url.split('#')[0]}`)
}

test('the page cannot be led anywhere else', { tag: '@item-13' }, async ({ app }) => {
  const outside = await startOutside()
  try {
    const { page } = app
    await page.evaluate(() => Object.assign(window, { isStillHere: true }))
    const places = [outside.url, 'file:///etc/passwd', 'data:text/html,x']
    for (const place of [...places, 'app://elsewhere/', `${HOME}missing.html`]) {
      await page.evaluate((url) => {
        location.href = url
        const link = Object.assign(document.createElement('a'), { href: url })
        document.body.append(link)
        link.click()
        const form = Object.assign(document.createElement('form'), { action: url })
        document.body.append(form)
        form.submit()
        const meta = Object.assign(document.createElement('meta'), { content: `0; url=${url}` })
        meta.httpEquiv = 'refresh'
        document.head.append(meta)
      }, place)
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)))
    }
    expect(await page.evaluate(() => 'isStillHere' in window)).toBe(true)
    expect(page.url()).toMatch(/^app:\/\/rsync-tasks\/#/)
    expect(outside.asked).toEqual([])
  } finally {
    await outside.stop()
  }
})

test(
  'an empty page, which Electron stops nobody from going to, has the policy and no answer from main',
  { tag: ['@item-13', '@item-17'] },
  async ({ app }) => {
    const { page } = app
    await page.evaluate(() => void (location.href = 'about:blank'))
    await page.waitForURL('about:blank')
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.injected = true'
      document.body.append(script)
      return 'injected' in window
    })
    expect(ran).toBe(false)
    expect(await page.evaluate(askMain)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } })
  },
)

test('the page cannot open windows', { tag: ['@item-14', '@item-11'] }, async ({ app }) => {
  const { page } = app
  const opened = await page.evaluate((home) => {
    const open = (url: string, features?: string) => window.open(url, '_blank', features) !== null
    for (const target of ['_blank', 'a-name']) {
      const link = Object.assign(document.createElement('a'), { href: home, target })
      document.body.append(link)
      link.click()
    }
    return [open(home), open('about:blank'), open('https://example.com/', 'nodeIntegration=yes')]
  }, HOME)
  expect(opened).toEqual([false, false, false])
  expect((await targetsOf(app)).filter((target) => target.startsWith('page'))).toEqual([
    `page ${HOME}`,
  ])
})

test('a web view is a mere unknown element', { tag: ['@item-11', '@item-12'] }, async ({ app }) => {
  const kind = await app.page.evaluate(async () => {
    const view = document.createElement('webview')
    view.setAttribute('src', 'https://example.com/')
    view.setAttribute('nodeintegration', '')
    view.setAttribute('allowpopups', '')
    document.body.append(view)
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { isKnown: 'loadURL' in view, children: view.shadowRoot }
  })
  expect(kind).toEqual({ isKnown: false, children: null })
  expect((await targetsOf(app)).filter((target) => !target.startsWith('page'))).toEqual([])
})

test(
  'no other program is started for an address',
  { tag: '@item-15' },
  async ({ open, dataDir }) => {
    // What Electron and Chromium hand addresses to on Linux.
    const opener = join(dataDir, 'xdg-open')
    await writeFile(opener, `#!/bin/sh\necho "$@" >>'${dataDir}/opened'\n`)
    await chmod(opener, 0o755)
    const { page } = await open({ env: { PATH: `${dataDir}:${process.env['PATH']}` } })
    const left = await page.evaluate(async () => {
      for (const url of [
        'mailto:a@example.com',
        'smb://host/',
        'rsync-tasks://run/1',
        'ms-calc:',
      ]) {
        const link = Object.assign(document.createElement('a'), { href: url, target: '_blank' })
        document.body.append(link)
        link.click()
        location.href = url
        window.open(url)
      }
      await new Promise((resolve) => setTimeout(resolve, 1000))
      return location.href
    })
    expect(left).toMatch(/^app:\/\/rsync-tasks\/#/)
    expect(existsSync(join(dataDir, 'opened'))).toBe(false)
  },
)

test(
  'a foreign page in the window gets no answer from main',
  { tag: '@item-17' },
  async ({ open }) => {
    const outside = await startOutside()
    try {
      const app = await open()
      for (const place of [`${outside.url}/page.html`, 'data:text/html,x', 'app://elsewhere/']) {
        // Only a debugger can lead the window there; the preload script runs in whatever it shows.
        await app.page.goto(place)
        const answer = await app.page.evaluate(askMain)
        expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } })
      }
    } finally {
      await outside.stop()
    }
  },
)

test('a frame of the page has no bridge', { tag: ['@item-17', '@item-2'] }, async ({ open }) => {
  const { page, cdp } = await open()
  // With the policy there would be no frame at all.
  await cdp.send('Page.setBypassCSP', { enabled: true })
  await page.reload()
  const found = await page.evaluate(async () => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const inside = frame.contentWindow as Window
    return ['rsyncTasks', 'require', 'process'].filter((name) => name in inside)
  })
  expect(found).toEqual([])
})
