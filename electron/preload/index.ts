import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { EVENT_CHANNELS, INVOKE_CHANNELS } from '@common/ipc/channels'
import type { Bridge } from '@common/ipc/contract'

/** The page gets these two functions and nothing of Electron; unknown channels do not pass. */
const bridge: Bridge = {
  invoke(channel, ...args) {
    if (!INVOKE_CHANNELS.includes(channel)) throw new Error(`Unknown call ${String(channel)}`)
    return ipcRenderer.invoke(channel, ...args)
  },
  on(channel, listener) {
    if (!EVENT_CHANNELS.includes(channel)) throw new Error(`Unknown event ${String(channel)}`)
    const pass = (_event: IpcRendererEvent, payload: Parameters<typeof listener>[0]) =>
      listener(payload)
    ipcRenderer.on(channel, pass)
    return () => ipcRenderer.removeListener(channel, pass)
  },
}

contextBridge.exposeInMainWorld('rsyncTasks', bridge)
