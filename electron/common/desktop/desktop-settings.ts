import type { NotifyLevel } from './notify-level'

/** How the app behaves on the desktop; kept with the tasks. */
export interface DesktopSettings {
  /** Closing the window leaves the app at work: in the tray, or minimised where there is none. */
  readonly closeToTray: boolean
  /** What closing does has been explained; that happens once. */
  readonly closeExplained: boolean
  /** The level of tasks that have none of their own. */
  readonly notify: NotifyLevel
  /** Keeps the computer from going to sleep by itself while a run goes on. */
  readonly holdOffSuspend: boolean
}

export const DESKTOP_DEFAULTS: DesktopSettings = {
  closeToTray: true,
  closeExplained: false,
  notify: 'WARNINGS',
  holdOffSuspend: true,
}

/** What the Settings screen shows: what was chosen, and what this desktop can do. */
export interface DesktopState extends Omit<DesktopSettings, 'closeExplained'> {
  /** Null where the app cannot be started at login. */
  readonly startAtLogin: boolean | null
  readonly hasTray: boolean
  /** True while a run keeps the computer awake. */
  readonly isSuspendHeldOff: boolean
}

/** What a person can change on the Settings screen. */
export type DesktopChanges = Partial<
  Omit<DesktopSettings, 'closeExplained'> & { readonly startAtLogin: boolean }
>
