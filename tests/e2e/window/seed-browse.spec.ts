import { mkdir, rm } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from './app'
import { TaskForm } from './pages'

test('Path: the tree of folders', async ({ open, dataDir }) => {
  const root = join(dataDir, 'tree')
  for (const name of ['alpha/inner', 'beta', '.hidden']) {
    await mkdir(join(root, name), { recursive: true })
  }
  const { page } = await open()
  const form = await new TaskForm(page).openNew()
  const path = form.field('Path')
  const item = (name: string) =>
    form.panel.getByRole('treeitem').filter({ hasText: new RegExp(`^${name}$`) })
  const arrow = (name: string) => item(name).locator('svg').first()

  await form.panel.getByRole('button', { name: 'Browse' }).click()
  await test.step('the root and mount points have the solid icon, directories the outlined one', async () => {
    const icon = (name: string) => item(name).locator('svg path').nth(1).getAttribute('d')
    await expect(item('/')).toHaveAttribute('aria-expanded', 'true')
    expect(await icon('proc')).toBe(await icon('/'))
    expect(await icon('etc')).not.toBe(await icon('/'))
  })
  await test.step('typing a path selects it', async () => {
    await path.fill(join(root, 'alpha'))
    await expect(item('alpha')).toHaveAttribute('aria-selected', 'true')
    await expect(item('beta')).toBeVisible()
  })
  await test.step('the arrow expands and collapses without selecting', async () => {
    await arrow('alpha').click()
    await expect(item('inner')).toBeVisible()
    await expect(path).toHaveValue(join(root, 'alpha'))
    await arrow('alpha').click()
    await expect(item('inner')).toBeHidden()
  })
  await test.step('a click on a name selects it, fills the field and turns blue', async () => {
    const colour = (name: string) => item(name).evaluate((line) => getComputedStyle(line).color)
    const plain = await colour('beta')
    await item('beta').click()
    await expect(path).toHaveValue(join(root, 'beta'))
    await expect(item('beta')).toHaveAttribute('aria-selected', 'true')
    const [red = 0, green = 0, blue = 0] = ((await colour('beta')).match(/\d+/g) ?? []).map(Number)
    expect(await colour('beta')).not.toBe(plain)
    expect(blue).toBeGreaterThan(Math.max(red, green))
  })
  await test.step('hidden folders are shown by a switch', async () => {
    await expect(item('.hidden')).toBeHidden()
    await form.panel.getByLabel('Show hidden folders').check()
    await expect(item('.hidden')).toBeVisible()
  })
  await test.step('the tree works by keyboard', async () => {
    await item('beta').click()
    await form.panel.getByRole('tree').focus()
    for (const key of ['ArrowUp', 'ArrowRight']) await page.keyboard.press(key)
    await expect(item('inner')).toBeVisible()
    for (const key of ['ArrowDown', 'Enter']) await page.keyboard.press(key)
    await expect(path).toHaveValue(join(root, 'alpha/inner'))
  })
  await test.step('a folder that cannot be read says so', async () => {
    // Root may read everything; a folder that went meanwhile cannot be read by anyone.
    const gone = join(root, 'beta')
    await path.fill(gone)
    await expect(item('beta')).toBeVisible()
    await rm(gone, { recursive: true })
    await arrow('beta').click()
    await expect(form.panel.getByRole('treeitem').filter({ hasText: /not|no /i })).toBeVisible()
  })
})

test('User: the machine’s users, the current one first, to be searched', async ({ open }) => {
  const { page } = await open()
  const form = await new TaskForm(page).openNew()
  const user = form.field('User')
  const options = page.getByRole('option')
  await user.click()
  await expect(options.first()).toContainText(userInfo().username)
  expect(await options.count()).toBeGreaterThan(1)
  await user.fill('nob')
  await expect(options).toHaveCount(1)
  await page.getByRole('option', { name: /^nobody/ }).click()
  await expect(user.locator('xpath=..').locator('.v-combobox__selection')).toHaveText('nobody')
})
