import { randomBytes } from 'node:crypto'
import { posix } from 'node:path'
import { deletesUnsent } from '@common/guard/deletes'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { canTry } from '@common/rsync/build-listing'
import { keepsPaths, valueOf } from '@common/rsync/option-questions'
import { readParameters } from '@common/rsync/parameters'
import type { Task } from '@common/task/task'
import { preparedUnlessStopped, type PreparedRun } from '../run/perform-run'
import { MAX_FOLDERS } from '../preview/change-list'
import { unescapeName } from '../run/failed-paths'
import type { PlanOptions } from '../run/run-planner'
import { runRsync } from '../run/run-rsync'
import type { Accounts } from '../system/accounts'
import { runAs } from '../system/run-as'
import { untilStopped } from '../system/until-stopped'
import { leaveMarks, type Marks } from './leave-marks'
import { transferRoot } from './transfer-root'

export interface SamePlaceDeps {
  readonly accounts: Accounts
  /** What asks the other side. */
  readonly asking: (task: Task, question: FarQuestion) => Promise<PreparedRun>
}

type FarQuestion = Pick<PlanOptions, 'listsFar' | 'tries'>

interface Mark {
  readonly folder: string
  readonly name: string
}

interface Seen {
  /** The first one in our order, however the output is cut: an approval counts for a sentence. */
  readonly mark: Mark | undefined
  /** Why not all was looked at. */
  readonly error: string
}

/** In the name of each mark, and 12 random digits behind it. */
const MARK = 'rsync-tasks-'
/** A sentence is the same for each run: by it an approval is recognised. */
const ANY_MARK = new RegExp(`${MARK}[0-9a-f]{12}`, 'g')

/** A file cannot be made for these, and so none can be removed. */
const NOT_ALLOWED = /Permission denied|Operation not permitted|Read-only file system/

/**
 * Finds out whether the two sides of a task are one: no name or address tells it, since a module,
 * a share or a bind mount may lead anywhere. So empty files of random names are made here, in
 * folders that have files on both sides, and looked for on the other side. They are removed at
 * once, and the folder gets its time back. All that as the user of the task.
 */
export class SamePlace {
  constructor(private readonly deps: SamePlaceDeps) {}

  /**
   * @param shared files below the transfer that are on both sides, as rsync prints them
   * @param others files of folders that may be the other side, too
   * @throws the reason of `stop`
   */
  async findings(
    task: Task,
    shared: readonly string[],
    others: readonly string[],
    stop: AbortSignal,
  ): Promise<Finding[]> {
    const marked: Marks[] = []
    try {
      for (const [folder, names] of foldersOf([...shared, ...others])) {
        stop.throwIfAborted()
        marked.push(await this.leaveMarks(task, folderHere(task, folder), names, stop))
      }
      const isAllowed = marked.some(({ error }) => error === null || !NOT_ALLOWED.test(error))
      const isAll = shared.length < MAX_FOLDERS
      // A user who may not make a file in a folder cannot remove one there; the other side may delete it.
      const isSafe = isAll && task.direction === 'PUSH' && !deletesUnsent(task)
      if (!isAllowed && isSafe) return []
      return await this.look(task, shared, marked, stop)
    } finally {
      await Promise.all(marked.map(({ remove }) => remove()))
    }
  }

  private async look(
    task: Task,
    shared: readonly string[],
    marked: readonly Marks[],
    stop: AbortSignal,
  ): Promise<Finding[]> {
    const ofShared = new Set([...foldersOf(shared).keys()].map((name) => folderHere(task, name)))
    const tried = await this.tryOut(
      task,
      marked.filter(({ folder }) => ofShared.has(folder)),
      stop,
    )
    const seen = tried.mark ? tried : await this.list(task, marksIn(marked), stop)
    if (seen.mark) return [await this.proof(task, seen.mark, marked, stop)]
    const error = seen.error || tried.error
    if (error !== '') return [unknown(task, error)]
    const unmarked = marked.find((one) => one.error !== null && !NOT_ALLOWED.test(one.error))
    const isMarked = marked.some((one) => one.error === null)
    if (!isMarked || unmarked) return [unknown(task, (unmarked ?? marked[0])?.error ?? '')]
    const isPlacedRight = await untilStopped(this.isPlacedRight(task, shared), stop)
    return isPlacedRight ? [] : [unknown(task, say('guard.foldersUnknown'))]
  }

  /** Where a mark goes over there when it goes here, it is the same folder; else it was copied. */
  private async proof(
    task: Task,
    mark: Mark,
    marked: readonly Marks[],
    stop: AbortSignal,
  ): Promise<Finding> {
    await Promise.all(marked.map(({ remove }) => remove()))
    const { mark: left } = await this.list(task, [mark], stop)
    const { folder } = mark
    return left ? unknown(task, say('guard.markStays', { folder })) : proven(task, folder)
  }

  /**
   * Looks for marks by their names: a share may list what a folder had some time ago, and a daemon
   * may hide them, which it says here. One mark of each folder must be one that it would take.
   */
  private async tryOut(task: Task, marked: readonly Marks[], stop: AbortSignal): Promise<Seen> {
    const made = marked.filter((one) => one.error === null)
    if (made.length === 0 || !canTry(task)) return { mark: undefined, error: '' }
    const marks = marksIn(made)
    const root = transferRoot(task)
    const names = marks.map(({ folder, name }) => posix.relative(root, posix.join(folder, name)))
    const taken = new Set<string>()
    let found = marks.length
    const error = await this.ask(task, { tries: { root, names } }, stop, (line) => {
      const at = marks.findIndex(({ name }) => line.endsWith(name))
      if (at < 0) return
      taken.add(marks[at]?.folder ?? '')
      if (!line.includes('+++++++++ ')) found = Math.min(found, at)
    })
    return { mark: marks[found], error: taken.size === made.length ? '' : error }
  }

