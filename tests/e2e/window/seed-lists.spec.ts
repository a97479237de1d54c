import { dirname } from 'node:path'
import type { Page } from '@playwright/test'
import type { Task } from '@common/task/task'
import { expect, test } from './app'
import { TaskForm, TaskRow } from './pages'
import { store } from './stored'

const COLUMNS = [
  ['Path', true],
  ['Remote Host', true],
  ['Remote SSH Port', false],
  ['Remote Module Name', true],
  ['Remote Path', false],
  ['Direction', true],
  ['Schedule', false],
  ['Frequency', true],
  ['Next Run', true],
  ['Last Run', false],
  ['Short Description', true],
  ['User', true],
  ['Delay Updates', false],
  ['Status', true],
  ['Enabled', true],
] as const
const ALL = COLUMNS.map(([title]) => title)
const DEFAULTS = COLUMNS.filter(([, isShown]) => isShown).map(([title]) => title)

const TASKS: readonly Partial<Task>[] = [
  { path: '/srv/b', user: 'zoe', desc: 'Mail', direction: 'PULL', enabled: false },
  {
    ...{ path: '/srv/a10', user: 'ada', desc: 'Photos', mode: 'SSH', remoteHost: 'bob@nas' },
    ...{ remoteModule: null, remotePort: 2222, remotePath: '/backup', delayUpdates: false },
    schedule: { minute: '0', hour: '0', dom: '1', month: '*', dow: '*' },
  },
  { path: '/srv/a9', user: 'bob', desc: 'Video' },
]
const RUNS = [{ taskId: 2, state: 'SUCCESS' }] as const

const headings = (page: Page) => page.getByRole('columnheader').allInnerTexts()
const cells = (page: Page, path: string) =>
  page.getByRole('row').filter({ hasText: path }).getByRole('cell').allInnerTexts()
const paths = async (page: Page) =>
  Promise.all(
    (await page.getByRole('row').all())
      .slice(1)
      .map((row) => row.getByRole('cell').first().innerText()),
  )
const toList = (page: Page) => page.getByRole('link', { name: 'Rsync Tasks' }).first().click()

/** TrueNAS's three, and what only this app has between them. */
const ROW_MENU = ['Edit', 'Run job', 'Preview', 'Duplicate', 'Export', 'Delete']

test('widget: description first, then the tasks with details, state, row menu and Enabled', async ({
  open,
  dataDir,
}) => {
  const { page } = await open()
  await test.step('without tasks: what rsync tasks are, and Add', async () => {
    await expect(page.getByText(/An rsync task copies a folder/)).toBeVisible()
    const form = await new TaskForm(page).openNew()
    await page.keyboard.press('Escape')
    await expect(form.panel).toBeHidden()
  })
  const tasks = [...TASKS, { path: dirname(dataDir), remoteHost: 'nas', remoteModule: 'photos' }]
  const imported = tasks.map((task) => ({ ...task }))
  await page.evaluate(async (all) => {
    type Loose = { invoke: (channel: string, ...args: unknown[]) => Promise<unknown> }
    const { invoke } = (window as unknown as { rsyncTasks: Loose }).rsyncTasks
    const schedule = { minute: '0', hour: '*', dom: '*', month: '*', dow: '*' }
    const { user } = ((await invoke('app:getInfo')) as { value: { user: string } }).value
    await invoke('tasks:create', { ...all.at(-1), user, schedule })
  }, imported)

  const row = new TaskRow(page, dirname(dataDir))
  await test.step('columns and what they say', async () => {
    expect(await headings(page)).toEqual([
      'Path',
      'Remote Host',
      'Frequency',
      'Next Run',
      'Last Run',
      'Enabled',
      'State',
      'Actions',
    ])
    const shown = await cells(page, dirname(dataDir))
    expect(shown.slice(1, 3)).toEqual(['nas', 'Every hour, every day'])
    expect(shown[3]).toMatch(/^in (\d+ (min|sec)\.|1 hour)$/)
    expect(shown[4]).toBe('N/A')
    await expect(row.state('PENDING')).toBeVisible()
    await row.row.getByText(/^in /).hover()
    await expect(page.getByRole('tooltip')).toContainText(String(new Date().getFullYear()))
  })
  await test.step('Enabled toggles in place, says Disabled, and offers Undo', async () => {
    await row.row.getByRole('switch').or(row.row.getByRole('checkbox')).click()
    await expect(row.row).toContainText('Disabled')
    await expect(page.getByText('nas - photos is disabled.')).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(row.row).not.toContainText('Disabled')
    await expect(page.getByText('nas - photos is disabled.')).toBeHidden()
  })
  await test.step('the row menu has Edit, Run job and Delete', async () => {
    await row.row.getByRole('button', { name: /^Actions/ }).click()
    await expect(page.getByRole('menuitem')).toHaveText(ROW_MENU)
    await page.keyboard.press('Escape')
    await row.menu('Edit')
    const edit = page.getByRole('dialog', { name: 'Edit Rsync Task' })
    await expect(edit.getByLabel('Remote Host', { exact: true })).toHaveValue('nas')
    await edit.getByLabel('Description', { exact: true }).fill('Changed')
    await edit.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Task updated: nas - photos.')).toBeVisible()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(page.getByText(/^Former settings are back/)).toBeVisible()
  })
  await test.step('Run job asks as TrueNAS does', async () => {
    await row.menu('Run job')
    const dialog = page.getByRole('dialog', { name: 'Run Now' })
    await expect(dialog.getByText('Run «nas - photos» Rsync now?')).toBeVisible()
    await expect(dialog.getByRole('button')).toHaveText(['Cancel', 'Continue'])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toBeHidden()
    await expect(row.state('PENDING')).toBeVisible()
  })
  await test.step('Delete confirms by name, and can be undone', async () => {
    await row.menu('Delete')
    const dialog = page.getByRole('dialog', { name: 'Confirmation' })
    await expect(dialog.getByText('Delete Rsync Task "nas - photos"?')).toBeVisible()
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await expect(row.row).toBeHidden()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(row.row).toBeVisible()
  })
  await test.step('the header opens the Rsync Tasks screen', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Rsync Tasks' }).click()
    await expect(page.getByRole('heading', { name: 'Rsync Tasks', level: 1 })).toBeVisible()
  })
})

