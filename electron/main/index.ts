import { join } from 'node:path'
import { app, dialog } from 'electron'
import { registerAppScheme } from './protocol/app-protocol'
import { startCli } from './start-cli'
import { startWindow } from './start-window'
import { ownArguments, windowStart } from './own-arguments'

// Together with --no-sandbox (root in a checkout) it would keep child processes from starting.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerAppScheme()

const folder = app.commandLine.hasSwitch('user-data-dir')
  ? app.getPath('userData')
  : join(app.getPath('appData'), 'rsync-tasks')
app.setPath('userData', folder)

const argv = ownArguments(process.argv, app.getAppPath(), app.isPackaged)
const start = windowStart(argv)
// Not awaited: Electron becomes ready only once this module has been loaded.
if (start) startWindow(folder, start).catch(fail)
else startCli(argv, folder).then((code) => app.exit(code), fail)

/** The app cannot start; the reason must be seen, in a terminal and without one. */
function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`)
  if (start && app.isReady()) dialog.showErrorBox('Rsync Tasks could not start', error.message)
  app.exit(1)
}
