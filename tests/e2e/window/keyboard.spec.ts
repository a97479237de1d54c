import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startRsyncd } from '../../support/rsyncd'
import { expect, test } from './app'
import { focusWindow, press } from './real-keys'
import { store } from './stored'

/** Presses Tab until what has the focus is called this. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = []
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press(key)
    const focused = await page.evaluate(nameOfFocus)
    if (typeof name === 'string' ? focused === name : name.test(focused)) return
    seen.push(focused)
  }
  throw new Error(`Tab never came to ${String(name)}, but to ${seen.join(' | ')}`)
}

/** Runs in the page: the label of the element with the focus. */
function nameOfFocus(): string {
  const element = document.activeElement
  if (!(element instanceof HTMLElement)) return ''
  const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : null
  return (label ?? element.getAttribute('aria-label') ?? element.textContent ?? '').trim()
}

test('a task is added, run, its log read and the task deleted without a mouse', async ({
  open,
  dataDir,
}) => {
  const daemon = await startRsyncd()
  try {
    const source = join(dataDir, '../source')
    await mkdir(source)
    const { app, page } = await open()
    const keys = page.keyboard
    // As a person does: down until it is there. A list that has just opened may miss a key.
    const choose = async (name: RegExp) => {
      const option = page.getByRole('option', { name })
      await keys.press('ArrowDown')
      await expect(option).toBeVisible()
      await expect(async () => {
        await keys.press('ArrowDown')
        await expect(option).toBeFocused({ timeout: 500 })
      }).toPass()
      await keys.press('Enter')
      await expect(option).toBeHidden()
    }

    await test.step('add', async () => {
      await focusWindow(app.process().pid)
      await press('ctrl+n')
      await expect(page.getByRole('dialog', { name: 'Add Rsync Task' })).toBeVisible()
      await tabTo(page, 'Path')
      await keys.type(`${source}/`)
      await tabTo(page, 'Direction')
      await choose(/^Push/)
      await tabTo(page, 'Remote Host')
      await keys.type(`${daemon.host}:${daemon.port}`)
      await tabTo(page, 'Remote Module Name')
      await keys.type(daemon.modules.open.name)
      await tabTo(page, 'Schedule')
      // Not one that may come up while the test goes on.
      await choose(/^Monthly/)
      await tabTo(page, 'Auxiliary Parameters')
      await keys.type('--stats')
      await keys.press('Enter')
      await tabTo(page, 'Save')
      await keys.press('Enter')
      await expect(page.getByText(/^Task created/)).toBeVisible()
    })
    const actions = /^Actions for/
    await test.step('run; the new state is announced', async () => {
      await tabTo(page, actions)
      await keys.press('Enter')
      await expect(page.getByRole('menu')).toBeVisible()
      await keys.press('ArrowDown')
      await keys.press('ArrowDown')
      await keys.press('Enter')
      await expect(page.getByRole('button', { name: 'Continue' })).toBeFocused()
      await keys.press('Enter')
      await expect(page.getByRole('button', { name: 'SUCCESS' })).toBeVisible()
      await expect(page.getByRole('status').filter({ hasText: /: SUCCESS$/ })).toHaveCount(1)
      expect(await page.evaluate(nameOfFocus), 'the focus is back').toMatch(actions)
    })
    await test.step('logs', async () => {
      await tabTo(page, /^SUCCESS, logs of/, 'Shift+Tab')
      await keys.press('Enter')
      await expect(page.getByRole('dialog', { name: 'Logs' })).toBeVisible()
      await tabTo(page, 'Search the log')
      await keys.type('stats')
      await tabTo(page, 'Log lines')
      await keys.press('End')
      await keys.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await expect(page.getByRole('button', { name: 'SUCCESS' })).toBeFocused()
    })
    await test.step('the Advanced Scheduler, and back to Schedule', async () => {
      await tabTo(page, actions)
      await keys.press('Enter')
      await expect(page.getByRole('menu')).toBeVisible()
      await keys.press('ArrowDown')
      await keys.press('Enter')
      await expect(page.getByRole('dialog', { name: 'Edit Rsync Task' })).toBeVisible()
      await tabTo(page, 'Schedule')
      await keys.press('ArrowUp')
      await expect(page.getByRole('option').first()).toBeVisible()
      await expect(page.getByRole('option').and(page.locator(':focus'))).toHaveCount(1)
      await keys.press('End')
      await expect(page.getByRole('option').last()).toBeFocused()
      await keys.press('Enter')
      const scheduler = page.getByRole('dialog', { name: 'Advanced Scheduler' })
      await expect(scheduler).toBeVisible()
      await tabTo(page, 'Mon')
      await keys.press('Space')
      await keys.press('Escape')
      await expect(scheduler).toBeHidden()
      expect(await page.evaluate(nameOfFocus)).toBe('Schedule')
      await keys.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
      expect(await page.evaluate(nameOfFocus)).toMatch(actions)
    })
    await test.step('delete: the safe answer has the focus', async () => {
      await keys.press('Enter')
      await expect(page.getByRole('menu')).toBeVisible()
      // The last one.
      await keys.press('ArrowUp')
      await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeFocused()
      await keys.press('Enter')
      await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused()
      await tabTo(page, 'Delete')
      await keys.press('Enter')
      await expect(page.getByText('No rsync tasks yet')).toBeVisible()
    })
    await test.step('the shortcuts are listed by ?', async () => {
      await keys.press('?')
      const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await expect(help).toBeVisible()
      await keys.press('Escape')
      await expect(help).toBeHidden()
    })
  } finally {
    await daemon.stop()
  }
})

test('the exact command of a run is shown and copied from History without a mouse', async ({
  open,
  dataDir,
}) => {
  const command = ['rsync', '-a', '/srv/a b/', 'nas::photos']
  const runs = [{ taskId: 1, state: 'SUCCESS', command, rsyncVersion: '3.4.1' }] as const
  await store(dataDir, { tasks: [{}], runs })
  const { app, page } = await open()
  await page.getByRole('link', { name: 'History' }).click()
  await expect(page.getByRole('button', { name: 'SUCCESS' })).toBeVisible()
  await tabTo(page, 'Copy the command of run 1')
  const line = "rsync -a '/srv/a b/' nas::photos"
  await expect(page.getByRole('tooltip')).toHaveText(`${line} rsync 3.4.1`)
  await page.keyboard.press('Enter')
  await expect(page.getByText('The command of run 1 was copied.')).toBeVisible()
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe(line)
})
