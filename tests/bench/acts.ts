import type { Page } from '@playwright/test'
import { openWindow, root } from './windows'

/** Opens the list of tasks of a data folder. */
export async function openList(folder: string) {
  const window = await openWindow(root, folder)
  await window.page.getByRole('link', { name: 'Rsync Tasks' }).first().click()
  await window.page.getByRole('searchbox').waitFor()
  // tsx puts calls of this into functions, also into those that run in the page.
  await window.page.evaluate('globalThis.__name = (value) => value')
  return window
}

/**
 * Each in the page itself, in milliseconds: from the act until the page is changed and laid out.
 * The wait for the next frame is left out, which would hide the difference.
 */
export const ACTS: Readonly<Record<'sort' | 'search', (page: Page) => Promise<number>>> = {
  sort: (page) =>
    page.evaluate(async () => {
      const heading = [...document.querySelectorAll<HTMLElement>('[role="columnheader"] button')]
      const started = performance.now()
      heading[1]?.click()
      await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(null))))
      document.body.getBoundingClientRect()
      return performance.now() - started
    }),
  search: (page) =>
    page.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>('input[type="search"]')
      if (!input) throw new Error('There is no search.')
      const started = performance.now()
      input.value = input.value === '' ? 'folder 7' : ''
      input.dispatchEvent(new Event('input', { bubbles: true }))
      await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(null))))
      document.body.getBoundingClientRect()
      return performance.now() - started
    }),
}
