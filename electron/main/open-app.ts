import { setTimeout as sleep } from 'node:timers/promises'
import { app, powerMonitor, session, type BrowserWindow } from 'electron'
import type { MenuCommand } from '@common/desktop/menu-commands'
import type { EventContract } from '@common/ipc/contract'
import { say } from '@common/i18n/say'
import type { Engine } from '@core/engine'
import { ENGINE_EVENTS } from '@core/engine-events'
import type { AppLog } from '@core/log/app-log'
import { hurryAllGroups } from '@core/run/process-group'
import { execute } from './cli/execute'
import { compose, type Composition } from './compose'
import { ControlServer } from './control/control-server'
import { DesktopShell } from './desktop/desktop-shell'
import { makeCallee, type Callee } from './ipc/callee'
import { Consent } from './ipc/consent'
import { createHandlers } from './ipc/handlers'
import { followEndings } from './lifecycle/endings'
import { exitNow } from './lifecycle/exit-now'
import { QuitController } from './lifecycle/quit-controller'
import type { Unexpected } from './lifecycle/unexpected'
import type { WindowStart } from './own-arguments'
import { setAppMenu } from './window/app-menu'
import type { PageKeeper } from './window/page-keeper'

export interface Opening {
  readonly folder: string
  readonly start: WindowStart
  /** The window that waits for the app; null where none is asked for. */
  readonly first: BrowserWindow | null
  /** What a person must know about the data folder. */
  readonly closed: readonly string[]
  /** Called with what answers the calls of pages. */
  readonly answer: (callee: Callee) => void
  readonly log: AppLog
  readonly unexpected: Unexpected
  readonly keeper: PageKeeper
}

/** Brings the app to life: engine, desktop, control socket, schedules. */
export async function openApp({
  folder,
  start,
  first,
  closed,
  answer,
  log,
  unexpected,
  keeper,
}: Opening): Promise<void> {
  const composition = await compose(folder, log)
  const { engine } = composition
  // Asked for each time: the store adds to its own while the app is open.
  const notices = () => [...closed, ...composition.notices]
  const shell = makeShell(composition, { folder, first, log, keeper })
  const { host, desktop } = shell
  const window = () => host.current
  const handlers = createHandlers({ engine, folder, log, notices, window, desktop, page: host })
  const consent = new Consent(engine.tasks, (question) => shell.dialogs.allow(question))
  answer(makeCallee(handlers, (brought) => consent.allows(brought)))
  const server = new ControlServer({
    folder,
    execute: (request, io) => execute(engine, request, io, log),
    showWindow: (again) => {
      shell.asked(again)
      return true
    },
  })
  await server.listen()
  setAppMenu((command) => choose(shell, command))
  const quit = followQuit(engine, shell, server)
  unexpected.attach({
    tell: () => void shell.dialogs.tell(say('app.unexpectedOnce', { path: log.path })),
    giveUp: () => void quit.end('ended'),
  })
  engine.startSchedules()
  powerMonitor.on('resume', () => engine.resumed())
  await shell.start(start)
}

/** The shell with the events of its page. */
function makeShell(
  { engine, store }: Composition,
  { folder, first, log, keeper }: Pick<Opening, 'folder' | 'first' | 'log' | 'keeper'>,
): DesktopShell {
  const quit = () => app.quit()
  const shell = new DesktopShell({ engine, store, folder, first, keeper, quit })
  const { host } = shell
  for (const channel of ENGINE_EVENTS) {
    engine.events.on(channel, (payload: EventContract[typeof channel]) =>
      host.tell(channel, payload),
    )
  }
  app.on('child-process-gone', (_event, { type, reason, exitCode, name = '' }) =>
    log.warn(`a process of Chromium is gone: ${type} ${name}: ${reason} (${exitCode})`),
  )
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

/** The page's last choice of looks takes this long to arrive, and as long again to be written. */
const LOOKS_MS = 200

/** Chromium writes down late which looks were chosen, and its own way out, which would, is not taken. */
async function keepLooks(): Promise<void> {
  await sleep(LOOKS_MS)
  session.defaultSession.flushStorageData()
  await sleep(LOOKS_MS)
}

function followQuit(engine: Engine, shell: DesktopShell, server: ControlServer): QuitController {
  const quit = new QuitController({
    isUnsaved: () => shell.host.kept.drafts.length > 0,
    discard: () => shell.dialogs.discard(),
    activeRuns: () => engine.book.active().length,
    confirm: (runs) => shell.dialogs.quit(runs),
    shutDown: async (cause) => {
      shell.stop()
      // It takes no more; commands under way that wait for a run end with that run.
      await Promise.allSettled([server.close(), engine.close(cause), keepLooks()])
    },
    hurry: hurryAllGroups,
    exit: () => exitNow(0),
  })
  app.on('before-quit', (event) => {
    event.preventDefault()
    void quit.request()
  })
  followEndings((cause) => void quit.end(cause))
  return quit
}
