import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { store } from '../e2e/window/stored'
import { makeTempDir } from '../support/temp-dir'
import { compare, type Row } from './measure'
import { openWindow, root } from './windows'

const MANY = 10_000
const FEW = 10
const PAIRS = 5

/** What 10,000 tasks cost against 10: the start, then sorting, searching and scrolling the list. */
export async function benchTable(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  const folder = (count: number) => join(dir.path, String(count))
  const ratioOf = `${MANY} tasks ÷ ${FEW} tasks`
  try {
    for (const count of [MANY, FEW]) await store(folder(count), { tasks: tasks(count) })
    const start = (count: number) => async () => {
      const started = performance.now()
      const { app, page } = await openWindow(root, folder(count))
      await page.getByRole('row').nth(1).waitFor()
      const taken = performance.now() - started
      await app.close()
      return taken
    }
    const rows = [
      await compare({
        ...{ name: 'table-start', ratioOf, pairs: PAIRS, target: null },
        ...{ ours: start(MANY), theirs: start(FEW) },
      }),
    ]
    const many = await openList(folder(MANY))
    const few = await openList(folder(FEW))
    for (const [name, act] of Object.entries(ACTS)) {
      // Once without measuring: what is compiled then is compiled.
      await act(many.page)
      await act(few.page)
      const row = await compare({
        ...{ name: `table-${name}`, ratioOf, pairs: PAIRS, target: null },
        ...{ ours: () => act(many.page), theirs: () => act(few.page) },
      })
      rows.push(row)
    }
    await many.app.close()
    await few.app.close()
    return rows
  } finally {
    await dir.dispose()
  }
}

async function openList(folder: string) {
  const window = await openWindow(root, folder)
  await window.page.getByRole('link', { name: 'Rsync Tasks' }).first().click()
  await window.page.getByRole('searchbox').waitFor()
  // tsx puts calls of this into functions, also into those that run in the page.
  await window.page.evaluate('globalThis.__name = (value) => value')
  return window
}

/** Each in the page itself, from the act to the second frame after it, in milliseconds. */
const ACTS: Readonly<Record<string, (page: Page) => Promise<number>>> = {
  sort: (page) =>
    page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const heading = [...document.querySelectorAll<HTMLElement>('[role="columnheader"] button')]
      await frame()
      const started = performance.now()
      heading[1]?.click()
      await frame()
      await frame()
      return performance.now() - started
    }),
  search: (page) =>
    page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const input = document.querySelector<HTMLInputElement>('input[type="search"]')
      if (!input) throw new Error('There is no search.')
      await frame()
      const started = performance.now()
      input.value = input.value === '' ? 'folder 7' : ''
      input.dispatchEvent(new Event('input', { bubbles: true }))
      await frame()
      await frame()
      return performance.now() - started
    }),
  scroll: (page) =>
    page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const scroller = document.querySelector<HTMLElement>('.base-table')
      if (!scroller) throw new Error('There is no table.')
      await frame()
      const started = performance.now()
      for (let step = 0; step < 60; step++) {
        scroller.scrollTop += 300
        await frame()
      }
      const taken = performance.now() - started
      scroller.scrollTop = 0
      return taken
    }),
}

function tasks(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    path: `/srv/folder ${index}`,
    remoteHost: `host${index % 97}.example.com`,
    desc: `Task ${count - index}`,
    enabled: index % 5 !== 0,
    schedule: {
      ...{ minute: String(index % 60), hour: String(index % 24), dom: '*', month: '*' },
      dow: index % 3 ? '*' : 'mon',
    },
  }))
}
