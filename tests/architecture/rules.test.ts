import { describe, expect, it } from 'vitest'
import { formFindings } from './support/forms'
import { layerFindings } from './support/layers'
import { PLACE_RULES, placeFindings, staleExceptions } from './support/places'
import { sentenceFindings, staleTexts } from './support/sentences'
import { importsOf, parse, resolve } from './support/source'

const COMMON = 'electron/common/a.ts'
const CORE = 'electron/core/run/a.ts'
const MAIN = 'electron/main/a.ts'
const PRELOAD = 'electron/preload/index.ts'
const PAGE = 'renderer/src/a.ts'
const STORE = 'electron/main/adapters/electron-settings-store.ts'

const importing = (path: string, specifier: string) =>
  layerFindings([{ path, text: `import { x } from '${specifier}'` }])

describe('the layers', () => {
  it.each([
    [COMMON, 'node:fs'],
    [COMMON, 'electron'],
    [COMMON, 'vue'],
    [COMMON, 'node-schedule'],
    [COMMON, '@core/engine'],
    [COMMON, '../core/engine'],
    [COMMON, '@renderer/main'],
    [CORE, 'electron'],
    [CORE, 'electron/main'],
    [CORE, 'electron-store'],
    [CORE, 'vue'],
    [CORE, '@main/compose'],
    [CORE, '../../main/compose'],
    [CORE, '@common/../main/compose'],
    [MAIN, 'electron-store'],
    [MAIN, 'vue'],
    [MAIN, '@renderer/main'],
    [MAIN, '../../renderer/src/main'],
    [STORE, 'pinia'],
    [PRELOAD, 'node:fs'],
    [PRELOAD, '@main/compose'],
    [PRELOAD, '@core/engine'],
    [PAGE, 'electron'],
    [PAGE, 'node:fs'],
    [PAGE, '@core/engine'],
    [PAGE, '../../electron/main/compose'],
    [PAGE, 'left-pad'],
  ])('do not let %s import %s', (path, specifier) => {
    expect(importing(path, specifier)).toEqual([`${path}:1 may not import ${specifier}`])
  })

  it.each([
    [COMMON, 'yup'],
    [COMMON, './b'],
    [CORE, '@common/errors'],
    [CORE, 'node:fs/promises'],
    [CORE, '../engine'],
    [MAIN, 'electron'],
    [MAIN, '@core/engine'],
    [STORE, 'electron-store'],
    [PRELOAD, '@common/ipc/channels'],
    [PAGE, '@common/task/task'],
    [PAGE, 'vuetify/components'],
    [PAGE, '@mdi/js'],
    [PAGE, './styles/base.css'],
  ])('let %s import %s', (path, specifier) => {
    expect(importing(path, specifier)).toEqual([])
  })

  it('have a place for every file', () => {
    expect(layerFindings([{ path: 'electron/new/a.ts', text: '' }])).toHaveLength(1)
  })

  it.each([
    "\nimport type { X } from 'electron'",
    "\nexport * from 'electron'",
    "\nexport { x } from 'electron'",
    "\nconst x = await import('electron')",
    "\nlet x: import('electron').App",
    "\nconst x = require('electron')",
    "\nimport x = require('electron')",
    "\nimport 'electron'",
  ])('see the import in %j', (text) => {
    expect(layerFindings([{ path: CORE, text }])).toEqual([`${CORE}:2 may not import electron`])
  })

  it.each([
    "// import { x } from 'electron'",
    "/* import 'electron' */",
    'const text = "import \'electron\'"',
  ])('see none in %j', (text) => {
    expect(layerFindings([{ path: CORE, text }])).toEqual([])
  })

  it('see into the script of a component, at its line', () => {
    const text = `<template>\n  <p>import 'x'</p>\n</template>\n\n<script setup lang="ts">\nimport 'electron'\n</script>\n`
    const findings = layerFindings([{ path: 'renderer/src/A.vue', text }])
    expect(findings).toEqual(['renderer/src/A.vue:6 may not import electron'])
    expect(parse({ path: 'A.vue', text: '<template />' }).statements).toHaveLength(0)
  })
})

