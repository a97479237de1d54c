import { app, powerMonitor, type BrowserWindow } from 'electron'
import type { MenuCommand } from '@common/desktop/menu-commands'
import type { EventContract } from '@common/ipc/contract'
import type { Engine } from '@core/engine'
import { ENGINE_EVENTS } from '@core/engine-events'
import { hurryAllGroups } from '@core/run/process-group'
import { execute } from './cli/execute'
import { compose, type Composition } from './compose'
import { ControlServer } from './control/control-server'
import { DesktopShell } from './desktop/desktop-shell'
import { makeCallee, type Callee } from './ipc/callee'
import { createHandlers } from './ipc/handlers'
import { followEndings } from './lifecycle/endings'
import { QuitController } from './lifecycle/quit-controller'
import type { WindowStart } from './own-arguments'
import { setAppMenu } from './window/app-menu'

export interface Opening {
  readonly folder: string
  readonly start: WindowStart
  /** The window that waits for the app; null where none is asked for. */
  readonly first: BrowserWindow | null
  /** Called with what answers the calls of pages. */
  readonly answer: (callee: Callee) => void
}

/** Brings the app to life: engine, desktop, control socket, schedules. */
export async function openApp({ folder, start, first, answer }: Opening): Promise<void> {
  const composition = await compose(folder)
  const { engine, notices } = composition
  const shell = makeShell(composition, folder, first)
  const { host, desktop } = shell
  const [window, windowReady] = [() => host.current, () => host.ready()]
  answer(makeCallee(createHandlers({ engine, folder, notices, window, desktop, windowReady })))
  const server = new ControlServer({
    folder,
    execute: (request, io) => execute(engine, request, io),
    showWindow: (again) => {
      shell.asked(again)
      return true
    },
  })
  await server.listen()
  setAppMenu((command) => choose(shell, command))
  followQuit(engine, shell, server)
  engine.startSchedules()
  powerMonitor.on('resume', () => engine.resumed())
  await shell.start(start)
}

/** The shell with the events of its page. */
function makeShell(
  { engine, store }: Composition,
  folder: string,
  first: BrowserWindow | null,
): DesktopShell {
  const shell = new DesktopShell({ engine, store, folder, first, quit: () => app.quit() })
  const { host } = shell
  for (const channel of ENGINE_EVENTS) {
    engine.events.on(channel, (payload: EventContract[typeof channel]) =>
      host.tell(channel, payload),
    )
  }
  app.on('activate', () => host.show())
  app.on('open-url', (event, link) => {
    event.preventDefault()
    shell.asked({ isHidden: false, link })
  })
  return shell
}

function choose({ host }: DesktopShell, command: MenuCommand): void {
  // On macOS the menu stays when the window is closed.
  if (host.current) host.tell('menu:chosen', { command })
  else host.show()
}

function followQuit(engine: Engine, shell: DesktopShell, server: ControlServer): void {
  const quit = new QuitController({
    activeRuns: () => engine.book.active().length,
    confirm: (runs) => shell.dialogs.quit(runs),
    shutDown: async (cause) => {
      shell.stop()
      // It takes no more; commands under way that wait for a run end with that run.
      const served = server.close()
      await engine.close(cause)
      await served
    },
    hurry: hurryAllGroups,
    exit: () => app.exit(0),
  })
  app.on('before-quit', (event) => {
    event.preventDefault()
    void quit.request()
  })
  followEndings((cause) => void quit.end(cause))
}