  /** Looks for marks in a list of the other side, in whatever folder they are there. */
  private async list(task: Task, marks: readonly Mark[], stop: AbortSignal): Promise<Seen> {
    let found = marks.length
    const error = await this.ask(task, { listsFar: true }, stop, (line) => {
      const at = marks.findIndex(({ name }) => line.endsWith(name))
      if (at >= 0) found = Math.min(found, at)
    })
    return { mark: marks[found], error }
  }

  /** Out: why it is not all that could be told; empty where it is. */
  private async ask(
    task: Task,
    question: FarQuestion,
    stop: AbortSignal,
    onLine: (line: string) => void,
  ): Promise<string> {
    let error = ''
    const log = {
      write: async (lines: readonly (Buffer | string)[]) => {
        for (const line of lines) onLine(String(line))
      },
      writeErrors: async (lines: readonly (Buffer | string)[]) => {
        error ||= String(lines[0] ?? '').replaceAll(ANY_MARK, `${MARK}…`)
      },
    }
    const prepared = await preparedUnlessStopped(this.deps.asking(task, question), stop)
    try {
      const { outcome } = await runRsync({ ...prepared.request, stop, log })
      stop.throwIfAborted()
      return outcome.state === 'SUCCESS' ? '' : error || outcome.reason
    } finally {
      await prepared.dispose().catch(() => undefined)
    }
  }

  /** Whether each folder with files on both sides has its marks, as far as the task tells where. */
  private async isPlacedRight(task: Task, shared: readonly string[]): Promise<boolean> {
    if (shared.map(unescapeName).some((name) => isBroken(posix.dirname(name)))) return false
    const reading = readParameters(task.extra)
    const list = valueOf(reading, 'files-from')
    // At the destination a file is where its name says.
    if (list === null || task.direction === 'PULL') return true
    const account = await this.deps.accounts.find(task.user)
    if (!account || !keepsPaths(reading) || list === '-' || /^[^/]*:/.test(list)) return false
    // What stands before `/./` in a list is in no name that rsync prints.
    const shortens = ['-qaF', '-e', '/./', '--', list]
    const { exitCode } = await runAs(account, this.deps.accounts, 'grep', shortens)
    return exitCode === 1
  }

  /**
   * A daemon may hide names with a dot, or show only some: each folder gets marks with names like
   * those of the files in it, which the other side does show.
   */
  private async leaveMarks(
    task: Task,
    folder: string,
    like: readonly string[],
    stop: AbortSignal,
  ): Promise<Marks> {
    const { accounts } = this.deps
    const account = await accounts.find(task.user)
    if (!account) {
      const error = say('machine.noUserToRun', { user: task.user })
      return { folder, names: [], error, remove: async () => undefined }
    }
    const names = [['.', ''] as const, ...like.flatMap(likeName)].map(
      ([begin, end]) => `${begin}${MARK}${randomBytes(6).toString('hex')}${end}`,
    )
    return leaveMarks(account, accounts, { folder, names, stop })
  }
}

/** The folder here that a folder of the transfer is. Behind a link `..` stays as it is. */
function folderHere(task: Task, folder: string): string {
  const root = transferRoot(task).replace(/\/+$/, '')
  return folder === '.' ? root || '/' : `${root}/${folder}`
}

const marksIn = (marked: readonly Marks[]): Mark[] =>
  marked.flatMap(({ folder, names }) => names.map((name) => ({ folder, name })))

/** Folders of the transfer, its root among them, each with names of files that it has. */
function foldersOf(shared: readonly string[]): Map<string, readonly string[]> {
  const names = shared.map(unescapeName).filter((name) => !isBroken(posix.dirname(name)))
  const folders = new Map<string, readonly string[]>()
  for (const name of names) folders.set(posix.dirname(name), [posix.basename(name)])
  return folders.set('.', names.map((name) => posix.basename(name)).slice(0, MAX_NAMES))
}

/** At the root: whoever sees any file sees one that is named like these. */
const MAX_NAMES = 3

/** A name that is no UTF-8 cannot be handed to a program. */
const isBroken = (name: string): boolean => name.includes('\ufffd')

/** What stands before and behind the mark of ours in names that begin, and end, as a file's does. */
function likeName(name: string): (readonly [begin: string, end: string])[] {
  if (!/^[ -[\]-~]{1,200}$/.test(name)) return [['', '']]
  return [
    [`${name}.`, ''],
    [`${name.slice(0, 1)}.`, `.${name.slice(1)}`],
  ]
}

function proven(task: Task, folder: string): Finding {
  return finding(task, say('guard.isSource', { folder }), false)
}

function unknown(task: Task, error: string): Finding {
  return finding(task, say('guard.maybeSource', { error }), true)
}

function finding({ direction, mode }: Task, message: string, canRunAnyway: boolean): Finding {
  const far = mode === 'SSH' ? 'remotePath' : 'remoteModule'
  const field = direction === 'PUSH' ? far : 'path'
  return { kind: 'source-is-destination', message, field, canRunAnyway }
}