describe('what only some files may do', () => {
  const found = (path: string, text: string) => placeFindings(PLACE_RULES, [{ path, text }])

  it.each([
    [MAIN, 'const engine = await Engine.open({})', 'makes the engine'],
    [MAIN, 'const engine = new Engine()', 'constructs the engine'],
    [MAIN, 'openSettings(folder, now)', 'opens a store'],
    [MAIN, 'new Store({})', 'constructs a store'],
    [MAIN, "import { ipcMain } from 'electron'", 'uses ipcMain'],
    [PAGE, 'ipcRenderer.send(1)', 'uses ipcRenderer'],
    [PAGE, 'window.rsyncTasks.invoke()', 'touches window.rsyncTasks'],
    [PAGE, "window['rsyncTasks']", 'touches window.rsyncTasks'],
    [CORE, "import { spawn } from 'node:child_process'", 'starts programs'],
    [CORE, "import { execFile } from 'child_process'", 'starts programs'],
    [CORE, 'spawn(x, [], { shell: true })', 'passes something through a shell'],
    [CORE, "spawn(x, [], { 'shell': true })", 'passes something through a shell'],
    [
      CORE,
      "spawnSync('x', [])",
      'looks for a program itself, and waits for every folder of PATH (startedFrom)',
    ],
    [MAIN, 'new BrowserWindow({ nodeIntegration: true })', 'gives a page the powers of Node'],
    [MAIN, 'new BrowserWindow({ sandbox: false })', 'takes a page out of its sandbox'],
    [MAIN, 'new BrowserWindow({ contextIsolation: false })', 'mixes page and bridge'],
    [MAIN, "window.loadURL('file:///x')", 'names a file: page'],
    [MAIN, 'window.loadURL(`file://${x}`)', 'names a file: page'],
    [MAIN, "window.loadFile('x')", 'loads a file: page'],
    [MAIN, 'dialog.showMessageBoxSync(options)', 'holds up all of main for an answer'],
    [
      CORE,
      'const deadline = Date.now() + 1',
      'reads the clock of the day, which may be set while something waits',
    ],
    [MAIN, 'dialog.showOpenDialogSync(options)', 'holds up all of main for an answer'],
  ])('is noticed in %s: %s', (path, text, message) => {
    expect(found(path, `// a comment\n${text}`)).toEqual([`${path}:2 ${message}`])
  })

  it.each(["import { exec } from 'node:child_process'", "import * as c from 'node:child_process'"])(
    'includes, even for those that start programs, no shell: %s',
    (text) => {
      const path = 'electron/core/run/process-group.ts'
      expect(found(path, text)).toEqual([`${path}:1 could pass something through a shell`])
    },
  )

  it.each([
    ['electron/main/compose.ts', 'Engine.open({}); openSettings()'],
    ['electron/main/ipc/register.ts', "import { ipcMain } from 'electron'"],
    [MAIN, '/x/.exec(text); const t = { shell: false, nodeIntegration: false, sandbox: true }'],
    [MAIN, '// ipcMain, file://\nconst nav = { rsyncTasks: "x", ipcMain: 1 }'],
  ])('is not taken for it in %s: %s', (path, text) => {
    expect(found(path, text)).toEqual([])
  })

  it('has no exception that nobody needs', () => {
    const compose = { path: 'electron/main/compose.ts', text: 'Engine.open({})' }
    const stale = staleExceptions(PLACE_RULES, [compose])
    expect(stale).toContain('electron/main/ipc/register.ts no longer uses ipcMain')
    expect(stale).toContain('electron/main/compose.ts no longer opens a store')
    expect(stale).not.toContain('electron/main/compose.ts no longer makes the engine')
  })
})

