import { posix } from 'node:path'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import { copiesContents } from '@common/rsync/safeguards'
import { keepsPaths } from '@common/rsync/option-questions'
import { readParameters } from '@common/rsync/parameters'
import type { Task } from '@common/task/task'
import type { PreparedRun } from '../run/perform-run'
import { runRsync } from '../run/run-rsync'
import type { Accounts } from '../system/accounts'
import { runAs } from '../system/run-as'

export interface SamePlaceDeps {
  readonly accounts: Accounts
  /** What lists the other side. */
  readonly listing: (task: Task) => Promise<PreparedRun>
}

const NAME = '.rsync-tasks-XXXXXXXXXXXX'

/**
 * Finds out whether the two sides of a task are one: no name or address tells it, since a module,
 * a share or a bind mount may lead anywhere. So an empty file of a random name is made here, in
 * folders that have files on both sides, and looked for on the other side. It is removed at once,
 * and the folder gets its time back. All that as the user of the task.
 */
export class SamePlace {
  constructor(private readonly deps: SamePlaceDeps) {}

  /** @param folders below the transfer, as rsync prints them; empty for its root */
  async findings(task: Task, folders: readonly string[], stop: AbortSignal): Promise<Finding[]> {
    const marks: Mark[] = []
    try {
      // rsync writes bytes that cannot be printed as `\#ooo`; other folders are enough.
      for (const folder of folders.filter((name) => !name.includes('\\#'))) {
        const mark = await this.leaveMark(task, localFolder(task, folder))
        if (mark) marks.push(mark)
      }
      // Who may not make a file in a folder cannot remove one there, either.
      if (marks.length === 0 && task.direction === 'PUSH') return []
      return await this.look(task, marks, stop)
    } finally {
      for (const mark of marks) await this.removeMark(task, mark)
    }
  }

  private async look(task: Task, marks: readonly Mark[], stop: AbortSignal): Promise<Finding[]> {
    const names = marks.map(({ path }) => posix.basename(path))
    let found = -1
    let error = ''
    const log = {
      write: async (lines: readonly (Buffer | string)[]) => {
        if (found >= 0) return
        for (const line of lines) found = Math.max(found, indexIn(String(line), names))
      },
      writeErrors: async (lines: readonly (Buffer | string)[]) => {
        error ||= String(lines[0] ?? '')
      },
    }
    const prepared = await this.deps.listing(task)
    try {
      const { outcome } = await runRsync({ ...prepared.request, stop, log })
      const mark = marks[found]
      if (mark) return [proven(task, posix.dirname(mark.path))]
      const isKnown = outcome.state === 'SUCCESS' && marks.length > 0
      return isKnown ? [] : [unknown(task, error || outcome.reason)]
    } finally {
      await prepared.dispose().catch(() => undefined)
    }
  }

  private async leaveMark(task: Task, folder: string): Promise<Mark | null> {
    const time = await this.as(task, 'stat', ['-c', '%.9Y', '--', folder])
    const made = await this.as(task, 'mktemp', ['-p', folder, '--', NAME])
    if (made === null) return null
    return { path: made, folder, time }
  }

  private async removeMark(task: Task, { path, folder, time }: Mark): Promise<void> {
    await this.as(task, 'rm', ['-f', '--', path])
    if (time !== null) await this.as(task, 'touch', ['-c', '-m', '-d', `@${time}`, '--', folder])
  }

  /** What a program says; null where it fails. */
  private async as(task: Task, program: string, argv: readonly string[]): Promise<string | null> {
    const account = await this.deps.accounts.find(task.user)
    if (!account) return null
    const { exitCode, stdout } = await runAs(account, this.deps.accounts, program, argv)
    return exitCode === 0 ? stdout.replace(/\n$/, '') : null
  }
}

interface Mark {
  readonly path: string
  readonly folder: string
  /** Seconds since the epoch, with nine digits more. */
  readonly time: string | null
}

/** The folder here that a folder of the transfer is. */
function localFolder({ direction, path, extra }: Task, folder: string): string {
  if (direction === 'PULL') return posix.join(path, folder)
  if (keepsPaths(readParameters(extra))) {
    const [before = '/'] = path.includes('/./') ? path.split('/./') : ['/']
    return posix.join(before || '/', folder)
  }
  return posix.join(copiesContents(path) ? path : posix.dirname(path), folder)
}

function indexIn(line: string, names: readonly string[]): number {
  return names.findIndex((name) => line.endsWith(name))
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
