import type { BackupContents, RestoreMode, RestoreReport } from '@common/exchange/backup'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { taskName, type Task } from '@common/task/task'
import type { CredentialDesk } from '../credentials/credential-desk'
import type { PracticeService } from '../practice/practice-service'
import type { RunBook } from '../run/run-book'
import type { GeneralService } from '../settings/general-service'
import type { SettingsStore } from '../store/settings-store'
import type { TaskRemoval } from '../task/task-removal'
import type { TaskService } from '../task/task-service'
import { readBackupInParts, writeBackup, type Backup } from './backup-text'
import { inTurns } from './in-turns'
import { keptTasks, mergeInto, replaceAll, type Restored } from './restored-settings'

export interface BackupDeps {
  readonly store: SettingsStore
  readonly tasks: TaskService
  readonly removal: TaskRemoval
  readonly practice: PracticeService
  readonly credentials: CredentialDesk
  readonly general: GeneralService
  readonly book: RunBook
  /** Removes all that is left of a task that is not in the list any more, for good. */
  readonly purge: (taskId: number) => Promise<void>
}

/** The whole configuration, to a text and back. */
export class BackupDesk {
  constructor(private readonly deps: BackupDeps) {}

  /** Everything that is set, without anything secret. */
  write(): string {
    return writeBackup(this.deps.store.read())
  }

  /** How much is in a backup; stores nothing. @throws AppError INVALID_INPUT when it is none */
  async read(text: string): Promise<BackupContents> {
    return contents((await this.understand(text)).settings)
  }

  /** A text as a backup; stores nothing. @throws AppError INVALID_INPUT when it is none */
  understand(text: string): Promise<Backup> {
    return inTurns(readBackupInParts(text))
  }

  /**
   * Stores a backup, all of it or nothing, in one write.
   * @throws AppError INVALID_INPUT when it is none; CONFLICT when a run is going on and tasks
   *   would be replaced
   */
  async restore(text: string, mode: RestoreMode): Promise<RestoreReport> {
    return this.store(await this.understand(text), mode)
  }

  /**
   * Stores a backup that was understood, as {@link restore} does.
   * @throws AppError CONFLICT
   */
  async store(backup: Backup, mode: RestoreMode): Promise<RestoreReport> {
    const { store } = this.deps
    if (mode === 'replace') {
      await this.clear()
      return this.take(replaceAll(store.read(), backup))
    }
    return this.take(mergeInto(store.read(), backup))
  }

  /** What is made up, or deleted and could still come back, goes first: its folder, its number. */
  private async clear(): Promise<void> {
    const { practice, removal } = this.deps
    this.assertIdle()
    await removal.close()
    if (practice.taskId !== null) await removal.remove(practice.taskId)
    this.assertIdle()
  }

  private assertIdle(): void {
    if (this.deps.book.active().length > 0) throw new AppError('CONFLICT', say('backup.running'))
  }

  private async take(restored: Restored): Promise<RestoreReport> {
    const { store, tasks, purge } = this.deps
    const before = store.read()
    store.write(restored.settings)
    const kept = keptTasks(before, restored.settings)
    const gone = before.tasks.filter(({ id }) => !kept.has(id))
    for (const { id } of gone) tasks.events.emit('removed', id)
    // What cannot be removed now is swept at the next start.
    const purged = gone.map(({ id }) => purge(id).catch(() => undefined))
    this.tell(restored.tasks)
    await Promise.all(purged)
    return {
      restored: contents(restored),
      switchedOff: restored.switchedOff.map((task) => ({ id: task.id, name: taskName(task) })),
      programs: [restored.programs?.rsync, restored.programs?.ssh].filter((one) => one != null),
      privateKeys: restored.withoutKey.map(({ name }) => name),
      passwords: restored.withoutPassword.map((task) => ({ id: task.id, name: taskName(task) })),
    }
  }

  /** Tasks with the number of one that is gone do not show its runs any more. */
  private tell(come: readonly Task[]): void {
    const { tasks, general, credentials } = this.deps
    credentials.events.emit('changed')
    for (const task of come) tasks.events.emit('changed', task)
    general.events.emit('changed', general.read())
  }
}

function contents({
  tasks,
  connections,
  keyPairs,
}: Pick<Restored, keyof BackupContents>): BackupContents {
  return { tasks: tasks.length, connections: connections.length, keyPairs: keyPairs.length }
}