describe('words for people', () => {
  const found = (text: string, path = MAIN) => sentenceFindings([{ path, text }], [])

  it.each([
    "throw new AppError('NOT_FOUND', 'Gone')",
    "throw new AppError('NOT_FOUND', `There is no task ${id}.`)",
    "throw new AppError('INVALID_INPUT', isText ? 'Gone' : say('a.b'))",
    "throw new UsageError('Wrong')",
    "yup.string().typeError('Text').required()",
    "yup.number().max(3, 'Less')",
    "dialog.showMessageBox({ buttons: ['OK', undo] })",
    "const item = { label: 'Quit' }",
    "const item = { 'aria-label': 'Close' }",
    "const fix = 'Check the address and the network.'",
    'const text = `${path} cannot be read`',
    'const text = `${count} tasks`',
    "const text = count + ' tasks were deleted'",
    'io.out(`Task ${id} deleted\\n`)',
    'const name = task?.name ?? `Task ${id}`',
  ])('are noticed in %s', (text) => {
    expect(found(text)).toEqual([`${MAIN}:1 says words that are in no catalogue`])
  })

  it.each([
    "throw new AppError('NOT_FOUND', say('tasks.notFound', { id }))",
    "const item = { label: say('tray.quit'), help: 'commands.list', text: '' }",
    '// There is no task here.\nconst a = /Host key verification failed/',
    "const b = { 'connections list': list, usage: 'update ID --file F|-' }",
    'io.out(`${run.state}: ${run.reason}\\n`)',
    "type A = 'not for any person to read'",
    "yup.string().oneOf(['PUSH', 'PULL'])",
    "spawn('ssh', ['-o', 'BatchMode=yes'])",
  ])('are not seen in %s', (text) => {
    expect(found(text)).toEqual([])
  })

  it('may stand in a catalogue', () => {
    expect(found("const a = { label: 'Quit' }", 'electron/common/i18n/en/a.ts')).toEqual([])
  })

  it('have no exception that nobody needs', () => {
    const source = { path: MAIN, text: "const a = 'Words of another program'" }
    const exceptions = [/^Words of/, /^Nothing like it/].map((text) => ({
      path: MAIN,
      text,
      why: '',
    }))
    expect(sentenceFindings([source], exceptions)).toEqual([])
    expect(staleTexts([source], exceptions)).toEqual([`${MAIN} no longer has /^Nothing like it/`])
  })
})

describe('the names of files', () => {
  it.each([
    'a/some-file.ts',
    'a/some-file.test.ts',
    'a/env.d.ts',
    'a/task-schema.rules.test.ts',
    'a/SomeView.vue',
  ])('%s is right', (path) => expect(formFindings([{ path, text: '' }])).toEqual([]))

  it.each([
    'a/SomeFile.ts',
    'a/some_file.ts',
    'a/someFile.ts',
    'a/some-view.vue',
    'a/someView.vue',
  ])('%s is in another form', (path) => expect(formFindings([{ path, text: '' }])).toHaveLength(1))
})

describe('reading a file', () => {
  it('tells the names that are imported', () => {
    const text = "import d, { a, b as c } from 'x'\nimport * as n from 'y'\nimport 'z'"
    expect(importsOf({ path: 'a.ts', text })).toEqual([
      { specifier: 'x', line: 1, names: ['default', 'a', 'b'] },
      { specifier: 'y', line: 2, names: ['*'] },
      { specifier: 'z', line: 3, names: [] },
    ])
  })

  it.each([
    ['@common/errors', { file: 'electron/common/errors' }],
    ['../../common/errors', { file: 'electron/common/errors' }],
    ['./b', { file: 'electron/core/run/b' }],
    ['node:fs/promises', { package: 'node:' }],
    ['vuetify/styles', { package: 'vuetify' }],
    ['@mdi/js', { package: '@mdi/js' }],
    ['@scope/name/deep', { package: '@scope/name' }],
  ])('knows what %s means', (specifier, expected) => {
    expect(resolve(CORE, specifier)).toEqual(expected)
  })
})
