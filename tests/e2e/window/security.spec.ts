import { expect, test } from './app'

test('the page has nothing of Node or Electron but the two functions of the bridge', async ({
  open,
}) => {
  const { page } = await open()
  const found = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in window),
    bridge: Object.keys((window as unknown as { rsyncTasks: object }).rsyncTasks).sort(),
  }))
  expect(found).toEqual({ node: [], bridge: ['invoke', 'on'] })
})

test('an injected script, style and inline handler do not run', async ({ open }) => {
  const { page, complaints } = await open()
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    const image = document.createElement('img')
    image.setAttribute('onerror', 'window.injected = true')
    image.src = 'missing.png'
    document.body.append(image)
    await new Promise((resolve) => image.addEventListener('error', resolve, { once: true }))
    return 'injected' in window
  })
  expect(ran).toBe(false)
  expect(complaints.some((text) => text.includes('Content Security Policy'))).toBe(true)
})

test('the page cannot leave, open windows, or get a permission', async ({ open }) => {
  const { app, page } = await open()
  const { url, opened, permission } = await page.evaluate(async () => {
    location.href = 'https://example.com/'
    const opened = window.open('https://example.com/') !== null
    const permission = await Notification.requestPermission()
    return { url: location.href, opened, permission }
  })
  expect({ origin: new URL(url).host, opened, permission }).toEqual({
    origin: 'rsync-tasks',
    opened: false,
    permission: 'denied',
  })
  expect(app.windows()).toHaveLength(1)
})

test('a call with wrong arguments or an unknown channel is refused, and the app goes on', async ({
  open,
}) => {
  const { page } = await open()
  const answers = await page.evaluate(async () => {
    type Loose = { invoke: (channel: string, ...args: unknown[]) => Promise<unknown> }
    const { invoke } = (window as unknown as { rsyncTasks: Loose }).rsyncTasks
    const wrong = await invoke('runs:start', '1; rm -rf /')
    const tooMany = await invoke('tasks:list', {})
    const unknown = await Promise.resolve()
      .then(() => invoke('shell:open', '/'))
      .catch((error: Error) => error.message)
    return { wrong, tooMany, unknown, list: await invoke('tasks:list') }
  })
  expect(answers.wrong).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  expect(answers.tooMany).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
  expect(answers.unknown).toContain('Unknown call')
  expect(answers.list).toEqual({ ok: true, value: '[]' })
})

test('starting, working and idling leaves no warning in the console', async ({ open }) => {
  const { page, complaints } = await open()
  await page.getByRole('button', { name: 'Try it with a practice task' }).click()
  await expect(page.getByRole('button', { name: 'SUCCESS' })).toBeVisible({ timeout: 30_000 })
  expect(complaints).toEqual([])
})
