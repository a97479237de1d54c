import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './app'
import { TaskForm } from './pages'
import { store } from './stored'

/** Opens behind dialogs and menus are hidden, and were looked at before. */
const OPEN = '.v-overlay--active'

/** What axe finds on the page as it stands, or in what lies above it, as short texts. */
async function findings(page: Page, where: string, rules: readonly string[] = []) {
  // Legacy mode: Electron opens no second page to put the frames' results together.
  const axe = new AxeBuilder({ page }).setLegacyMode()
  if (await page.locator(OPEN).count()) axe.include(OPEN)
  if (rules.length > 0) axe.withRules([...rules])
  const { violations, passes } = await axe.analyze()
  expect(passes.length, where).toBeGreaterThan(0)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${where}: ${id}: ${html} ${failureSummary}`),
  )
}

/** Every screen and dialog, opened one after the other. */
async function visitAll(page: Page, look: (where: string) => Promise<void>): Promise<void> {
  const escape = async (role: 'dialog' | 'menu' | 'listbox') => {
    await page.keyboard.press('Escape')
    await expect(page.getByRole(role)).toHaveCount(0)
  }
  const menu = async (item: string) => {
    await page
      .getByRole('button', { name: /^Actions/ })
      .first()
      .click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  for (const screen of ['History', 'Backup Credentials', 'Settings']) {
    await page.getByRole('link', { name: screen }).click()
    await page.getByRole('heading', { name: screen, level: 1 }).waitFor()
    await look(screen)
  }
  await page.getByRole('link', { name: 'Data Protection' }).click()
  await look('widget')
  await page
    .getByRole('button', { name: /^Actions/ })
    .first()
    .click()
  await look('row menu')
  await escape('menu')
  for (const item of ['Run job', 'Delete']) {
    await menu(item)
    await expect(page.getByRole('dialog')).toBeVisible()
    await look(item)
    await escape('dialog')
  }
  await page.getByRole('link', { name: 'Rsync Tasks' }).first().click()
  await look('list')
  await page.getByRole('button', { name: 'Columns' }).click()
  await look('columns')
  await escape('menu')
  await page.getByRole('button', { name: /^FAILED/ }).click()
  await expect(page.getByText('the last line')).toBeVisible()
  await look('logs')
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('last')
  await expect(page.getByText('1 line', { exact: true })).toBeVisible()
  await look('logs, searched')
  await escape('dialog')
  await page.getByRole('button', { name: /^PENDING/ }).click()
  await look('no logs')
  await escape('dialog')
  await page.keyboard.press('?')
  await look('shortcuts')
  await escape('dialog')
  await menu('Preview')
  const preview = page.getByRole('dialog', { name: 'Preview' })
  await expect(preview.getByRole('alert').first()).toBeVisible()
  await look('preview that failed')
  await escape('dialog')

  const form = await new TaskForm(page).openNew()
  await look('form')
  await form.panel.getByRole('button', { name: 'Browse' }).click()
  await form.save()
  await look('form with errors and tree')
  await form.choose('Rsync Mode', /^SSH/)
  await form.field('Auxiliary Parameters').fill('--remove-source-files')
  await form.field('Auxiliary Parameters').press('Enter')
  await look('form in SSH mode with a chip')
  await form.field('Schedule').click()
  await look('schedules')
  await page.getByRole('option', { name: /^Create Custom/ }).click()
  await page.getByLabel('Hours', { exact: true }).fill('25')
  await look('Advanced Scheduler with an error')
  await page.getByLabel('Hours', { exact: true }).fill('2')
  await look('Advanced Scheduler')
  await page.getByRole('button', { name: 'Cancel' }).last().click()
  await expect(page.getByRole('dialog', { name: 'Advanced Scheduler' })).toBeHidden()
  await form.panel.getByRole('button', { name: 'Cancel' }).click()
  await look('unsaved changes')
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('with reduced motion a new appearance is there at once, however deep', async ({ open }) => {
  const { page } = await open()
  await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' })
  const form = await new TaskForm(page).openNew()
  const strangers = () =>
    page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      await frame()
      await frame()
      const colour = (element: Element) => getComputedStyle(element).color
      const labels = [...document.querySelectorAll('.base-field__label')]
      const heading = document.querySelector('.base-side-panel__title')
      return labels.filter((label) => colour(label) !== colour(heading ?? label)).length
    })
  await expect(form.field('Path')).toBeVisible()
  expect(await strangers()).toBe(0)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.locator('.v-theme--light').first().waitFor()
  expect(await strangers()).toBe(0)
})

test('axe finds nothing on any screen or dialog, light and dark', async ({ open, dataDir }) => {
  test.setTimeout(300_000)
  const { page: empty, app } = await open()
  const found = await findings(empty, 'no tasks')
  await app.close().catch(() => undefined)
  await store(dataDir, {
    tasks: [{}, { path: '/srv/other', enabled: false }],
    runs: [{ taskId: 1, state: 'FAILED', reason: 'Some files were not copied.' }],
    logs: { 0: ['the first line', 'the last line'] },
  })
  const { page } = await open()
  // Half-faded text has a contrast that no person ever reads.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const [appearance, rules] of [
    ['Light', []],
    // The elements are the same ones: only their colours differ.
    ['Dark', ['color-contrast']],
  ] as const) {
    await page.getByRole('button', { name: /^Appearance/ }).click()
    await page.getByRole('menuitemradio', { name: appearance }).click()
    await expect(page.getByRole('menu')).toHaveCount(0)
    await visitAll(page, async (where) => {
      found.push(...(await findings(page, `${appearance}, ${where}`, rules)))
    })
  }
  expect(found).toEqual([])
})
