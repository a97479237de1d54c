import type { Answer } from '@common/ipc/contract'

/**
 * Electron's side of a call, which stands in for `electron`: what listens to a channel, and dialogs
 * that a person closes.
 */
type Listener = (event: unknown, ...args: unknown[]) => Promise<Answer<unknown>>

export const listeners = new Map<string, Listener>()
const closed = () => Promise.resolve({ canceled: true, filePath: '', filePaths: [] })

export const ipcMain = {
  handle: (channel: string, listener: Listener) => void listeners.set(channel, listener),
}
export const dialog = { showSaveDialog: closed, showOpenDialog: closed }
export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: false }
export const app = { getVersion: () => '0.0.0' }
// electron-store asks Electron for a folder only where it is given none.
export default {}
