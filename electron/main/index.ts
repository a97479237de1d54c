import { systemErrorText } from '@common/text/system-error'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { app, dialog } from 'electron'
import { say } from '@common/i18n/say'
import { desktopLines, terminalText } from '@common/text/visible-text'
import { tempFolder, tempPrefix } from '@core/system/temp-folder'
import { closeToOthers } from '@core/system/umask'
import { prepareFolder } from './data-folder'
import { exitNow } from './lifecycle/exit-now'
import { registerAppScheme } from './protocol/app-protocol'
import { ownArguments, windowStart } from './own-arguments'

closeToOthers()
await leaveTempFolder()
// Together with --no-sandbox (root in a checkout) it would keep child processes from starting.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
shareNetworkProcess()
keepGtkFromOpenGl()
registerAppScheme()

// Taken from the switch itself: where Electron cannot use a folder, it takes the default in silence.
const folder = resolve(
  app.commandLine.getSwitchValue('user-data-dir') || join(app.getPath('appData'), 'rsync-tasks'),
)
const prepared = prepareFolder(folder)
let unused: string | null = null
try {
  app.setPath('userData', prepared.isForChromium ? folder : unusedFolder())
} catch {
  // There is no room for it; whoever asks for the data folder hears of that.
}

/** Characters of the reason why the app cannot start. */
const MAX_MESSAGE = 1000
const argv = ownArguments(process.argv, app.getAppPath(), app.isPackaged)
// Electron crashes when it shows a window there; `npm run cli` without words is for the help.
const isHeadless = app.commandLine.getSwitchValue('ozone-platform') === 'headless'
const start = isHeadless ? null : windowStart(argv)
// Only the half that is asked for is loaded, and before Electron is ready, or what it loads would take
// the signals over (start-window.ts). What it does is not awaited: Electron would never become ready.
if (start) {
  const { startWindow } = await import('./start-window')
  startWindow(folder, start, prepared).catch(fail)
} else {
  const { startCli } = await import('./start-cli')
  startCli(argv, folder, prepared).then(leave, fail)
}

/** Chromium's files go there while those in the data folder are not to be touched. */
function unusedFolder(): string {
  return (unused = mkdtempSync(join(tmpdir(), tempPrefix('unused'))))
}

/** Before Chromium, which opens files there and would wait for a share that does not answer. */
async function leaveTempFolder(): Promise<void> {
  if (process.platform === 'win32') return
  if ((await tempFolder(process.getuid?.())) === tmpdir()) return
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) Reflect.deleteProperty(process.env, name)
}

/**
 * Chromium's network service has nothing to do here but to hand out the files of the page. On Linux
 * a process of its own has no sandbox that would protect anybody, and costs the memory all day.
 */
function shareNetworkProcess(): void {
  if (process.platform !== 'linux') return
  const asked = app.commandLine.getSwitchValue('enable-features')
  const features = [asked, 'NetworkServiceInProcess2'].filter((name) => name !== '')
  app.commandLine.appendSwitch('enable-features', features.join(','))
}

/**
 * GTK asks OpenGL what it can do as soon as it begins, and so the driver is loaded into the main process
 * for good (Mesa and LLVM: 15 MB). GTK draws no more here than the dialogs of the system, and none of
 * them by OpenGL. What is started from here later does not inherit the wish.
 */
function keepGtkFromOpenGl(): void {
  if (process.platform !== 'linux' || process.env['GDK_GL'] !== undefined) return
  process.env['GDK_GL'] = 'disable'
  void app.whenReady().then(() => delete process.env['GDK_GL'])
}

/** The app cannot start; the reason must be seen, in a terminal and without one. */
function fail(error: Error): void {
  process.stderr.write(`${terminalText(systemErrorText(error))}\n`)
  if (start && app.isReady())
    dialog.showErrorBox(say('app.couldNotStart'), desktopLines(systemErrorText(error), MAX_MESSAGE))
  leave(1)
}

function leave(code: number): void {
  if (unused !== null) rmSync(unused, { recursive: true, force: true })
  exitNow(code)
}
