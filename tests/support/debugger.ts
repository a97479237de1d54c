import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'

/** The window of an app, as a debugger from outside sees it. */
export interface Attached {
  readonly browser: Browser
  readonly context: BrowserContext
  readonly page: Page
}

/** Attaches to an app that was started with `--remote-debugging-port=0`, and waits for its window. */
export async function attach(child: ChildProcess): Promise<Attached> {
  const browser = await chromium.connectOverCDP(await debuggerOf(child))
  const [context] = browser.contexts()
  if (!context) throw new Error('The app has no session')
  return { browser, context, page: context.pages()[0] ?? (await context.waitForEvent('page')) }
}

/** Where Chromium listens for debuggers: it says so once, on the standard error output. */
function debuggerOf(child: ChildProcess): Promise<string> {
  let words = ''
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      words += String(chunk)
      const address = /^DevTools listening on (ws:\S+)$/m.exec(words)?.[1]
      if (address) resolve(address)
    })
    child.once('error', reject)
    void once(child, 'exit').then(() => reject(new Error(`The app ended at once: ${words}`)))
  })
}
