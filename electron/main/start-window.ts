import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { app } from 'electron'
import { requestWindow } from './control/control-client'
import { lockFolder } from './control/folder-lock'
import { prepareFolder } from './data-folder'
import { Dialogs } from './dialogs'
import type { Callee } from './ipc/callee'
import { registerCalls } from './ipc/register'
import { LINK_SCHEME } from './link/deep-link'
import type { WindowStart } from './own-arguments'
import { serveApp } from './protocol/app-protocol'
import { restoreAppearance } from './window/appearance'
import { lockDownPages } from './window/lock-down'
import { openMainWindow } from './window/main-window'

const PAGE_FOLDER = fileURLToPath(new URL('../renderer', import.meta.url))
const POLL_MS = 200
/** A page that calls nothing, since something went wrong with it, holds the app up no longer. */
const FIRST_CALL_MS = 1000
/** Windows shows notifications only of an app that it knows by a name. */
const APP_USER_MODEL_ID = 'org.rsync-tasks.app'

/**
 * Opens the app with its window, or brings the window of the one that is open to the front. The
 * window comes first; everything else is loaded for the first call of its page, since main does one
 * thing at a time, and the page needs main to begin. So this file imports little.
 */
export async function startWindow(folder: string, start: WindowStart): Promise<void> {
  await app.whenReady()
  prepareFolder(folder)
  app.setAppUserModelId(APP_USER_MODEL_ID)
  // A checkout would register the bare Electron for every link.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  if (!(await ownFolder(folder, start))) return app.exit(0)
  // With the tray the app lives on without a window.
  app.on('window-all-closed', () => undefined)
  let [called, answer] = [() => {}, (_: Callee) => {}]
  const firstCall = new Promise<void>((resolve) => (called = resolve))
  const callee = new Promise<Callee>((resolve) => (answer = resolve))
  const onCall = () => {
    called()
    return callee
  }
  registerCalls(onCall, (error) => console.error(error))
  restoreAppearance(folder)
  serveApp(PAGE_FOLDER)
  lockDownPages()
  const isShown = !start.isHidden && start.link === null
  const first = isShown ? openMainWindow(folder, '', 'shown') : null
  if (first) await Promise.race([firstCall, sleep(FIRST_CALL_MS)])
  const { openApp } = await import('./open-app')
  await openApp({ folder, start, first, answer })
}

/**
 * True when the folder is ours; false when the app is open already and has heard of the start. While
 * a command in a terminal has it, a person may wait or give up; where nobody asked for a window,
 * nobody is asked.
 */
async function ownFolder(folder: string, start: WindowStart): Promise<boolean> {
  const waiting = new AbortController()
  let [hasAsked, hasGivenUp] = [start.isHidden, false]
  while ((await lockFolder(folder)) === null) {
    const answer = await requestWindow(folder, start)
    if (answer === 'shown' || hasGivenUp) return false
    if (answer === 'no-window' && !hasAsked) {
      hasAsked = true
      const question = new Dialogs(() => null).wait(waiting.signal)
      void question.then((waits) => (hasGivenUp = !waits))
    }
    await sleep(POLL_MS)
  }
  waiting.abort()
  return !hasGivenUp
}
