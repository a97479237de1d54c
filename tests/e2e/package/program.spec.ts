import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open as openFile, rm, stat, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { extractFile, listPackage, statFile } from '@electron/asar'
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { ensureElectron } from '../../../build/scripts/setup/electron.mjs'
import { versionOf } from '../../../build/scripts/setup/pack.mjs'
import { descendantsOf } from '../../support/processes'
import { expect, test } from './app'
import { install, runCommand, type Installed } from './installed'

const archiveOf = ({ folder }: Installed) => join(folder, 'resources/app.asar')

/** The code of main, of all the files that it is loaded from. */
function mainCode(installed: Installed): string {
  const archive = archiveOf(installed)
  return listPackage(archive, { isPack: false })
    .filter((name) => /^\/out\/main\/[^/]+\.js$/.test(name))
    .map((name) => extractFile(archive, name.slice(1)).toString())
    .join('\n')
}

test('the fuses are those that were decided on', { tag: '@item-19' }, async ({ installed }) => {
  const { version, ...wire } = await getCurrentFuseWire(installed.program)
  const states = Object.entries(wire).map(([fuse, state]) => [
    FuseV1Options[Number(fuse)],
    state === FuseState.ENABLE,
  ])
  expect(version).toBe(FuseVersion.V1)
  expect(Object.fromEntries(states)).toMatchObject({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
  })
})

test(
  'the program cannot be made to run other code as Node',
  { tag: '@item-19' },
  async ({ installed, dataDir }) => {
    const code = join(dataDir, 'code.cjs')
    const trace = join(dataDir, 'trace')
    await writeFile(code, `require('fs').writeFileSync(${JSON.stringify(trace)}, '')`)
    const ways = [
      { NODE_OPTIONS: `--require ${code}` },
      { ELECTRON_RUN_AS_NODE: '1' },
      { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${code}` },
    ]
    for (const env of ways) {
      const { code, stdout } = await runCommand(installed, dataDir, ['list', '--json'], { env })
      expect({ code, stdout: JSON.parse(stdout) }).toEqual({ code: 0, stdout: [] })
    }
    expect(existsSync(trace)).toBe(false)
    for (const inspect of ['--inspect=0', '--inspect-brk=0']) {
      const { stderr } = await runCommand(installed, dataDir, [inspect, 'list'])
      expect(stderr).not.toContain('Debugger listening')
    }
  },
)

test('code beside the archive is not started', { tag: '@item-19' }, async ({ dataDir }) => {
  const copy = await install()
  try {
    await rm(archiveOf(copy))
    const app = join(copy.folder, 'resources/app')
    await mkdir(app)
    await writeFile(join(app, 'package.json'), '{"main":"main.js","version":"1.0.0"}')
    await writeFile(join(app, 'main.js'), "console.log('started'); process.exit(0)")
    const { code, stdout } = await runCommand(copy, dataDir, ['list'])
    expect(stdout).toBe('')
    expect(code).not.toBe(0)
  } finally {
    await copy.dispose()
  }
})

test(
  'every file in the archive has the digest that macOS and Windows check',
  { tag: '@item-19' },
  ({ installed }) => {
    const archive = archiveOf(installed)
    const digest = (data: Buffer) => createHash('sha256').update(data).digest('hex')
    const wrong = listPackage(archive, { isPack: false })
      .map((file) => ({ file: file.slice(1), entry: statFile(archive, file.slice(1)) }))
      .filter(({ entry }) => !('files' in entry))
      .filter(({ file, entry }) => {
        const integrity = 'integrity' in entry ? entry.integrity : null
        return integrity?.hash !== digest(extractFile(archive, file))
      })
    expect(wrong).toEqual([])
  },
)

test(
  'on Linux Electron checks no digest, so all of the package is for its owner alone to write',
  { tag: '@item-19' },
  async ({ dataDir }) => {
    const copy = await install()
    try {
      const archive = archiveOf(copy)
      const at = readFileSync(archive).indexOf('Usage: rsync-tasks')
      const file = await openFile(archive, 'r+')
      await file.write('usage', at)
      await file.close()
      const { code, stdout } = await runCommand(copy, dataDir, ['--help'])
      expect({ code, start: stdout.slice(0, 18) }).toEqual({ code: 0, start: 'usage: rsync-tasks' })
      const names = await readdir(copy.folder, { recursive: true })
      const modes = await Promise.all(names.map(async (name) => stat(join(copy.folder, name))))
      expect(names.filter((_, i) => ((modes[i]?.mode ?? 0o777) & 0o022) !== 0)).toEqual([])
    } finally {
      await copy.dispose()
    }
  },
)

test(
  'the page runs in Chromium’s sandbox, and with none of the switches that weaken it',
  { tag: ['@item-4', '@item-6', '@item-8', '@item-9', '@item-10'] },
  ({ app }) => {
    const pid = app.process.pid ?? 0
    const all = [pid, ...descendantsOf(pid).map((info) => info.pid)].map((pid) => ({
      command: readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '),
      status: readFileSync(`/proc/${pid}/status`, 'latin1'),
    }))
    const weak =
      /--(no-sandbox|disable-web-security|allow-running-insecure|enable-(blink|experimental))/
    expect(all.filter(({ command }) => weak.test(command))).toEqual([])
    const pages = all.filter(({ command }) => command.includes('--type=renderer'))
    expect(pages).toHaveLength(1)
    // 2: its system calls go through a filter (proc(5)).
    expect(pages[0]?.status).toMatch(/^Seccomp:\s+2$/m)
    expect(pages[0]?.status).toMatch(/^NoNewPrivs:\s+1$/m)
  },
)

test(
  'the packaged code asks for nothing that the checklist forbids',
  { tag: ['@item-8', '@item-9', '@item-10', '@item-11', '@item-15'] },
  ({ installed }) => {
    const code = mainCode(installed)
    const forbidden = ['allowRunningInsecureContent', 'experimentalFeatures', 'enableBlinkFeatures']
    const more = ['allowpopups', 'openExternal', 'nodeIntegrationInWorker', 'openDevTools']
    const words = [...forbidden, ...more, 'nodeIntegrationInSubFrames', 'toggleDevTools']
    expect(words.filter((word) => code.includes(word))).toEqual([])
    expect(code).toContain('webSecurity: true')
    expect(code).toContain('devTools: !app.isPackaged')
  },
)

test('the Electron inside is the one of this checkout', { tag: '@item-16' }, async ({ app }) => {
  const version = versionOf(await ensureElectron({ quiet: true }))
  const agent = await app.page.evaluate(() => navigator.userAgent)
  expect(agent).toContain(`Electron/${version} `)
})
