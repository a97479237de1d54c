import { EventEmitter } from 'node:events'
import type {
  DesktopChanges,
  DesktopSettings,
  DesktopState,
} from '@common/desktop/desktop-settings'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { SettingsStore } from '@core/store/settings-store'
import type { StartAtLogin } from '../login/start-at-login'

export interface DesktopDeps {
  readonly store: SettingsStore
  /** Null where the app cannot be started at login. */
  readonly startAtLogin: StartAtLogin | null
  readonly hasTray: () => boolean
  /** Whether a run keeps the computer awake may depend on what was changed. */
  readonly updateSuspend: () => void
  readonly isSuspendHeldOff: () => boolean
}

/** Owns how the app behaves on the desktop: what was chosen and what is so now. */
export class DesktopService {
  readonly events = new EventEmitter<{ changed: [state: DesktopState] }>()

  constructor(private readonly deps: DesktopDeps) {}

  get settings(): DesktopSettings {
    return this.deps.store.read().desktop
  }

  state(): DesktopState {
    const { closeExplained: _, ...chosen } = this.settings
    const { startAtLogin, hasTray, isSuspendHeldOff } = this.deps
    return {
      ...chosen,
      startAtLogin: startAtLogin?.isOn() ?? null,
      hasTray: hasTray(),
      isSuspendHeldOff: isSuspendHeldOff(),
    }
  }

  /** @throws AppError STORAGE_FAILED; then nothing of it is changed */
  update({ startAtLogin, ...changes }: DesktopChanges): DesktopState {
    // What is undefined was not chosen; over what is stored it would leave nothing.
    const chosen = Object.fromEntries(
      Object.entries(changes).filter(([, value]) => value !== undefined),
    ) as Partial<DesktopSettings>
    if (startAtLogin !== undefined) {
      if (!this.deps.startAtLogin)
        throw new AppError('INVALID_INPUT', say('app.autostartImpossible'))
      this.deps.startAtLogin.set(startAtLogin)
    }
    if (Object.keys(chosen).length > 0) this.save(chosen)
    this.deps.updateSuspend()
    return this.tell()
  }

  /** The person was told what closing does, and has decided. */
  closingDecided(goesOn: boolean): void {
    this.save({ closeExplained: true, closeToTray: goesOn })
    this.tell()
  }

  /** What was chosen came back from a backup. */
  restored(): void {
    this.deps.updateSuspend()
    this.tell()
  }

  /** Tells the window that something it shows is different now. */
  tell(): DesktopState {
    const state = this.state()
    this.events.emit('changed', state)
    return state
  }

  private save(chosen: Partial<DesktopSettings>): void {
    const { store } = this.deps
    store.write({ ...store.read(), desktop: { ...this.settings, ...chosen } })
  }
}
