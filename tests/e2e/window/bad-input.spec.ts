import { dirname } from 'node:path'
import { expect, test } from './app'
import { TaskForm } from './pages'

const HOSTILE = [
  '   ',
  '<img src=x onerror="window.injected = true">',
  `"quotes' and $(touch /tmp/x) \`x\``,
  '😀 مرحبا \u202Egpj.exe',
  'x'.repeat(2000),
] as const
const FIELDS = ['Path', 'Description', 'Remote Host', 'Remote Module Name'] as const

test('hostile input is kept as typed, shown as text, and gets one clear error at its field', async ({
  open,
  dataDir,
}) => {
  const { page, complaints } = await open()
  const form = await new TaskForm(page).openNew()
  const errors = (label: string) =>
    form
      .field(label)
      .locator('xpath=ancestor::div[contains(@class,"v-input--")][1]')
      .locator('.v-messages__message')
  for (const text of HOSTILE) {
    for (const label of FIELDS) {
      await form.field(label).fill(text)
      await form.field(label).blur()
      await expect(form.field(label)).toHaveValue(text)
    }
    await expect(errors('Path')).toHaveCount(1)
    await expect(errors('Remote Host')).toHaveCount(1)
    await expect(errors('Description')).toHaveCount(text.length > 1024 ? 1 : 0)
  }
  await test.step('an emptied User is asked for when it is left', async () => {
    const user = await form.field('User').inputValue()
    await form.field('User').fill('')
    await form.field('User').blur()
    await expect(errors('User')).toHaveText('This field is required')
    await form.field('User').fill(user)
    await form.field('User').blur()
    await expect(errors('User')).toHaveCount(0)
  })
  await test.step('a pasted line end does not get into a line of text', async () => {
    await form.field('Remote Host').fill('')
    await form.field('Remote Host').focus()
    await page.evaluate(() => document.execCommand('insertText', false, 'nas\n-oProxyCommand=x'))
    await expect(form.field('Remote Host')).not.toHaveValue(/\n/)
  })
  await test.step('HTML in a task is text everywhere', async () => {
    const html = '<b onclick=alert(1)>bold</b>'
    await form.fill({
      Path: dirname(dataDir),
      Description: html,
      'Remote Host': 'nas',
      'Remote Module Name': html,
    })
    await form.choose('Direction', 'Push')
    await form.choose('Schedule', /^Daily/)
    await form.saveWell()
    await expect(page.getByText(`Task created: nas - ${html}.`)).toBeVisible()
    await page.getByRole('button', { name: /^Actions/ }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await expect(page.getByText(`Delete Rsync Task "nas - ${html}"?`)).toBeVisible()
    expect(await page.locator('b[onclick]').count()).toBe(0)
  })
  await test.step('values of wrong types through IPC are refused with their fields', async () => {
    const answer = await page.evaluate(() => {
      type Loose = { invoke: (channel: string, ...args: unknown[]) => Promise<unknown> }
      const { invoke } = (window as unknown as { rsyncTasks: Loose }).rsyncTasks
      const wrong = {
        path: 7,
        user: null,
        desc: {},
        remoteHost: ['x'],
        recursive: 'yes',
        extra: 'x',
      }
      return invoke('tasks:create', { ...wrong, schedule: 5, remotePort: '22' })
    })
    expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    const fields = (answer as { error: { fields: { field: string }[] } }).error.fields
    expect(fields.map(({ field }) => field)).toEqual(
      expect.arrayContaining([
        'path',
        'user',
        'desc',
        'remoteHost',
        'recursive',
        'extra',
        'schedule',
      ]),
    )
  })
  expect(await page.evaluate(() => 'injected' in window)).toBe(false)
  expect(complaints).toEqual([])
})
