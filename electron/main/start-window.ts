import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { app, dialog, type BrowserWindow } from 'electron'
import type { EventChannel, EventContract } from '@common/ipc/contract'
import { ENGINE_EVENTS } from '@core/engine'
import { execute } from './cli/execute'
import { compose } from './compose'
import { requestWindow } from './control/control-client'
import { ControlServer } from './control/control-server'
import { lockFolder } from './control/folder-lock'
import { prepareFolder } from './data-folder'
import { createHandlers } from './ipc/handlers'
import { registerHandlers } from './ipc/register'
import { QuitController } from './lifecycle/quit-controller'
import { serveApp } from './protocol/app-protocol'
import { setAppMenu } from './window/app-menu'
import { lockDownPages } from './window/lock-down'
import { showProgressOn } from './window/taskbar-progress'
import { openMainWindow } from './window/main-window'

const PAGE_FOLDER = fileURLToPath(new URL('../renderer', import.meta.url))
const POLL_MS = 200

type Tell = <C extends EventChannel>(channel: C, payload: EventContract[C]) => void

/** Opens the app with its window, or brings the window of the one that is open to the front. */
export async function startWindow(folder: string): Promise<void> {
  await app.whenReady()
  prepareFolder(folder)
  if (!(await ownFolder(folder))) return app.exit(0)
  const { engine, notices } = await compose(folder)
  serveApp(PAGE_FOLDER)
  lockDownPages()
  let window: BrowserWindow | null = null
  const context = { engine, folder, notices, window: () => window }
  registerHandlers(createHandlers(context), (error) => console.error(error))
  const tell: Tell = (channel, payload) => window?.webContents.send(channel, payload)
  for (const channel of ENGINE_EVENTS) {
    engine.events.on(channel, (payload: EventContract[typeof channel]) => tell(channel, payload))
  }
  setAppMenu((command) => tell('menu:chosen', { command }))
  const server = new ControlServer({
    folder,
    execute: (request, io) => execute(engine, request, io),
    showWindow: () => {
      if (window?.isMinimized()) window.restore()
      window?.focus()
      return true
    },
  })
  await server.listen()
  engine.startSchedules()
  const quit = new QuitController({
    activeRuns: () => engine.book.active().length,
    confirm: confirmQuit,
    // The runs end first, so that commands that wait for one of them end too.
    shutDown: async () => {
      await engine.close()
      await server.close()
    },
    exit: () => app.exit(0),
  })
  const ask = (event: { preventDefault(): void }) => {
    event.preventDefault()
    void quit.request()
  }
  app.on('before-quit', ask)
  window = openMainWindow(folder)
  showProgressOn(window, engine)
  // Without a tray yet, the window is the app: closing it is quitting.
  window.on('close', ask)
}

/** True when the folder is ours; false when the app is open already and shows its window. */
async function ownFolder(folder: string): Promise<boolean> {
  let hasAsked = false
  while ((await lockFolder(folder)) === null) {
    const answer = await requestWindow(folder)
    if (answer === 'shown') return false
    if (answer === 'no-window' && !hasAsked) {
      hasAsked = true
      if (!(await confirmWait())) return false
    }
    await sleep(POLL_MS)
  }
  return true
}

async function confirmWait(): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: 'Rsync Tasks is at work in a terminal.',
    detail: 'The window opens as soon as the command there has ended.',
    buttons: ['Wait', 'Quit'],
    cancelId: 1,
  })
  return response === 0
}

async function confirmQuit(activeRuns: number): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: activeRuns === 1 ? 'A task is running.' : `${activeRuns} tasks are running.`,
    detail:
      'Quitting stops what is running. What has been copied so far stays, and the next run goes on from there.',
    buttons: ['Keep running', 'Stop and quit'],
    defaultId: 0,
    cancelId: 0,
  })
  return response === 1
}
