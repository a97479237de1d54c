import { app, powerMonitor, powerSaveBlocker, type BrowserWindow } from 'electron'
import { taskName } from '@common/task/task'
import { sessionAddress } from '@core/dbus/address'
import { Bus } from '@core/dbus/bus'
import type { Engine } from '@core/engine'
import type { SettingsStore } from '@core/store/settings-store'
import { Dialogs } from '../dialogs'
import { LinkOpener } from '../link/link-opener'
import { makeStartAtLogin } from '../login/start-at-login'
import { showElectronNote } from '../notifications/electron-note'
import { RunNotifier } from '../notifications/run-notifier'
import { SuspendBlocker } from '../power/suspend-blocker'
import { followPercents } from '../run-percents'
import { createElectronTray } from '../tray/electron-tray'
import { carryOut, type TrayActionDeps } from '../tray/tray-actions'
import { TrayController } from '../tray/tray-controller'
import type { TrayCommand } from '../tray/tray-model'
import { AlwaysTray, TrayPresence } from '../tray/tray-presence'
import { closeAction } from '../window/close-policy'
import { Foothold } from '../window/foothold'
import { openMainWindow } from '../window/main-window'
import { TaskbarProgress } from '../window/taskbar-progress'
import { WindowHost } from '../window/window-host'
import { DesktopService } from './desktop-service'

export interface ShellOptions {
  readonly engine: Engine
  readonly store: SettingsStore
  readonly folder: string
  /** Asks whether to quit, and does. */
  readonly quit: () => void
}

/** Everything of the app that the desktop sees: window, tray, notes, power. One a process. */
export class DesktopShell {
  readonly host: WindowHost<BrowserWindow>
  readonly desktop: DesktopService
  readonly dialogs: Dialogs
  readonly links: LinkOpener
  private readonly presence = process.platform === 'linux' ? linuxTray() : new AlwaysTray()
  private readonly tray: TrayController
  private readonly notifier: RunNotifier
  private readonly blocker: SuspendBlocker
  private readonly foothold: Foothold
  private isExplaining = false

  constructor(private readonly options: ShellOptions) {
    const { engine, folder } = options
    this.host = new WindowHost({
      create: (route, look) => this.createWindow(folder, route, look),
      onClose: (event) => this.closing(event),
    })
    this.dialogs = new Dialogs(() => this.host.current)
    this.blocker = this.makeBlocker()
    this.desktop = new DesktopService({
      store: options.store,
      startAtLogin: makeStartAtLogin(),
      hasTray: () => this.hasTray,
      isSuspendHeldOff: () => this.blocker.isHolding,
    })
    this.links = this.makeLinks()
    this.tray = this.makeTray(followPercents(engine))
    this.notifier = this.makeNotifier()
    this.foothold = this.makeFoothold()
    this.desktop.events.on('changed', (state) => this.host.tell('desktop:changed', state))
  }
