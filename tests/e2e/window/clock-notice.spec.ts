import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cli } from './cli'
import { expect, test } from './app'

test('a doubtful clock is confirmed in the window, or by a command while it is open', async ({
  open,
  dataDir,
}) => {
  const file = join(dataDir, 'runs/clock.json')
  await mkdir(join(dataDir, 'runs'), { mode: 0o700 })
  await writeFile(file, JSON.stringify({ doubt: 'behind', confirmed: null }), { mode: 0o600 })
  const { page } = await open()
  const notice = page.getByText('The clock is behind the end of the last run')
  await expect(notice).toBeVisible()
  await page.getByRole('button', { name: 'The clock is right' }).click()
  await expect(notice).toBeHidden()
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ doubt: null })
  expect(await cli(dataDir, ['confirm-clock'])).toContain('The clock is taken to be right.')
})
