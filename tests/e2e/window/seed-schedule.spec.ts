import type { Locator, Page } from '@playwright/test'
import { expect, test } from './app'
import { TaskForm } from './pages'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const PRESETS = [
  ['Hourly (0 * * * *)', 'At the start of each hour'],
  ['Daily (0 0 * * *)', 'At 00:00 (12:00 AM)'],
  ['Weekly (0 0 * * sun)', 'On Sundays at 00:00 (12:00 AM)'],
  ['Monthly (0 0 1 * *)', 'On the first day of the month at 00:00 (12:00 AM)'],
] as const

/** The Advanced Scheduler, by its labels. */
class Scheduler {
  readonly dialog: Locator
  readonly preview: Locator

  constructor(readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Advanced Scheduler' })
    this.preview = this.dialog.getByRole('region', { name: 'Schedule Preview' })
  }

  field(label: string): Locator {
    return this.dialog.getByLabel(label, { exact: true })
  }

  get done(): Locator {
    return this.dialog.getByRole('button', { name: 'Done' })
  }

  async fill(minutes: string, hours: string, days: string): Promise<void> {
    await this.field('Minutes').fill(minutes)
    await this.field('Hours').fill(hours)
    await this.field('Days of Month').fill(days)
  }

  /** Ticks exactly these months or weekdays. */
  async tick(among: readonly string[], wanted: readonly string[]): Promise<void> {
    for (const name of among) {
      const field = this.field(name)
      if ((await field.isChecked()) !== wanted.includes(name)) await field.click()
    }
  }

  async expectPreset(name: string | null): Promise<void> {
    const shown = this.field('Presets').locator('xpath=..').locator('.v-select__selection')
    if (name === null) await expect(shown).toHaveCount(0)
    else await expect(shown).toHaveText(name)
  }
}

test('Schedule: the presets with their descriptions, Custom, and Create Custom schedule', async ({
  open,
}) => {
  const { page } = await open()
  const form = await new TaskForm(page).openNew()
  const scheduler = new Scheduler(page)
  const shown = form.field('Schedule').locator('xpath=..').locator('.v-select__selection')
  const choose = (name: RegExp) => form.choose('Schedule', name)

  await form.field('Schedule').click()
  const options = page.getByRole('option')
  await expect(options.locator('.v-list-item-title')).toHaveText([
    ...PRESETS.map(([title]) => title),
    'Create Custom schedule',
  ])
  await expect(options.locator('.v-list-item-subtitle')).toHaveText(PRESETS.map(([, text]) => text))
  await page.keyboard.press('Escape')
  for (const [title, text] of PRESETS) {
    await choose(new RegExp(`^${title.split(' ')[0]}`))
    await expect(shown).toContainText(title)
    await expect(shown).toContainText(text)
  }

  await choose(/^Create Custom schedule/)
  await scheduler.expectPreset('Hourly')
  await scheduler.dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(shown, 'closing without Done changes nothing').toContainText('Monthly (0 0 1 * *)')

  await choose(/^Create Custom schedule/)
  await scheduler.fill('0', '2', '15-28')
  await scheduler.tick(WEEKDAYS, ['Mon'])
  await scheduler.done.click()
  await expect(shown).toContainText('Custom (0 2 15-28 * mon)')
  await choose(/^Custom/)
  await expect(scheduler.field('Days of Month')).toHaveValue('15-28')
  await scheduler.field('Presets').click()
  await page.getByRole('option', { name: 'Weekly' }).click()
  await scheduler.done.click()
  await expect(shown).toContainText('Weekly (0 0 * * sun)')
  await form.field('Schedule').click()
  await expect(options.filter({ hasText: /^Custom/ }), 'a preset is no custom one').toHaveCount(0)
})

