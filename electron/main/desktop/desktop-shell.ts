import { setTimeout as sleep } from 'node:timers/promises'
import { app, powerSaveBlocker, type BrowserWindow } from 'electron'
import { desktopName } from '@common/task/desktop-name'
import { connectSession } from '@core/dbus/session-bus'
import type { Engine } from '@core/engine'
import type { SettingsStore } from '@core/store/settings-store'
import { Dialogs } from '../dialogs'
import { LinkOpener } from '../link/link-opener'
import { makeStartAtLogin } from '../login/start-at-login'
import { BusNotes } from '../notifications/bus-notes'
import { showElectronNote } from '../notifications/electron-note'
import { RunNotifier, type RunNote } from '../notifications/run-notifier'
import type { WindowStart } from '../own-arguments'
import { SuspendBlocker } from '../power/suspend-blocker'
import { followPercents } from '../run-percents'
import { createElectronTray } from '../tray/electron-tray'
import { carryOut, type TrayActionDeps } from '../tray/tray-actions'
import { TrayController } from '../tray/tray-controller'
import { AlwaysTray, TrayPresence, type TrayWatch } from '../tray/tray-presence'
import { Closing } from '../window/closing'
import { Foothold } from '../window/foothold'
import { freeMemorySoon } from '../window/free-memory'
import { isOnScreen } from '../window/is-on-screen'
import { openMainWindow } from '../window/main-window'
import type { PageKeeper } from '../window/page-keeper'
import { TaskbarProgress } from '../window/taskbar-progress'
import { WindowHost } from '../window/window-host'
import { DesktopService } from './desktop-service'

/** The start does not wait longer for a tray. */
const TRAY_MS = 2_000

export interface ShellOptions {
  readonly engine: Engine
  readonly store: SettingsStore
  readonly folder: string
  /** The window that was opened before there was a shell. */
  readonly first: BrowserWindow | null
  readonly keeper: PageKeeper
  readonly quit: () => void
}

/** Everything of the app that the desktop sees: window, tray, notes, power. One a process. */
export class DesktopShell {
  readonly dialogs = new Dialogs(() => this.host.current)
  readonly host: WindowHost<BrowserWindow>
  readonly desktop: DesktopService
  readonly links: LinkOpener
  private readonly trayWatch: TrayWatch =
    process.platform === 'linux' ? new TrayPresence(connectSession) : new AlwaysTray()
  private readonly blocker: SuspendBlocker
  private readonly tray: TrayController
  private readonly bar: TaskbarProgress
  private readonly notifier: RunNotifier
  private readonly foothold: Foothold
  private isStopped = false

  constructor(private readonly options: ShellOptions) {
    const { engine } = options
    const percents = followPercents(engine)
    this.host = this.makeHost()
    this.blocker = new SuspendBlocker(powerSaveBlocker, () => this.isAwakeWanted())
    this.desktop = this.makeDesktop()
    this.links = this.makeLinks()
    this.bar = new TaskbarProgress(() => this.host.current, engine, percents)
    this.tray = this.makeTray(percents)
    this.notifier = this.makeNotifier()
    this.foothold = new Foothold({
      hasTray: () => this.trayWatch.tray !== null,
      hasWindow: () => this.host.current !== null,
      park: () => this.host.keepInTaskbar(),
      unpark: () => this.host.leaveTaskbar(),
    })
    this.follow()
    // Before its page is answered: what happens from then on must reach it. One that was closed at once
    // stays closed.
    if (options.first?.isDestroyed() === false) this.host.show()
  }

  /** Shows what the start asks for beside the first window: the tray, or a link's question. */
  async start({ link }: WindowStart): Promise<void> {
    // A panel that hangs may tell later that it is there.
    await Promise.race([this.trayWatch.start(), sleep(TRAY_MS)])
    if (this.host.current === null) {
      this.foothold.update()
      freeMemorySoon()
    }
    this.blocker.update()
    if (link !== null) void this.links.open(link)
  }

  /** Another start of the app asks for the window, or has a link. */
  asked({ isHidden, link }: WindowStart): void {
    if (link !== null) void this.links.open(link)
    else if (!isHidden) this.host.show()
  }

  /** Takes everything off the desktop; nothing of it comes back. */
  stop(): void {
    this.isStopped = true
    this.trayWatch.stop()
    this.foothold.stop()
    this.tray.stop()
    this.notifier.stop()
    this.blocker.stop()
  }

