import type { ElectronApplication, Locator, Page } from '@playwright/test'
import type { Task } from '@common/task/task'
import { expect, test, type OpenApp } from './app'
import { store } from './stored'

/** More than fit, so that the list has its scroll bar. */
const LONG = '/srv/a folder with a long name/and one below it/last'
const TASKS = Array.from({ length: 30 }, (_, index) => ({
  path: `${LONG} ${index}`,
  desc: `Task ${index}`,
}))

/** The window as it first opens, the smallest it can be, and between. */
const SIZES = [null, [640, 480], [800, 600], [1050, 700], [1150, 700], [1440, 900]] as const

const resize = (app: ElectronApplication, [width, height]: readonly [number, number]) =>
  app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size),
    [width, height] as [number, number],
  )

async function openList(
  open: () => Promise<OpenApp>,
  dataDir: string,
  tasks: readonly Partial<Task>[] = TASKS,
): Promise<OpenApp> {
  await store(dataDir, { tasks })
  const opened = await open()
  await opened.page.getByRole('link', { name: 'Rsync Tasks' }).first().click()
  await opened.page.getByRole('heading', { name: 'Rsync Tasks', level: 1 }).waitFor()
  return opened
}

/** How many pixels the list can be scrolled sideways. */
const hidden = (page: Page) =>
  page.locator('.base-table').evaluate((list) => list.scrollWidth - list.clientWidth)

test('at every size the list shows what a task is and its State without scrolling sideways', async ({
  open,
  dataDir,
}) => {
  const { app, page } = await openList(open, dataDir)
  for (const size of SIZES) {
    if (size) await resize(app, size)
    await expect.poll(() => hidden(page), String(size)).toBe(0)
    for (const title of ['Path', 'Short Description', 'Next Run', 'Status', 'Enabled'])
      await expect(page.getByRole('columnheader', { name: title }), title).toBeInViewport()
  }
  await resize(app, [800, 600])
  await expect(page.getByRole('columnheader', { name: 'User' })).toHaveCount(0)

  await test.step('Columns ticks what is shown, and what is chosen there is shown at every size', async () => {
    await page.getByRole('button', { name: 'Columns' }).click()
    const user = page.getByRole('menuitemcheckbox', { name: 'User' })
    await expect(user).not.toBeChecked()
    await user.click()
    await expect(user).toBeChecked()
    await expect(page.getByRole('columnheader', { name: 'User' })).toHaveCount(1)
    await page.getByRole('menuitem', { name: 'Reset to Defaults' }).click()
    await expect(page.getByRole('columnheader', { name: 'User' })).toHaveCount(0)
  })
})

test('at every size the widget shows State without scrolling sideways, and all else where there is room', async ({
  open,
  dataDir,
}) => {
  await store(dataDir, { tasks: TASKS })
  const { app, page } = await open()
  for (const size of SIZES) {
    if (size) await resize(app, size)
    await expect.poll(() => hidden(page), String(size)).toBe(0)
    for (const title of ['Path', 'Next Run', 'Last Run', 'Enabled', 'State'])
      await expect(page.getByRole('columnheader', { name: title }), title).toBeInViewport()
  }
  await resize(app, [800, 600])
  for (const title of ['Remote Host', 'Frequency'])
    await expect(page.getByRole('columnheader', { name: title }), title).toBeInViewport()
})

test('no heading is cut, also while it is the one that sorts', async ({ open, dataDir }) => {
  const { page } = await openList(open, dataDir)
  const cut = () =>
    page
      .locator('.base-table__title')
      .evaluateAll((titles) =>
        titles
          .filter(
            (title) =>
              title.scrollWidth > title.clientWidth || title.scrollHeight > title.clientHeight,
          )
          .map((title) => title.textContent),
      )
  for (const heading of await page.locator('.base-table__sort').all()) {
    await heading.click()
    expect(await cut()).toEqual([])
  }
})

test('a path that is cut begins where others do, keeps its last name, and is told in whole', async ({
  open,
  dataDir,
}) => {
  const paths = ['/srv', `${LONG}/`, `/srv/${'one very long name '.repeat(9)}`, '/srv/folder/mail']
  const { page } = await openList(
    open,
    dataDir,
    paths.map((path) => ({ path })),
  )
  const cell = (path: string) =>
    page.getByRole('row').filter({ hasText: path }).getByRole('cell').first()
  const inked = await Promise.all(paths.map((path) => firstInk(cell(path))))
  expect(inked).toEqual(paths.map(() => inked[0]))
  const long = cell(LONG)
  await expect(long).toHaveText(`${LONG}/`)
  await long.getByText(LONG).locator('..').hover()
  await expect(page.getByRole('tooltip')).toHaveText(`${LONG}/`)
})

/** How many pixels stand empty before the first one that is drawn in an element. */
async function firstInk(element: Locator): Promise<number> {
  const picture = (await element.screenshot()).toString('base64')
  return element.evaluate(async (_, base64) => {
    const bytes = Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))
    const bitmap = await createImageBitmap(new Blob([bytes]))
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    if (!context) throw new Error('no canvas')
    context.drawImage(bitmap, 0, 0)
    const column = (x: number) => context.getImageData(x, 0, 1, bitmap.height).data.join()
    let x = 0
    while (x < bitmap.width && column(x) === column(0)) x++
    return x
  }, picture)
}