test('Advanced Scheduler: fields, presets that light up, "or", ticks, and the preview', async ({
  open,
}) => {
  const { page } = await open({ TZ: 'America/New_York' })
  const form = await new TaskForm(page).openNew()
  const scheduler = new Scheduler(page)
  await form.choose('Schedule', /^Create Custom schedule/)

  await test.step('each field is required and checked alone', async () => {
    const wrong = { Minutes: '60', Hours: '24', 'Days of Month': '32' }
    for (const [label, text] of Object.entries(wrong)) {
      const field = scheduler.field(label)
      await expect(field).toHaveAttribute('aria-required', 'true')
      await expect(field).toHaveAccessibleDescription(/range.*list.*step/)
      const before = await field.inputValue()
      await field.fill(text)
      await expect(scheduler.dialog.getByText('Incorrect crontab value.')).toHaveCount(1)
      await expect(scheduler.done).toBeDisabled()
      await field.fill('')
      await expect(scheduler.dialog.getByText('This field is required')).toHaveCount(1)
      await field.fill(before)
      await expect(scheduler.done).toBeEnabled()
    }
    await expect(
      scheduler.dialog.getByText('Separate values with commas, and without spaces.'),
    ).toBeVisible()
  })
  await test.step('a preset lights up by itself', async () => {
    await scheduler.field('Presets').click()
    await page.getByRole('option', { name: 'Daily' }).click()
    await scheduler.expectPreset('Daily')
    await scheduler.field('Hours').fill('2')
    await scheduler.expectPreset(null)
    await scheduler.field('Hours').fill('*')
    await scheduler.expectPreset('Hourly')
  })
  await test.step('"or" stands between days of month and days of week when both restrict', async () => {
    const or = scheduler.dialog.getByText('or', { exact: true })
    await expect(or).toBeHidden()
    await scheduler.field('Days of Month').fill('1')
    await expect(or).toBeHidden()
    await scheduler.tick(WEEKDAYS, ['Wed'])
    await expect(or).toBeVisible()
  })
  await test.step('ticks become cron text: months ascending, weekdays from Monday on', async () => {
    await scheduler.fill('25', '*/2', '2-5')
    await scheduler.tick(MONTHS, MONTHS.slice(1))
    await scheduler.tick(WEEKDAYS, ['Sun', 'Mon'])
    await expect(scheduler.preview).toContainText('25 */2 2-5 2,3,4,5,6,7,8,9,10,11,12 mon,sun')
    await scheduler.tick(MONTHS, [])
    await scheduler.tick(WEEKDAYS, WEEKDAYS)
    await expect(scheduler.preview).toContainText('25 */2 2-5 * *')
  })
  await test.step('the preview: words, calendar, at most 25 runs, time zone', async () => {
    await scheduler.fill('30-35', '1,14', '*/2')
    await expect(scheduler.preview).toContainText(
      'Minutes 30 through 35 past the hour, at 01:00 (01:00 AM) and 14:00 (02:00 PM), every 2 days',
    )
    await expect(scheduler.preview).toContainText('System Time Zone: America/New_York')
    const month = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric' })
    await expect(scheduler.preview).toContainText(month.format(new Date()))
    await scheduler.dialog.getByRole('button', { name: 'Next month' }).click()
    const runs = scheduler.preview.getByRole('listitem')
    await expect(runs).toHaveCount(25)
    await expect(scheduler.preview).toContainText('Only first 25 examples are shown.')
    await expect(runs.first()).toContainText('01:30')
    await expect(scheduler.preview.getByText(/^1\s*\(runs\)$/)).toBeVisible()
    await scheduler.fill('0', '2', '1')
    await scheduler.tick(WEEKDAYS, ['Mon'])
    await expect(scheduler.preview).toContainText('on day 1 of the month, and on Monday')
    await expect(scheduler.preview).toContainText('0 2 1 * mon')
  })
  await test.step('a day that never comes is no schedule', async () => {
    await scheduler.fill('0', '0', '31')
    await scheduler.tick(WEEKDAYS, WEEKDAYS)
    // None ticked means every month, so one tick is that month alone.
    await scheduler.tick(['Feb'], ['Feb'])
    await expect(scheduler.dialog.getByText(/This schedule never runs/)).toBeVisible()
    await expect(scheduler.done).toBeDisabled()
  })
})