  private follow(): void {
    const { engine } = this.options
    const show = () => {
      this.tray.changed()
      this.bar.show()
    }
    engine.book.events.on('changed', (run) => {
      if (this.blocker.update()) this.desktop.tell()
      this.notifier.runChanged(run)
    })
    engine.general.events.on('changed', show)
    engine.events.on('tasks:changed', show)
    engine.events.on('tasks:removed', show)
    engine.events.on('tasks:outdated', show)
    engine.events.on('runs:progressed', show)
    this.desktop.events.on('changed', (state) => this.host.tell('desktop:changed', state))
    this.trayWatch.events.on('changed', () => {
      this.tray.replace(this.trayWatch.tray !== null)
      this.foothold.update()
      this.desktop.tell()
    })
  }

  private isAwakeWanted(): boolean {
    const { engine, store } = this.options
    return store.read().desktop.holdOffSuspend && engine.book.active().length > 0
  }

  private makeHost(): WindowHost<BrowserWindow> {
    const { folder, keeper, quit } = this.options
    let { first } = this.options
    const closing = new Closing({
      settings: () => this.desktop.settings,
      hasTray: () => this.trayWatch.tray !== null,
      explain: (hasTray) => this.dialogs.close(hasTray),
      explained: (goesOn) => this.desktop.closingDecided(goesOn),
      isUnsaved: () => this.host.kept.drafts.length > 0,
      discard: () => this.dialogs.discard(),
      window: () => this.host.current,
      quit,
    })
    return new WindowHost({
      create: (route, look) => {
        const window =
          first?.isDestroyed() === false ? first : openMainWindow(folder, route, look, keeper)
        first = null
        void isOnScreen(window)
        window.once('ready-to-show', () => this.bar.show())
        window.once('closed', freeMemorySoon)
        return window
      },
      // While the app ends, nobody is asked or told anything.
      onClose: (event) => this.isStopped || closing.closing(event),
      isUsable: async (window) => !keeper.hasGivenUp(window) && (await isOnScreen(window)),
    })
  }

  private makeDesktop(): DesktopService {
    return new DesktopService({
      store: this.options.store,
      startAtLogin: makeStartAtLogin(),
      hasTray: () => this.trayWatch.tray !== null,
      updateSuspend: () => void this.blocker.update(),
      isSuspendHeldOff: () => this.blocker.isHolding,
    })
  }

  private makeTray(percents: ReadonlyMap<number, number>): TrayController {
    const { engine } = this.options
    const actions = this.trayActions()
    const choose = (command: Parameters<typeof carryOut>[0]) => {
      carryOut(command, actions).catch((error: Error) => void this.dialogs.tell(error.message))
    }
    return new TrayController({
      create: (icon) => createElectronTray(icon, choose),
      snapshot: () => ({
        views: engine.views(),
        percents,
        pause: engine.general.isPaused ? engine.general.read().pause : null,
        now: Date.now(),
      }),
    })
  }

  private trayActions(): TrayActionDeps {
    const { engine, quit } = this.options
    return {
      views: () => engine.views(),
      startRun: (taskId, trigger) => engine.startRun(taskId, trigger),
      stopRun: (runId) => engine.runs.stop(runId),
      pause: (kind) => engine.general.pauseSchedules(kind),
      resume: () => engine.general.resumeSchedules(),
      showLog: (taskId, runId) => this.host.ask({ kind: 'log', taskId, runId }),
      showPreview: (taskId) => this.host.ask({ kind: 'preview', taskId }),
      showTasks: () => this.host.ask({ kind: 'tasks' }),
      open: () => this.host.show(),
      quit,
    }
  }

  private makeNotifier(): RunNotifier {
    const { engine } = this.options
    return new RunNotifier({
      known: engine.book.all(),
      taskOf: (taskId) => (engine.tasks.has(taskId) ? engine.tasks.get(taskId) : null),
      defaultLevel: () => this.desktop.settings.notify,
      show: this.noteDisplay(),
      openLog: ({ taskId, id }) => this.host.ask({ kind: 'log', taskId, runId: id }),
    })
  }

  private noteDisplay(): (note: RunNote) => () => void {
    if (process.platform !== 'linux') return showElectronNote
    const notes = new BusNotes(connectSession, app.name)
    return (note) => notes.show(note)
  }

  private makeLinks(): LinkOpener {
    const { engine } = this.options
    return new LinkOpener({
      nameOf: (id) => (engine.tasks.has(id) ? desktopName(engine.tasks.get(id)) : null),
      confirm: (name) => this.dialogs.runFromLink(name),
      run: (taskId) => engine.startRun(taskId, 'link'),
      tell: (message) => this.dialogs.tell(message),
    })
  }
}
