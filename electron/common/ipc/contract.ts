import type { Appearance } from '../desktop/appearance'
import type { DesktopChanges, DesktopState } from '../desktop/desktop-settings'
import type { PageState } from '../desktop/page-state'
import type { MenuCommand } from '../desktop/menu-commands'
import type { AppErrorCode, FieldError, WireError } from '../errors'
import type { BackupContents, RestoreMode, RestoreReport } from '../exchange/backup'
import type { ImportReading } from '../exchange/reading'
import type { ExportKind } from '../exchange/write-tasks'
import type { ChangePage, ChangeQuery, Preview, PreviewTarget } from '../preview/preview'
import type { HistoryPage, HistoryQuery } from '../run/history'
import type { Run, RunProgress } from '../run/run'
import type { GeneralSettings, PauseKind } from '../settings/general-settings'
import type { ProgramSettings, ProgramsState } from '../settings/program-settings'
import type { ConnectionTest, TestedPath } from '../ssh/connection-test'
import type {
  Credentials,
  HostKey,
  KeyPair,
  SecretStorage,
  SshConnection,
} from '../ssh/credentials'
import type { Task } from '../task/task'
import type { TaskView } from '../task/task-view'

/**
 * THE contract between window and main process. Channel lists, argument schemas, handlers and the
 * preload bridge all derive from these two maps: forgetting one of them does not compile.
 */
