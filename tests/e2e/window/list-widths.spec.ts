import type { ElectronApplication, Page } from '@playwright/test'
import { expect, test, type OpenApp } from './app'
import { store } from './stored'

/** More than fit, so that the list has its scroll bar. */
const TASKS = Array.from({ length: 30 }, (_, index) => ({
  path: `/srv/a folder with a long name/and one below it/${index}`,
  desc: `Task ${index}`,
}))

/** The window as it first opens, the smallest it can be, and between. */
const SIZES = [null, [640, 480], [800, 600], [1050, 700], [1150, 700], [1440, 900]] as const

const resize = (app: ElectronApplication, [width, height]: readonly [number, number]) =>
  app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(...size),
    [width, height] as [number, number],
  )

async function openList(open: () => Promise<OpenApp>, dataDir: string): Promise<OpenApp> {
  await store(dataDir, { tasks: TASKS })
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
