import type { Page } from '@playwright/test'
import { openWindow, root } from './windows'

type WithTimer = typeof globalThis & { timeOf: (act: () => void) => Promise<number> }

/** Opens the list of tasks of a data folder. */
export async function openList(folder: string) {
  const window = await openWindow(root, folder)
  await window.page.getByRole('link', { name: 'Rsync Tasks' }).first().click()
  await window.page.getByRole('searchbox').waitFor()
  // tsx puts calls of this into functions, also into those that run in the page.
  await window.page.evaluate('globalThis.__name = (value) => value')
  await window.page.evaluate(installTimer)
  return window
}

/**
 * Each in the page itself, in milliseconds: from the act until the page is changed and laid out.
 * The wait for the next frame is left out, which would hide the difference. Both throw when the
 * list was not drawn anew by then, or is drawn further in the next frames.
 */
export const ACTS: Readonly<Record<'sort' | 'search', (page: Page) => Promise<number>>> = {
  sort: (page) =>
    page.evaluate(() => {
      const headings = document.querySelectorAll<HTMLElement>('[role="columnheader"] button')
      return (globalThis as WithTimer).timeOf(() => headings[1]?.click())
    }),
  search: (page) =>
    page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('input[type="search"]')
      if (!input) throw new Error('There is no search.')
      return (globalThis as WithTimer).timeOf(() => {
        input.value = input.value === '' ? 'folder 7' : ''
        input.dispatchEvent(new Event('input', { bubbles: true }))
      })
    }),
}

/** Runs in the page. */
function installTimer(): void {
  const drawn = () => {
    const headings = [...document.querySelectorAll('[role="columnheader"]')]
    const paths = [...document.querySelectorAll('[aria-rowindex] > [role="cell"]:first-child')]
    const table = document.querySelector('[role="table"]')
    return [
      ...headings.map((heading) => heading.getAttribute('aria-sort')),
      ...paths.map((path) => path.textContent),
      table?.getAttribute('aria-rowcount'),
    ].join('\n')
  }
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  ;(globalThis as WithTimer).timeOf = async (act) => {
    const before = drawn()
    const started = performance.now()
    act()
    await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => resolve(null))))
    document.body.getBoundingClientRect()
    const taken = performance.now() - started
    const after = drawn()
    if (after === before) throw new Error('The list was not drawn anew when it was measured.')
    for (let frames = 0; frames < 2; frames++) await frame()
    if (drawn() !== after) throw new Error('The list was drawn further after it was measured.')
    return taken
  }
}
