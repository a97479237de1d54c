import { userInfo } from 'node:os'
import type { Locator } from '@playwright/test'
import { expect, test } from './app'
import { TaskForm } from './pages'

/** A setting of the seed page, as the form shows it. */
interface Setting {
  readonly label: string
  readonly isRequired?: true
  /** What it starts with: a text, or on and off. */
  readonly start: string | boolean
  /** What its tooltip must speak of. */
  readonly tooltip: RegExp
}

const SOURCE: readonly Setting[] = [
  { label: 'Path', isRequired: true, start: '', tooltip: /directory .* sync.*Linux path limits/ },
  {
    label: 'User',
    isRequired: true,
    start: userInfo().username,
    tooltip: /runs the rsync task.*permission.*private key in its home/,
  },
  { label: 'Direction', isRequired: true, start: '', tooltip: /flow of data/ },
  { label: 'Description', start: '', tooltip: /description of the rsync task/ },
]
const REMOTE: readonly Setting[] = [
  { label: 'Rsync Mode', start: 'Module', tooltip: /Module.*rsync server.*SSH/ },
  { label: 'Remote Host', isRequired: true, start: '', tooltip: /username@remote_host/ },
]
const MODULE: readonly Setting[] = [
  { label: 'Remote Module Name', isRequired: true, start: '', tooltip: /rsyncd\.conf/ },
]
const SSH: readonly Setting[] = [
  {
    label: 'Connect using',
    isRequired: true,
    start: "SSH private key stored in user's home directory",
    tooltip: /key in the home directory.*saved SSH connection/,
  },
  { label: 'Remote SSH Port', isRequired: true, start: '22', tooltip: /22 by default/ },
  { label: 'Remote Path', start: '', tooltip: /existing path.*255/ },
  { label: 'Validate Remote Path', start: true, tooltip: /Tests the connection.*exists/ },
]
const SCHEDULE: readonly Setting[] = [
  { label: 'Schedule', isRequired: true, start: '', tooltip: /preset/ },
  { label: 'Recursive', start: true, tooltip: /all subdirectories.*only the specified directory/ },
  { label: 'Enabled', start: true, tooltip: /disable the task without deleting/ },
]
const MORE: readonly Setting[] = [
  { label: 'Times', start: true, tooltip: /modification times/ },
  { label: 'Compress', start: true, tooltip: /slow connections/ },
  { label: 'Archive', start: false, tooltip: /symlinks.*-rlptgoD/ },
  { label: 'Delete', start: false, tooltip: /do not exist in the source/ },
  { label: 'Quiet', start: false, tooltip: /informational messages from the remote server/ },
  { label: 'Preserve Permissions', start: false, tooltip: /original file permissions.*root/ },
  { label: 'Preserve Extended Attributes', start: false, tooltip: /both systems/ },
  { label: 'Delay Updates', start: true, tooltip: /holding directory/ },
  { label: 'Auxiliary Parameters', start: '', tooltip: /rsync\(1\).*Enter.*\\\*\.txt.*'\*\.txt'/ },
]

async function expectSetting(form: TaskForm, { label, isRequired, start, tooltip }: Setting) {
  await test.step(label, async () => {
    const field = form.field(label)
    await expect(field).toBeVisible()
    if (typeof start === 'boolean') await expect(field).toBeChecked({ checked: start })
    else expect(await shownValue(field)).toBe(start)
    await expect(field).toHaveAccessibleDescription(tooltip)
    const mark = await form.panel
      .locator('label')
      .filter({ hasText: new RegExp(`^${label}$`) })
      .evaluate((element) => getComputedStyle(element, '::after').content)
    expect(mark.includes('*')).toBe(isRequired === true)
    if (isRequired) await expect(field).toHaveAttribute('aria-required', 'true')
  })
}

/** The text of a field; a list of choices shows its own beside its input. */
async function shownValue(field: Locator): Promise<string> {
  const typed = await field.inputValue()
  if (typed !== '') return typed
  const chosen = field.locator('xpath=..').locator('.v-select__selection, .v-combobox__selection')
  return (await chosen.allInnerTexts()).join().trim()
}