export interface InvokeContract {
  'app:getInfo': { args: []; result: AppInfo }
  /** Light, dark or as the system, for what the page does not draw itself. */
  'app:setAppearance': { args: [appearance: Appearance]; result: null }
  /** A person says that the clock is right: runs are removed by age again. */
  'clock:confirm': { args: []; result: null }
  /**
   * JSON of a `readonly TaskView[]`. What enters the page is copied property by property, which
   * takes ten times as long for 10,000 tasks as to read them from a text.
   */
  'tasks:list': { args: []; result: string }
  /** JSON of `FirstTasks`: what a list shows when it opens, long before thousands of tasks are here. */
  'tasks:first': { args: []; result: string }
  /** Settings in our names; main checks shape and machine. */
  'tasks:create': { args: [settings: unknown]; result: Task }
  /** `expectedRevision` null means: whatever is stored now. */
  'tasks:update': {
    args: [id: number, changes: unknown, expectedRevision: number | null]
    result: Task
  }
  'tasks:delete': { args: [id: number]; result: null }
  /** Brings a task back that was deleted a moment ago, with its runs and logs. */
  'tasks:undelete': { args: [id: number]; result: Task }
  /** A copy, switched off, without history and password. */
  'tasks:duplicate': { args: [id: number]; result: Task }
  /** What a text is made of; stores nothing. */
  'exchange:read': { args: [text: string]; result: ImportReading }
  /** Asks for a file to import; its text, or null when the dialog was closed. */
  'exchange:readFile': { args: []; result: string | null }
  /** Stores what was chosen of a text, by its places in the list of what was found. */
  'exchange:import': {
    args: [text: string, chosen: readonly number[], enable: boolean]
    result: readonly Task[]
  }
  /** Asks where to save tasks (null: all of them); the path, or null when the dialog was closed. */
  'exchange:save': { args: [kind: ExportKind, taskId: number | null]; result: string | null }
  /** Asks where to save the whole configuration; the path, or null when the dialog was closed. */
  'backup:save': { args: []; result: string | null }
  /** Asks for a backup; what is in it, or null when the dialog was closed. */
  'backup:readFile': { args: []; result: ChosenBackup | null }
  /** Stores a backup, all of it or nothing. CONFLICT while a run goes on and tasks would go. */
  'backup:restore': { args: [text: string, mode: RestoreMode]; result: RestoreReport }
  /** The exact command of settings that need not be saved or complete on this machine. */
  'tasks:showCommand': { args: [settings: unknown]; result: ShownCommand }
  /** Starts or queues; answers with the run, which may be one that was waiting already. */
  'runs:start': { args: [taskId: number]; result: Run }
  /** Starts a dry run; answers at once, and `previews:changed` tells how it goes on. */
  'previews:start': { args: [target: PreviewTarget]; result: Preview }
  /** @throws NOT_FOUND; the list of a blocked run lives as long as the run's record. */
  'previews:get': { args: [previewId: string]; result: Preview }
  /** Entries of a preview that is READY: filtered, sorted, and one page of it. */
  'previews:page': { args: [previewId: string, query: ChangeQuery]; result: ChangePage }
  /** Ends a dry run that goes on; its state becomes STOPPED. */
  'previews:stop': { args: [previewId: string]; result: null }
  /** The list is not looked at any more: stops it and drops its files. Lists of runs stay. */
  'previews:close': { args: [previewId: string]; result: null }
  /**
   * *Run this* and *Run anyway once*: starts a run that does what the preview shows or nothing.
   * It makes a dry run of its own first; when that one's list, the task's command or what the
   * guards find differs from the preview, the run ends BLOCKED with `changed-since-preview` and a
   * new preview (`run.hold.previewId`) that says in what. CONFLICT when `canRun` is false or
   * another run of the task waits.
   */
  'previews:run': { args: [previewId: string]; result: Run }
  /** Stops a run; of a run that failed, calls off the retry that is to come. */
  'runs:stop': { args: [runId: number]; result: null }
  /** Newest first. */
  'runs:list': { args: [taskId: number]; result: readonly Run[] }
  'logs:read': { args: [runId: number, firstLine: number, count: number]; result: LogPage }
  /** Only the lines that match: those with a text in them, those of errors, or both. */
  'logs:readMatches': {
    args: [runId: number, filter: LogFilter, firstMatch: number, count: number]
    result: LogMatchPage
  }
  /** Asks where to save; the path, or null when the dialog was closed. */
  'logs:download': { args: [runId: number]; result: string | null }
  'users:list': { args: []; result: readonly LocalUser[] }
  /** Asks for a directory with the system's dialog; null when it was closed. */
  'folders:choose': { args: [startAt: string]; result: string | null }
  /** The directories in a local folder, for the tree of Path. */
  'folders:list': { args: [path: string, showHidden: boolean]; result: FolderListing }
  /** Records of all tasks, skipped times included: filtered, sorted, and one page of it. */
  'history:list': { args: [query: HistoryQuery]; result: HistoryPage }
  /** Asks where to save what the filter leaves, as CSV; null when the dialog was closed. */
  'history:export': { args: [query: HistoryQuery]; result: string | null }
  'settings:get': { args: []; result: GeneralSettings }
  /** Any of the general settings; a pause has calls of its own. */
  'settings:update': { args: [changes: object]; result: GeneralSettings }
  /** The programs in use, asked what they are. */
  'programs:get': { args: []; result: ProgramsState }
  /** Absolute paths, null for the one of PATH; INVALID_INPUT on the field when it is no such program. */
  'programs:update': { args: [changes: Partial<ProgramSettings>]; result: ProgramsState }
  'schedules:pause': { args: [kind: PauseKind]; result: GeneralSettings }
  'schedules:resume': { args: []; result: GeneralSettings }
  /** Key pairs and connections with what uses them; nothing secret. */
  'credentials:list': { args: []; result: Credentials }
  /** Brings back a key pair or connection that was deleted, with what went with it. */
  'credentials:undelete': { args: [id: number]; result: null }
  'keyPairs:generate': { args: [request: unknown]; result: KeyPair }
  'keyPairs:import': { args: [request: unknown]; result: KeyPair }
  'keyPairs:rename': { args: [id: number, request: unknown]; result: KeyPair }
  /** Cascade also deletes its connections and disables their tasks. */
  'keyPairs:delete': { args: [id: number, cascade: boolean]; result: null }
  /** Asks where to save; the path, or null when the dialog was closed. */
  'keyPairs:download': { args: [id: number, part: 'private' | 'public']; result: string | null }
  /** Asks for a file with a private key; its text, or null when the dialog was closed. */
  'keyPairs:readFile': { args: []; result: string | null }
  /** With a password the public key is installed on the host; the password is not kept. */
  'connections:create': {
    args: [settings: unknown, password: string | null]
    result: SshConnection
  }
  'connections:update': { args: [id: number, changes: unknown]; result: SshConnection }
  /** Cascade also disables the tasks that use it. */
  'connections:delete': { args: [id: number, cascade: boolean]; result: null }
  /** Tries settings that need not be saved. */
  'connections:test': { args: [settings: unknown, path: TestedPath | null]; result: ConnectionTest }
  'connections:installKey': { args: [id: number, password: string]; result: null }
  /** The keys that a host shows: host, port and connectTimeout. */
  'hostKeys:discover': { args: [place: unknown]; result: readonly HostKey[] }
  /** The keys in the text of Remote Host Key, with their fingerprints. */
  'hostKeys:describe': { args: [text: string]; result: readonly HostKey[] }
  /** Adds keys that the person approved to a user's known_hosts. */
  'hostKeys:trust': { args: [user: string, place: unknown, keys: readonly HostKey[]]; result: null }
  /** The directories on the remote host of a task that need not be saved or complete. */
  'remote:listFolders': {
    args: [task: unknown, path: string, showHidden: boolean]
    result: RemoteListing
  }
  /** The modules that the rsync daemon at Remote Host lists. */
  'remote:listModules': { args: [remoteHost: string]; result: readonly DaemonModule[] }
  'secrets:getStorage': { args: []; result: SecretStorage }
  /** The person agreed to keep secrets where only `basic_text` is on offer. */
  'secrets:allowPlain': { args: []; result: null }
  /** Sets up the practice task, or finds the one that is there. */
  'practice:create': { args: []; result: Task }
  'desktop:get': { args: []; result: DesktopState }
  'desktop:update': { args: [changes: DesktopChanges]; result: DesktopState }
  /** The page listens now: what it was opened for can be told. */
  'window:ready': { args: []; result: null }
  /** What the page has typed and scrolled, for the one that is loaded in its place. */
  'window:keep': { args: [state: PageState]; result: null }
  /** What the page before this one in the same window had; nothing where the window is a fresh one. */
  'window:kept': { args: []; result: PageState }
}

