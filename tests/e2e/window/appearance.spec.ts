import { expect, test } from './app'

test('the appearance that was chosen is that of the next start, from its first moment', async ({
  open,
}) => {
  const { page, app } = await open()
  await expect(page.locator('.v-application.v-theme--light')).toBeVisible()
  await page.getByRole('button', { name: /^Appearance/ }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('.v-application.v-theme--dark')).toBeVisible()
  await app.close()

  const { page: next, app: again } = await open()
  const isDark = () => matchMedia('(prefers-color-scheme: dark)').matches
  expect(await next.evaluate(isDark)).toBe(true)
  await expect(next.locator('.v-application.v-theme--dark')).toBeVisible()
  await expect(next.getByRole('button', { name: 'Appearance: Dark' })).toBeVisible()
  expect(await again.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
})
