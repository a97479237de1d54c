/** What closing the window does. */
export type CloseAction = 'destroy' | 'minimise' | 'quit'

/**
 * In the tray the window's memory is freed; without a tray the window is all there is to get hold
 * of the app by, so it stays in the taskbar.
 */
export function closeAction(closeToTray: boolean, hasTray: boolean): CloseAction {
  if (!closeToTray) return 'quit'
  return hasTray ? 'destroy' : 'minimise'
}
