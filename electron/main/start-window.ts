import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { app, BrowserWindow } from 'electron'
import { AppLog } from '@core/log/app-log'
import { requestWindow } from './control/control-client'
import { enterFolder, holderText, SILENT_MS } from './control/enter-folder'
import { closeContents, type PreparedFolder } from './data-folder'
import { Dialogs } from './dialogs'
import type { Callee } from './ipc/callee'
import { registerCalls } from './ipc/register'
import { exitNow } from './lifecycle/exit-now'
import { followUnexpected } from './lifecycle/unexpected'
import { LINK_SCHEME } from './link/deep-link'
import type { WindowStart } from './own-arguments'
import { serveApp } from './protocol/app-protocol'
import { restoreAppearance } from './window/appearance'
import { crashPageUrl } from './window/crash-page'
import { lockDownPages } from './window/lock-down'
import { openMainWindow } from './window/main-window'
import { PageKeeper } from './window/page-keeper'

const PAGE_FOLDER = fileURLToPath(new URL('../renderer', import.meta.url))
/** An app that is only starting answers sooner. */
const FROZEN_MS = 10_000
/** A person who was asked waits as long as that person likes. */
const A_DAY_MS = 86_400_000
/** A page that calls nothing, since something went wrong with it, holds the app up no longer. */
const FIRST_CALL_MS = 1000
/** Windows shows notifications only of an app that it knows by a name. */
const APP_USER_MODEL_ID = 'org.rsync-tasks.app'

/**
 * Opens the app with its window, or brings the window of the one that is open to the front. The
 * window comes first; everything else is loaded for the first call of its page, since main does one
 * thing at a time, and the page needs main to begin. So this file imports little.
 */
export async function startWindow(
  folder: string,
  start: WindowStart,
  { notices, wasOpen, problem }: PreparedFolder,
): Promise<void> {
  await app.whenReady()
  if (problem) throw problem
  app.setAppUserModelId(APP_USER_MODEL_ID)
  // A checkout would register the bare Electron for every link.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  if (!(await ownFolder(folder, start))) return exitNow(0)
  const closed = [...notices, ...closeContents(folder, wasOpen)]
  // With the tray the app lives on without a window.
  app.on('window-all-closed', () => undefined)
  let [called, answer] = [() => {}, (_: Callee) => {}]
  const firstCall = new Promise<void>((resolve) => (called = resolve))
  const callee = new Promise<Callee>((resolve) => (answer = resolve))
  const onCall = () => {
    called()
    return callee
  }
  const log = new AppLog(folder)
  const unexpected = followUnexpected(log)
  registerCalls(onCall, log)
  restoreAppearance(folder)
  serveApp(PAGE_FOLDER)
  lockDownPages()
  const dialogs = new Dialogs(() => BrowserWindow.getAllWindows()[0] ?? null)
  const keeper = new PageKeeper({
    warn: (what) => log.warn(what),
    askToReload: (end) => dialogs.reload(end),
    crashPage: () => crashPageUrl(log.path),
    now: () => performance.now(),
  })
  const isShown = !start.isHidden && start.link === null
  const first = isShown ? openMainWindow(folder, '', 'shown', keeper) : null
  if (first) await Promise.race([firstCall, sleep(FIRST_CALL_MS)])
  const { openApp } = await import('./open-app')
  await openApp({ folder, start, first, closed, answer, log, unexpected, keeper })
}

/**
 * True when the folder is ours; false when the app is open already and has heard of the start. While
 * a command in a terminal has it, or a process that does not answer, a person may wait or give up;
 * where nobody asked for a window, nobody is asked.
 */
async function ownFolder(folder: string, start: WindowStart): Promise<boolean> {
  const [answered, givenUp] = [new AbortController(), new AbortController()]
  const dialogs = new Dialogs(() => null)
  let hasAsked = start.isHidden
  const askPerson = (question: (end: AbortSignal) => Promise<boolean>) => {
    if (hasAsked) return
    hasAsked = true
    void question(answered.signal).then((waits) => {
      if (!waits) givenUp.abort()
    })
  }
  const entry = await enterFolder({
    folder,
    command: '',
    ask: (patience) => requestWindow(folder, start, patience),
    isFinal: (answer) => {
      if (answer === 'no-window') askPerson((end) => dialogs.wait(end))
      return answer === 'shown'
    },
    onWait: (holder) => askPerson((end) => dialogs.frozen(holder && holderText(holder), end)),
    wordMs: FROZEN_MS,
    onSilence: () => undefined,
    silentMs: start.isHidden ? SILENT_MS : A_DAY_MS,
    cancelled: givenUp.signal,
  }).finally(() => answered.abort())
  return entry !== null && 'release' in entry
}
