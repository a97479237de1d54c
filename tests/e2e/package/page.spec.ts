import { expect, test } from './app'
import { injections } from './injections'
import { startOutside } from './outside'

/** The page's world, loosely: an attacker knows no types. */
interface Loose {
  rsyncTasks: {
    invoke: (channel: string, ...args: unknown[]) => Promise<unknown>
    on: (channel: string, listener: (...args: unknown[]) => void) => () => void
  }
  injected?: boolean
}

test('everything that is loaded is our own', { tag: '@item-1' }, async ({ app }) => {
  const { page } = app
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url()))
  await page.reload()
  for (const route of ['rsync-tasks', 'history', 'credentials', 'settings']) {
    await page.evaluate((hash) => (location.hash = hash), `#/${route}`)
    await expect(page.getByRole('heading').first()).toBeVisible()
  }
  expect(addresses.length).toBeGreaterThan(3)
  for (const address of addresses) expect(address).toMatch(/^app:\/\/rsync-tasks\//)
})

test('there is no Node in the page', { tag: '@item-2' }, async ({ app }) => {
  const { page } = app
  const found = await page.evaluate(() => {
    const names = ['require', 'process', 'module', 'exports', 'Buffer', 'global', 'setImmediate']
    return [...names, '__dirname', 'electron', 'ipcRenderer'].filter((name) => name in window)
  })
  expect(found).toEqual([])
})

test(
  'what the page does to its own world does not reach the bridge',
  { tag: '@item-3' },
  async ({ open }) => {
    const { page } = await open()
    const answers = await page.evaluate(async () => {
      Array.prototype.includes = () => true
      Function.prototype.call = () => 'taken over'
      const { rsyncTasks } = window as unknown as Loose
      const refused = await Promise.resolve()
        .then(() => rsyncTasks.invoke('shell:open', '/'))
        .catch((error: Error) => error.message)
      const replaced = Reflect.set(window, 'rsyncTasks', 'ours now')
      return { refused, replaced }
    })
    expect(answers).toEqual({ refused: 'Unknown call shell:open', replaced: false })
  },
)

test(
  'the bridge has two functions, and a listener gets nothing of Electron',
  { tag: '@item-20' },
  async ({ app }) => {
    const { page } = app
    const { bridge, received } = await page.evaluate(async () => {
      const { rsyncTasks } = window as unknown as Loose
      const received = new Promise((resolve) => {
        rsyncTasks.on('settings:changed', (...args) => resolve(args))
      })
      await rsyncTasks.invoke('settings:update', { maxParallelRuns: 4 })
      return { bridge: Object.keys(rsyncTasks).sort(), received: await received }
    })
    expect(bridge).toEqual(['invoke', 'on'])
    expect(received).toEqual([expect.not.objectContaining({ sender: expect.anything() })])
  },
)

test('every permission is denied', { tag: '@item-5' }, async ({ app }) => {
  const { page } = app
  const states = await page.evaluate(async () => {
    const names = [
      'geolocation',
      'notifications',
      'camera',
      'microphone',
      'midi',
      'background-sync',
    ]
    const more = ['clipboard-read', 'persistent-storage', 'screen-wake-lock', 'local-fonts']
    const states: Record<string, string> = {}
    for (const name of [
      ...names,
      ...more,
      'idle-detection',
      'storage-access',
      'window-management',
    ]) {
      const query = navigator.permissions.query({ name: name as PermissionName })
      states[name] = (await query).state
    }
    return states
  })
  expect(new Set(Object.values(states))).toEqual(new Set(['denied']))
})

test('what would need a permission does not work', { tag: '@item-5' }, async ({ app }) => {
  const { page } = app
  const outcomes = await page.evaluate(async () => {
    const outcome = (work: () => Promise<unknown>) =>
      Promise.resolve()
        .then(work)
        .then(
          // Nothing to choose from is as good as a refusal.
          (value) => (Array.isArray(value) && value.length === 0 ? 'refused' : 'works'),
          () => 'refused',
        )
    const { mediaDevices } = navigator
    return {
      camera: await outcome(() => mediaDevices.getUserMedia({ video: true })),
      microphone: await outcome(() => mediaDevices.getUserMedia({ audio: true })),
      screen: await outcome(() => mediaDevices.getDisplayMedia()),
      clipboard: await outcome(() => navigator.clipboard.readText()),
      midi: await outcome(() => navigator.requestMIDIAccess({ sysex: true })),
      place: await outcome(
        () => new Promise((yes, no) => navigator.geolocation.getCurrentPosition(yes, no)),
      ),
      fonts: await outcome(() =>
        (window as never as { queryLocalFonts(): Promise<[]> }).queryLocalFonts(),
      ),
      notification: await Notification.requestPermission(),
    }
  })
  const { notification, ...others } = outcomes
  expect(notification).toBe('denied')
  expect(new Set(Object.values(others))).toEqual(new Set(['refused']))
})

test(
  'an injected script does not run, whatever way it comes',
  { tag: '@item-7' },
  async ({ app }) => {
    const outside = await startOutside()
    try {
      const { page } = app
      for (const [way, directive, inject] of injections) {
        const violated = page.evaluate(
          () =>
            new Promise<string>((resolve) => {
              const once = { once: true }
              addEventListener(
                'securitypolicyviolation',
                (e) => resolve(e.effectiveDirective),
                once,
              )
            }),
        )
        await page.evaluate(inject, { code: 'window.injected = true', url: outside.url })
        expect.soft(await violated, way).toBe(directive)
      }
      expect(await page.evaluate(() => 'injected' in window)).toBe(false)
      expect(outside.asked).toEqual([])
    } finally {
      await outside.stop()
    }
  },
)

test('the policy of the page names nothing but the app', { tag: '@item-7' }, async ({ app }) => {
  const { page } = app
  const policy = await page.evaluate(
    async () => (await fetch('/')).headers.get('content-security-policy') ?? '',
  )
  const directives = policy.split('; ').map((directive) => directive.split(' '))
  const sources = new Set(directives.flatMap(([, ...rest]) => rest))
  const nonce = [...sources].find((source) => source.startsWith("'nonce-"))
  expect(sources).toEqual(new Set(["'none'", "'self'", nonce]))
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-")
})

test(
  'a page without the policy still cannot read what is not its own',
  { tag: '@item-6' },
  async ({ open }) => {
    const outside = await startOutside()
    try {
      const { page, cdp } = await open()
      await cdp.send('Page.setBypassCSP', { enabled: true })
      await page.reload()
      const read = await page.evaluate(async (url) => {
        const text = (from: string) =>
          fetch(from)
            .then((response) => response.text())
            .catch(() => 'refused')
        return { web: await text(url), file: await text('file:///etc/passwd') }
      }, outside.url)
      // It got there, so the policy was off; reading the answer is what webSecurity forbids.
      expect(outside.asked).toEqual(['/'])
      expect(read).toEqual({ web: 'refused', file: 'refused' })
    } finally {
      await outside.stop()
    }
  },
)
