import { spawn } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureElectron } from '../../../build/scripts/setup/electron.mjs'
import { electronArguments } from '../../../build/scripts/setup/launch.mjs'
import { expect, test } from './app'
import { inMain } from './desktop'
import { cli } from './cli'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test('the open app carries out commands of the command line, and the window shows it', async ({
  open,
  dataDir,
}) => {
  const source = join(dataDir, '../from the terminal')
  await mkdir(source)
  const { page } = await open()
  const settings = {
    path: source,
    user: process.env['USER'] ?? 'root',
    remotehost: 'nas',
    remotemodule: 'm',
  }
  const created = JSON.parse(
    await cli(dataDir, ['create', '--file', '-'], JSON.stringify(settings)),
  )
  await expect(page.getByRole('row').filter({ hasText: source })).toBeVisible()
  await cli(dataDir, ['delete', String(created.id)])
  await expect(page.getByRole('row').filter({ hasText: source })).toBeHidden()
  expect(JSON.parse(await cli(dataDir, ['list', '--json']))).toEqual([])
})

test('a second start shows the window that is open, and ends', async ({ open, dataDir }) => {
  const { app } = await open()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const electron = await ensureElectron({ quiet: true })
  const second = spawn(electron, [
    ...electronArguments({ headless: false }),
    root,
    `--user-data-dir=${dataDir}`,
  ])
  const code = await new Promise((resolve) => second.once('exit', resolve))
  expect(code).toBe(0)
  await expect
    .poll(() =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized()),
    )
    .toBe(false)
  expect(app.windows()).toHaveLength(1)
})

test('quitting asks only while a task runs, and "Stop and quit" stops it', async ({ open }) => {
  const first = await open()
  await first.page.getByRole('button', { name: 'Try it with a practice task' }).click()
  await expect(first.page.getByRole('button', { name: /^RUNNING/ })).toBeVisible()
  const asked = await first.app.evaluate(({ app, dialog }) => {
    const questions: string[] = []
    let answer = 0
    dialog.showMessageBox = ((_window: unknown, options: { message: string }) => {
      questions.push(options.message)
      return Promise.resolve({ response: answer++, checkboxChecked: false })
    }) as typeof dialog.showMessageBox
    app.quit()
    return new Promise<string[]>((resolve) => setImmediate(() => resolve(questions)))
  })
  expect(asked).toEqual(['A task is running.'])
  await expect(first.page.getByRole('heading', { name: 'Data Protection' })).toBeVisible()
  const closed = first.app.waitForEvent('close')
  await first.app.evaluate(({ app }) => app.quit())
  await closed
  const { page } = await open()
  await expect(page.getByRole('button', { name: 'ABORTED' })).toBeVisible()
})

test('the window opens again where it stood', async ({ open }) => {
  const bounds = { x: 40, y: 60, width: 900, height: 640 }
  const first = await open()
  const closed = first.app.waitForEvent('close')
  await first.app.evaluate(({ app, BrowserWindow }, place) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(place)
    setTimeout(() => app.quit(), 300)
  }, bounds)
  await closed
  const { app } = await open()
  expect(
    await inMain(app, ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()),
  ).toEqual(bounds)
})

test('no OpenGL driver is loaded into main, and what main starts hears nothing of that', async ({
  open,
}) => {
  const { app } = await open()
  const loaded = await readFile(`/proc/${app.process().pid}/maps`, 'utf8')
  expect(loaded).toContain('libgtk')
  expect(loaded).not.toMatch(/libGLX|_dri\.so|libLLVM/)
  expect(await app.evaluate(() => process.env['GDK_GL'])).toBeUndefined()
})

test('damaged settings are set aside, and the window says so', async ({ open, dataDir }) => {
  await writeFile(join(dataDir, 'settings.json'), '{"schemaVersion": 1, "tasks": [')
  const { page } = await open()
  await expect(page.getByText(/The settings could not be read/)).toBeVisible()
})

test('a settings file that is edited while the app is open changes nothing, and is kept and told of', async ({
  open,
  dataDir,
}) => {
  const { page } = await open()
  const file = join(dataDir, 'settings.json')
  const kept = async () => {
    const names = (await readdir(dataDir)).filter((name) => name.startsWith('settings.edited-'))
    return Promise.all(names.sort().map((name) => readFile(join(dataDir, name), 'utf8')))
  }
  const limit = async () =>
    (JSON.parse(await cli(dataDir, ['settings', '--json'])) as { max_parallel_runs: number })
      .max_parallel_runs
  await cli(dataDir, ['settings', '--file', '-'], '{"max_parallel_runs": 5}')
  const edited = (await readFile(file, 'utf8')).replace(/"maxParallelRuns": *5/, '$&0')
  const texts = [edited, 'no settings at all']
  for (const [i, text] of texts.entries()) {
    await writeFile(file, text)
    expect(await limit()).toBe(5)
    await cli(dataDir, ['settings', '--file', '-'], '{"keep_runs_days": 30}')
    expect(await kept()).toEqual(texts.slice(0, i + 1))
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      ...{ maxParallelRuns: 5, keepRunsDays: 30 },
    })
  }
  await cli(dataDir, ['settings', '--file', '-'], '{"keep_runs_days": 31}')
  expect(await kept()).toEqual(texts)
  await page.reload()
  await expect(page.getByText(/settings file was edited while the app was open/)).toHaveCount(2)
})