test('every setting of the seed’s tables is there by its label, with default, mark and tooltip', async ({
  open,
}) => {
  const { page } = await open()
  const form = await new TaskForm(page).openNew()
  await expect(form.panel.getByRole('heading', { name: 'Add Rsync Task' })).toBeVisible()
  for (const title of ['Source', 'Remote', 'Schedule', 'More Options']) {
    await expect(form.panel.getByRole('heading', { name: title, exact: true })).toBeVisible()
  }
  const always = [...SOURCE, ...REMOTE, ...SCHEDULE, ...MORE]
  for (const setting of [...always, ...MODULE]) await expectSetting(form, setting)

  await test.step('settings of the mode that is not chosen are not shown', async () => {
    for (const { label } of SSH) await expect(form.field(label)).toBeHidden()
    await form.choose('Rsync Mode', /^SSH/)
    for (const { label } of MODULE) await expect(form.field(label)).toBeHidden()
  })
  for (const setting of SSH) {
    // Marked although the page does not: rsync would write into the home directory.
    const marked = setting.label === 'Remote Path' ? ({ isRequired: true } as const) : {}
    await expectSetting(form, { ...setting, ...marked })
  }
  await test.step('Direction, Rsync Mode and Connect using offer what the page says', async () => {
    const offered = async (label: string) => {
      await form.field(label).click()
      const options = page.getByRole('option')
      await expect(options.first()).toBeVisible()
      const texts = await options.locator('.v-list-item-title').allInnerTexts()
      await page.keyboard.press('Escape')
      await expect(options.first()).toBeHidden()
      return texts
    }
    expect(await offered('Direction')).toEqual(['Push', 'Pull'])
    expect(await offered('Rsync Mode')).toEqual(['Module', 'SSH'])
    expect(await offered('Connect using')).toEqual([
      "SSH private key stored in user's home directory",
      'SSH connection from the keychain',
    ])
  })
  await test.step('SSH Connection takes the place of Remote Host and Remote SSH Port', async () => {
    await form.choose('Connect using', 'SSH connection from the keychain')
    await expect(form.field('SSH Connection')).toBeVisible()
    for (const label of ['Remote Host', 'Remote SSH Port']) {
      await expect(form.field(label)).toBeHidden()
    }
    await form.choose('Connect using', /^SSH private key/)
    await expect(form.field('Remote Host')).toBeVisible()
  })
  await test.step('a tooltip opens under the pointer', async () => {
    await form.panel
      .getByText('Remote SSH Port', { exact: true })
      .locator('xpath=..')
      .locator('svg')
      .hover()
    await expect(page.getByRole('tooltip')).toContainText('22 by default')
  })
  await test.step('the caution of the Auxiliary Parameters', async () => {
    await expect(form.panel.getByText(/not tested .* corrupted or lost data/)).toBeVisible()
  })
})

test('limits are those of the page, and required settings are asked for all at once', async ({
  open,
}) => {
  const { page } = await open()
  const form = await new TaskForm(page).openNew()
  const errorAt = (label: string) =>
    form
      .field(label)
      .locator('xpath=ancestor::div[contains(@class,"v-input--")][1]')
      .getByRole('alert')

  await form.save()
  for (const label of ['Path', 'Direction', 'Remote Host', 'Remote Module Name', 'Schedule']) {
    await expect(errorAt(label)).toHaveText('This field is required')
  }
  await expect(form.field('Path')).toBeFocused()

  await form.choose('Rsync Mode', /^SSH/)
  for (const [port, message] of [
    ['0', 'Enter a port from 1 to 65535'],
    ['65536', 'Enter a port from 1 to 65535'],
    ['022', 'Enter a port from 1 to 65535'],
    ['', 'This field is required'],
  ] as const) {
    await form.field('Remote SSH Port').fill(port)
    await form.field('Remote SSH Port').blur()
    await expect(errorAt('Remote SSH Port')).toHaveText(message)
  }
  for (const port of ['1', '65535']) {
    await form.field('Remote SSH Port').fill(port)
    await expect(errorAt('Remote SSH Port')).toBeEmpty()
  }
  // 255 bytes, not characters: an emoji counts four.
  await form.field('Remote Path').fill(`/${'x'.repeat(254)}`)
  await form.field('Remote Path').blur()
  await expect(errorAt('Remote Path')).toBeEmpty()
  await form.field('Remote Path').fill(`/${'😀'.repeat(64)}`)
  await form.field('Remote Path').blur()
  await expect(errorAt('Remote Path')).toHaveText('Enter at most 255 bytes')
})

test('chips: Enter and paste make them, they are edited, moved and removed, and are used as promised', async ({
  open,
  dataDir,
}) => {
  const { page } = await open()
  const form = await new TaskForm(page).openNew()
  await form.fill({ Path: `${dataDir}/`, 'Remote Host': 'nas', 'Remote Module Name': 'm' })
  await form.choose('Direction', 'Push')
  await form.choose('Schedule', /^Hourly/)
  const chips = form.panel.getByRole('list', { name: 'Entered parameters' }).getByRole('listitem')
  const entry = form.field('Auxiliary Parameters')
  await entry.fill(String.raw`--exclude=\*.txt`)
  await entry.press('Enter')
  await entry.fill(`--exclude='*.log'`)
  await entry.press('Enter')
  await expect(chips).toHaveText([String.raw`--exclude=\*.txt`, `--exclude='*.log'`])
  const command = form.panel.getByRole('region', { name: 'Command' })
  await expect(command).toContainText(`'--exclude=*.txt' '--exclude=*.log'`)

  await entry.evaluate((element) => {
    const data = new DataTransfer()
    data.setData('text/plain', '--bwlimit=100\n--stats\n')
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  })
  await expect(chips).toHaveCount(4)
  await chips.nth(3).getByRole('button', { name: '--stats' }).first().press('Alt+ArrowLeft')
  await expect(chips.nth(2)).toHaveText('--stats')
  await chips
    .first()
    .getByRole('button', { name: /^Remove/ })
    .click()
  await expect(chips).toHaveText([`--exclude='*.log'`, '--stats', '--bwlimit=100'])
  await chips.nth(1).getByRole('button', { name: '--stats' }).first().click()
  await expect(entry).toHaveValue('--stats')
  await entry.fill('--daemon')
  await entry.press('Enter')
  await expect(form.panel.getByRole('status').getByText(/--daemon/)).toBeVisible()
  await entry.fill(`it's`)
  await entry.press('Enter')
  await form.save()
  await expect(form.panel.getByText(/Please specify valid value/)).toBeVisible()
})
