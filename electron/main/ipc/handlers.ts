import { app, dialog, type BrowserWindow, type OpenDialogOptions } from 'electron'
import type { PageState } from '@common/desktop/page-state'
import type { AppInfo } from '@common/ipc/contract'
import { invalidInput } from '@common/errors'
import { shellLine } from '@common/rsync/quote'
import { validateTask } from '@common/task/task-schema'
import type { HistoryQuery } from '@common/run/history'
import { historyCsv } from '@common/run/history-csv'
import type { FirstTasks } from '@common/task/task-view'
import type { Engine } from '@core/engine'
import { saveCopy, saveText } from '@core/files/chosen-files'
import type { AppLog } from '@core/log/app-log'
import { listFolders } from '@core/folders/folder-browser'
import { doubtText } from '@core/run/clock-trust'
import { firstTasks } from '@core/task/first-tasks'
import type { DesktopService } from '../desktop/desktop-service'
import { chooseAppearance, chosenAppearance } from '../window/appearance'
import { askedHandlers } from './asked-handlers'
import { backupHandlers } from './backup-handlers'
import { exchangeHandlers } from './exchange-handlers'
import { credentialHandlers } from './credential-handlers'
import { previewHandlers } from './preview-handlers'
import type { Handlers } from './callee'

export interface HandlerContext {
  readonly engine: Engine
  readonly folder: string
  readonly log: AppLog
  /** What a person must know about the start and the store, as things are now. */
  readonly notices: () => readonly string[]
  /** The window that dialogs belong to, while there is one. */
  readonly window: () => BrowserWindow | null
  readonly desktop: DesktopService
  readonly page: PageHost
}

/** Who knows the page in the window. */
export interface PageHost {
  /** The page listens now. */
  ready(): void
  keep(state: PageState): void
  readonly kept: PageState
}

/** What each call of the window does. */
export function createHandlers(context: HandlerContext): Handlers {
  const { engine } = context
  return {
    'app:getInfo': () => appInfo(context),
    'app:setAppearance': (appearance) => {
      chooseAppearance(context.folder, context.window(), appearance)
      return null
    },
    'tasks:list': () => JSON.stringify(engine.views()),
    'tasks:first': () => JSON.stringify(firstViews(engine)),
    'tasks:delete': (id) => engine.removal.delete(id).then(() => null),
    'tasks:undelete': (id) => engine.removal.undelete(id),
    'tasks:showCommand': (settings) => ({ line: commandLine(engine, settings) }),
    'runs:start': (taskId) => engine.startRun(taskId, 'manual'),
    ...askedHandlers(context),
    ...previewHandlers(engine),
    'runs:stop': (runId) => engine.stopRun(runId).then(() => null),
    'runs:list': (taskId) => engine.book.ofTask(taskId),
    'logs:read': (runId, firstLine, count) => engine.archive.readLog(runId, firstLine, count),
    'logs:readMatches': (runId, filter, firstMatch, count) =>
      engine.archive.readMatches(runId, filter, firstMatch, count),
    'logs:download': (runId) => download(context, runId),
    'users:list': () => engine.accounts.list(),
    'clock:confirm': async () => {
      await engine.clockwork.trust.confirm()
      return null
    },
    'folders:choose': (startAt) => chooseFolder(context.window(), startAt),
    'folders:list': (path, showHidden) => listFolders(path, showHidden),
    'history:list': (query) => engine.archive.page(query),
    'history:export': (query) => exportHistory(context, query),
    'settings:get': () => engine.general.read(),
    'settings:update': (changes) => engine.general.update(changes),
    'programs:get': () => engine.programs.state(),
    'schedules:pause': (kind) => engine.general.pauseSchedules(kind),
    'schedules:resume': () => engine.general.resumeSchedules(),
    'practice:create': () => engine.practice.create(),
    'desktop:get': () => context.desktop.state(),
    'desktop:update': (changes) => context.desktop.update(changes),
    'window:ready': () => {
      context.page.ready()
      return null
    },
    'window:keep': (state) => {
      context.page.keep(state)
      return null
    },
    'window:kept': () => context.page.kept,
    ...credentialHandlers(context),
    ...exchangeHandlers(context),
    ...backupHandlers(context),
  }
}

function firstViews(engine: Engine): FirstTasks {
  const tasks = engine.tasks.list()
  const views = engine.views(firstTasks(tasks))
  return { views, isAll: views.length === tasks.length }
}

async function appInfo({ engine, folder, log, notices }: HandlerContext): Promise<AppInfo> {
  const rsync = await engine.programs.current()
  return {
    version: app.getVersion(),
    user: engine.accounts.current.name,
    timeZone: engine.clockwork.zone,
    dataFolder: folder,
    logFile: log.path,
    rsyncVersion: rsync && `${rsync.kind} ${rsync.version}`,
    appearance: chosenAppearance(),
    notices: notices(),
    clockDoubt: doubtText(engine.clockwork.trust.doubt),
  }
}

function commandLine(engine: Engine, settings: unknown): string {
  const validation = validateTask(settings)
  if (!validation.ok) throw invalidInput(validation.errors)
  return shellLine([engine.programs.rsync, ...engine.planner.command(validation.settings).argv])
}

async function download(context: HandlerContext, runId: number): Promise<string | null> {
  const { id, taskId } = context.engine.book.get(runId)
  const path = await chooseFile(context, `rsync-task-${taskId}-run-${id}.log`)
  if (path !== null) await saveCopy(context.engine.archive.logPath(id), path)
  return path
}

async function exportHistory(context: HandlerContext, query: HistoryQuery): Promise<string | null> {
  const rows = context.engine.archive.find(query)
  const path = await chooseFile(context, 'rsync-tasks-history.csv')
  if (path !== null) await saveText(path, historyCsv(rows), 0o600)
  return path
}

/** Asks where to save; null when the dialog was closed. */
export async function chooseFile(
  { window }: HandlerContext,
  defaultPath: string,
): Promise<string | null> {
  const owner = window()
  const { canceled, filePath } = await (owner
    ? dialog.showSaveDialog(owner, { defaultPath })
    : dialog.showSaveDialog({ defaultPath }))
  return canceled ? null : filePath
}

/** Asks for a file to read; its path, or null when the dialog was closed. */
export async function chooseFileToRead({ window }: HandlerContext): Promise<string | null> {
  const owner = window()
  const options: OpenDialogOptions = { properties: ['openFile', 'showHiddenFiles'] }
  const { canceled, filePaths } = await (owner
    ? dialog.showOpenDialog(owner, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}

async function chooseFolder(window: BrowserWindow | null, startAt: string): Promise<string | null> {
  const options: OpenDialogOptions = {
    ...(startAt === '' ? {} : { defaultPath: startAt }),
    properties: ['openDirectory', 'createDirectory', 'showHiddenFiles'],
  }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}