test('Rsync Tasks screen: columns, sorting, organizer and search, remembered after a restart', async ({
  open,
  dataDir,
}) => {
  await store(dataDir, { tasks: TASKS, runs: RUNS })
  const first = await open()
  const { page } = first
  await toList(page)

  await test.step('the columns of the page, those shown at first and all', async () => {
    expect(await headings(page)).toEqual([...DEFAULTS, 'Actions'])
    await page.getByRole('button', { name: 'Columns' }).click()
    await expect(page.getByRole('menuitemcheckbox')).toHaveText(ALL)
    await page.getByRole('menuitem', { name: 'Unselect All' }).click()
    expect(await headings(page)).toEqual(['Path', 'Actions'])
    await page.getByRole('menuitem', { name: 'Reset to Defaults' }).click()
    expect(await headings(page)).toEqual([...DEFAULTS, 'Actions'])
    await page.getByRole('menuitem', { name: 'Select All', exact: true }).click()
    expect(await headings(page)).toEqual([...ALL, 'Actions'])
    await page.keyboard.press('Escape')
  })
  await test.step('what the cells say', async () => {
    expect(await cells(page, '/srv/a10')).toEqual([
      ...['/srv/a10', 'bob@nas', '2222', '', '/backup', 'PUSH', '0 0 1 * *'],
      'At 00:00 (12:00 AM), on day 1 of the month',
      ...[expect.stringMatching(/^in /), '5 min. ago', 'Photos', 'ada', 'No', 'SUCCESS', 'Yes', ''],
    ])
    const disabled = await cells(page, '/srv/b')
    expect(disabled.slice(8, 10)).toEqual(['Disabled', 'N/A'])
    expect(disabled.slice(12, 15)).toEqual(['Yes', 'PENDING', 'No'])
    await expect(page.getByRole('switch'), 'Enabled is a word here').toHaveCount(0)
  })
  await test.step('every heading that sorts does so both ways', async () => {
    const unsorted = ['Schedule', 'Frequency']
    for (const title of ALL.filter((name) => !unsorted.includes(name))) {
      const heading = page.getByRole('columnheader', { name: title, exact: true })
      await heading.getByRole('button').click()
      const direction = title === 'Path' ? 'descending' : 'ascending'
      await expect(heading).toHaveAttribute('aria-sort', direction)
      const before = await paths(page)
      await heading.getByRole('button').click()
      const after = await paths(page)
      expect(await heading.getAttribute('aria-sort')).not.toBe(direction)
      if (['Path', 'User', 'Short Description'].includes(title)) {
        expect(after).toEqual([...before].reverse())
      }
    }
    for (const title of unsorted) {
      const heading = page.getByRole('columnheader', { name: title, exact: true })
      await expect(heading.getByRole('button')).toHaveCount(0)
    }
    await page.getByRole('button', { name: 'Path', exact: true }).click()
    expect(await paths(page)).toEqual(['/srv/a9', '/srv/a10', '/srv/b'])
  })
  await test.step('search looks at path and description', async () => {
    const search = page.getByRole('searchbox', { name: 'Search' })
    await search.fill('VIDEO')
    await expect.poll(() => paths(page)).toEqual(['/srv/a9'])
    await search.fill('srv/a')
    await expect.poll(() => paths(page)).toEqual(['/srv/a9', '/srv/a10'])
    await search.fill('no such task')
    await expect(page.getByText('No task matches the search.')).toBeVisible()
  })
  await test.step('the row menu and Add are here as well', async () => {
    const search = page.getByRole('searchbox', { name: 'Search' })
    await search.fill('a10')
    await page.getByRole('button', { name: /^Actions/ }).click()
    await expect(page.getByRole('menuitem')).toHaveText(ROW_MENU)
    await page.keyboard.press('Escape')
    const form = await new TaskForm(page).openNew()
    await page.keyboard.press('Escape')
    await expect(form.panel).toBeHidden()
  })
  await test.step('columns, order and search are there again after a restart', async () => {
    await page.getByRole('button', { name: 'User', exact: true }).click()
    await page.getByRole('button', { name: 'User', exact: true }).click()
    await page.getByRole('searchbox', { name: 'Search' }).fill('srv')
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Remote Path' }).click()
    const closed = first.app.waitForEvent('close')
    await first.app.evaluate(({ app }) => app.quit())
    await closed
    const again = (await open()).page
    await toList(again)
    expect(await headings(again)).toEqual([
      ...ALL.filter((title) => title !== 'Remote Path'),
      'Actions',
    ])
    await expect(again.getByRole('searchbox', { name: 'Search' })).toHaveValue('srv')
    expect(await paths(again)).toEqual(['/srv/b', '/srv/a9', '/srv/a10'])
  })
})
