import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { app, powerMonitor } from 'electron'
import type { EventContract } from '@common/ipc/contract'
import { ENGINE_EVENTS } from '@core/engine-events'
import { execute } from './cli/execute'
import { compose, type Composition } from './compose'
import { requestWindow } from './control/control-client'
import { ControlServer } from './control/control-server'
import { lockFolder } from './control/folder-lock'
import { prepareFolder } from './data-folder'
import { DesktopShell } from './desktop/desktop-shell'
import { Dialogs } from './dialogs'
import { createHandlers } from './ipc/handlers'
import { registerHandlers } from './ipc/register'
import { QuitController } from './lifecycle/quit-controller'
import { LINK_SCHEME } from './link/deep-link'
import type { WindowStart } from './own-arguments'
import { serveApp } from './protocol/app-protocol'
import { setAppMenu } from './window/app-menu'
import { lockDownPages } from './window/lock-down'

const PAGE_FOLDER = fileURLToPath(new URL('../renderer', import.meta.url))
const POLL_MS = 200
/** Windows shows notifications only of an app that it knows by a name. */
const APP_USER_MODEL_ID = 'org.rsync-tasks.app'

/** Opens the app with its window, or brings the window of the one that is open to the front. */
export async function startWindow(folder: string, start: WindowStart): Promise<void> {
  await app.whenReady()
  prepareFolder(folder)
  app.setAppUserModelId(APP_USER_MODEL_ID)
  // A checkout would register the bare Electron for every link.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  if (!(await ownFolder(folder, start))) return app.exit(0)
  const composition = await compose(folder)
  serveApp(PAGE_FOLDER)
  lockDownPages()
  const shell = makeShell(composition, folder)
  const server = new ControlServer({
    folder,
    execute: (request, io) => execute(composition.engine, request, io),
    showWindow: (again) => {
      shell.asked(again)
      return true
    },
  })
  await server.listen()
  followQuit(composition, shell, server)
  const { engine } = composition
  engine.startSchedules()
  powerMonitor.on('resume', () => engine.resumed())
  await shell.start(start)
}

/** The shell with the calls and events of its page. */
function makeShell({ engine, store, notices }: Composition, folder: string): DesktopShell {
  const shell = new DesktopShell({ engine, store, folder, quit: () => app.quit() })
  const { host, desktop } = shell
  const window = () => host.current
  const windowReady = () => host.ready()
  const context = { engine, folder, notices, window, desktop, windowReady }
  registerHandlers(createHandlers(context), (error) => console.error(error))
  for (const channel of ENGINE_EVENTS) {
    engine.events.on(channel, (payload: EventContract[typeof channel]) =>
      host.tell(channel, payload),
    )
  }
  setAppMenu((command) => {
    // On macOS the menu stays when the window is closed.
    if (host.current) host.tell('menu:chosen', { command })
    else host.show()
  })
  // With the tray the app lives on without a window.
  app.on('window-all-closed', () => undefined)
  app.on('activate', () => host.show())
  app.on('open-url', (event, link) => {
    event.preventDefault()
    shell.asked({ isHidden: false, link })
  })
  return shell
}

function followQuit({ engine }: Composition, shell: DesktopShell, server: ControlServer): void {
  const quit = new QuitController({
    activeRuns: () => engine.book.active().length,
    confirm: (runs) => shell.dialogs.quit(runs),
    // The runs end first, so that commands that wait for one of them end too.
    shutDown: async () => {
      shell.stop()
      await engine.close()
      await server.close()
    },
    exit: () => app.exit(0),
  })
  app.on('before-quit', (event) => {
    event.preventDefault()
    void quit.request()
  })
  powerMonitor.on('shutdown', () => void quit.end())
}

/** True when the folder is ours; false when the app is open already and has heard of the start. */
async function ownFolder(folder: string, start: WindowStart): Promise<boolean> {
  let hasAsked = false
  while ((await lockFolder(folder)) === null) {
    const answer = await requestWindow(folder, start)
    if (answer === 'shown') return false
    if (answer === 'no-window' && !hasAsked) {
      hasAsked = true
      if (!(await new Dialogs(() => null).wait())) return false
    }
    await sleep(POLL_MS)
  }
  return true
}
