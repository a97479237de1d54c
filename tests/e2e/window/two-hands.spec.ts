import type { Locator } from '@playwright/test'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { startRsyncd } from '../../support/rsyncd'
import { expect, test } from './app'
import { cli } from './cli'
import { TaskForm, TaskRow } from './pages'
import { store } from './stored'

/** A task that is changed from a terminal while its form is open in the window. */
test.describe('a task whose form is open', () => {
  test('and that is edited from the command line: the form says so and offers both', async ({
    open,
    dataDir,
  }) => {
    await store(dataDir, { tasks: [{ path: dirname(dataDir), enabled: false, desc: 'at first' }] })
    const { page } = await open()
    const form = new TaskForm(page)
    const conflict = form.panel.getByRole('alert').filter({ hasText: 'was changed elsewhere' })
    const changeOutside = (desc: string) =>
      cli(dataDir, ['update', '1', '--file', '-'], JSON.stringify({ desc }))
    const stored = async () => JSON.parse(await cli(dataDir, ['get', '1'])).desc

    await new TaskRow(page, dirname(dataDir)).menu('Edit')
    await form.fill({ Description: 'typed' })
    await changeOutside('from the terminal')
    await form.save()
    await expect(conflict).toBeVisible()
    await expect(form.field('Description')).toHaveValue('typed')
    expect(await stored()).toBe('from the terminal')
    await form.panel.getByRole('button', { name: 'Load the newer version' }).click()
    await expect(form.field('Description')).toHaveValue('from the terminal')

    await form.fill({ Description: 'typed again' })
    await changeOutside('from the terminal again')
    await form.save()
    await form.panel.getByRole('button', { name: 'Save mine anyway' }).click()
    await expect(form.panel).toBeHidden()
    expect(await stored()).toBe('typed again')
  })

  test('and that is deleted from the command line can be saved as a new one', async ({
    open,
    dataDir,
  }) => {
    await store(dataDir, { tasks: [{ path: dirname(dataDir), enabled: false }] })
    const { page } = await open()
    const form = new TaskForm(page)
    await new TaskRow(page, dirname(dataDir)).menu('Edit')
    await form.fill({ Description: 'typed' })
    await cli(dataDir, ['delete', '1'])
    await form.save()
    await expect(form.panel.getByText('This task was deleted elsewhere')).toBeVisible()
    await form.panel.getByRole('button', { name: 'Save as a new task' }).click()
    await expect(form.panel).toBeHidden()
    const tasks = JSON.parse(await cli(dataDir, ['list', '--json']))
    expect(tasks).toMatchObject([{ id: 2, desc: 'typed', path: dirname(dataDir) }])
  })
})

test('a task that waits is WAITING, says for what, and runs when its turn comes', async ({
  open,
  dataDir,
}) => {
  const daemon = await startRsyncd()
  try {
    const [slow, quick] = [join(dataDir, '../slow'), join(dataDir, '../quick')]
    for (const folder of [slow, quick]) await mkdir(folder)
    await writeFile(join(slow, 'big'), Buffer.alloc(20_000_000))
    const remote = { remoteHost: `${daemon.host}:${daemon.port}`, remoteModule: 'open' }
    await store(dataDir, {
      tasks: [
        { ...remote, path: `${slow}/`, compress: false, extra: ['--bwlimit=500'] },
        { ...remote, path: `${quick}/` },
      ],
    })
    const { page } = await open()
    const [first, second] = [new TaskRow(page, slow), new TaskRow(page, quick)]
    await first.run()
    await expect(first.row.getByRole('button', { name: /^RUNNING/ })).toBeVisible()
    await page.setViewportSize({ width: 800, height: 600 })
    expect(await isCutAtTheEnd(first)).toBe(false)
    expect(await isWiderThanItsRoom(page.locator('.base-table'))).toBe(false)
    await second.run()
    await expect(second.row.getByRole('button', { name: 'WAITING' })).toBeVisible()
    const name = `${slow}/ (${daemon.host}:${daemon.port} - open)`
    await expect(
      page.getByText(`Waits for run 1 of «${name}», which writes the same folders`),
    ).toBeVisible()
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await expect(second.row.getByRole('button', { name: 'SUCCESS' })).toBeVisible()
  } finally {
    await daemon.stop()
  }
})

/** Whether the pill of a running task had room for its last percent. */
function isCutAtTheEnd({ row }: TaskRow): Promise<boolean> {
  return row.locator('.state-pill__word').evaluate((word) => {
    word.textContent = 'RUNNING 100%'
    return word.scrollWidth > word.clientWidth
  })
}

function isWiderThanItsRoom(place: Locator): Promise<boolean> {
  return place.evaluate((element) => element.scrollWidth > element.clientWidth)
}