export interface EventContract {
  'tasks:changed': TaskView
  'tasks:removed': { readonly id: number }
  /** Every view may be different now, after a change of the zone say: the list is to be asked for. */
  'tasks:outdated': null
  'settings:changed': GeneralSettings
  /** Something about key pairs or connections is different now. */
  'credentials:changed': Credentials
  /** A command of the application menu or its shortcut. */
  'menu:chosen': { readonly command: MenuCommand }
  'desktop:changed': DesktopState
  /** Something outside of the window, such as a notification, asks it to show something. */
  'window:asked': WindowRequest
  /** The doubt about the clock as a sentence; null when there is none. */
  'clock:changed': string | null
  /** A dry run goes on or has ended. */
  'previews:changed': Preview
  'runs:progressed': {
    readonly runId: number
    readonly taskId: number
    readonly progress: RunProgress
  }
}

/** What the window may be asked to show. */
export type WindowRequest =
  | { readonly kind: 'tasks' }
  | { readonly kind: 'log'; readonly taskId: number; readonly runId: number }
  | { readonly kind: 'preview'; readonly taskId: number }

export type InvokeChannel = keyof InvokeContract
export type EventChannel = keyof EventContract
export type InvokeArgs<C extends InvokeChannel> = InvokeContract[C]['args']
export type InvokeResult<C extends InvokeChannel> = InvokeContract[C]['result']

/** Answers cross the border as values: Electron keeps only the message of a thrown error. */
export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError }

export interface AppInfo {
  readonly version: string
  /** Name of the user who runs the app. */
  readonly user: string
  readonly timeZone: string
  readonly dataFolder: string
  /** The app's own log, for bugs. */
  readonly logFile: string
  /** `rsync 3.5.0`, or null when there is none. */
  readonly rsyncVersion: string | null
  readonly appearance: Appearance
  /** Sentences about what went wrong at the start, such as a settings file set aside. */
  readonly notices: readonly string[]
  /** The doubt about the clock as a sentence, until a person confirms it; null when there is none. */
  readonly clockDoubt: string | null
}

/** A file that is a backup. */
export interface ChosenBackup {
  readonly path: string
  readonly text: string
  readonly contents: BackupContents
}

export interface ShownCommand {
  /** Ready to paste into a shell. */
  readonly line: string
}

export interface LogPage {
  /** Lines `firstLine` and on, without line ends; bytes that are not UTF-8 become U+FFFD. */
  readonly lines: readonly string[]
  readonly firstLine: number
  /** Lines in the file now; it may grow while the run goes on. */
  readonly totalLines: number
}

export interface LogFilter {
  /** Any part of a line, whatever its case; empty for every line. */
  readonly text: string
  /** Only what rsync and ssh wrote to standard error. */
  readonly errorsOnly: boolean
}

export interface LogMatchPage {
  /** Matches `firstMatch` and on. */
  readonly matches: readonly { readonly line: number; readonly text: string }[]
  readonly firstMatch: number
  /** Matches found so far; it may grow while the run goes on. */
  readonly totalMatches: number
}

/** The folders in a folder, by name. */
export interface FolderListing {
  readonly names: readonly string[]
  /** Those of the names where another file system begins. */
  readonly mountPoints: readonly string[]
  /** How many more there are than are listed. */
  readonly left: number
}

/** A folder of a remote host. */
export interface RemoteListing extends FolderListing {
  /** The folder itself, absolute, as the host names it. */
  readonly path: string
}

/** A module that an rsync daemon lists. */
export interface DaemonModule {
  readonly name: string
  readonly comment: string
}

export interface LocalUser {
  readonly name: string
  readonly home: string
}

/** What the window sees of main: `window.rsyncTasks`. */
export interface Bridge {
  invoke<C extends InvokeChannel>(
    channel: C,
    ...args: InvokeArgs<C>
  ): Promise<Answer<InvokeResult<C>>>
  /** Calls `listener` for every event until the returned function is called. */
  on<C extends EventChannel>(channel: C, listener: (event: EventContract[C]) => void): () => void
}

export type { AppErrorCode, FieldError, WireError }
