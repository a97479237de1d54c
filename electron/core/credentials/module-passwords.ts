import { invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import { isSamePlace, modulePlace, placeText, type ModulePlace } from '@common/task/module-place'
import type { Task, TaskSettings } from '@common/task/task'
import type { SettingsStore } from '../store/settings-store'
import type { Secrets } from './secrets'

const FIELD = 'modulePassword'
const MAX_LENGTH = 1024

/** A stored task, or settings of one that are not stored. */
type TaskOfPassword = TaskSettings & Pick<Task, 'id'>

/** Passwords for the modules of rsync daemons, one a task. Nobody but rsync is ever told one. */
export class ModulePasswords {
  constructor(
    private readonly store: SettingsStore,
    private readonly secrets: Secrets,
  ) {}

  has(taskId: number): boolean {
    return this.sealed(taskId) !== null
  }

  /**
   * What a password becomes before it is stored; done first, so that nothing else is changed when
   * it fails.
   * @param given a text; null for no password
   * @throws AppError INVALID_INPUT on `modulePassword`, SECRETS_UNPROTECTED
   */
  async prepare(given: unknown): Promise<string | null> {
    if (given === null || given === '') return null
    const message =
      typeof given !== 'string'
        ? say('rules.text')
        : given.length > MAX_LENGTH
          ? say('rules.maxCharacters', { max: MAX_LENGTH })
          : // rsync reads one line.
            /[\r\n\0]/.test(given)
            ? say('rules.task.modulePassword')
            : null
    if (message !== null) throw invalidInput([{ field: FIELD, message }])
    return this.secrets.seal(given as string)
  }

  /** @param sealed from {@link prepare} */
  put(taskId: number, sealed: string | null): void {
    const settings = this.store.read()
    const others = settings.modulePasswords.filter((password) => password.taskId !== taskId)
    if (sealed === null && others.length === settings.modulePasswords.length) return
    const modulePasswords = sealed === null ? others : [...others, { taskId, sealed }]
    this.store.write({ ...settings, modulePasswords })
  }

  /** Whether a password is sent where these settings of a task lead. */
  isFor(task: TaskOfPassword): boolean {
    const place = modulePlace(task)
    return place !== null && this.has(task.id) && isSamePlace(this.placeOf(task.id), place)
  }

  /**
   * A stored password belongs to its place; what was typed for one host is not sent to another.
   * @throws AppError INVALID_INPUT on `modulePassword` for settings that lead elsewhere
   */
  assertPlace(task: TaskOfPassword): void {
    const [former, next] = [this.placeOf(task.id), modulePlace(task)]
    if (former === null || next === null || isSamePlace(former, next) || !this.has(task.id)) return
    const names = { former: placeText(former), next: placeText(next) }
    const message = say('modulePassword.otherPlace', names)
    throw invalidInput([{ field: FIELD, message }])
  }

  /**
   * The password for rsync; null when the task has none.
   * @throws AppError SECRETS_UNREADABLE; INVALID_INPUT for settings that lead elsewhere
   */
  async reveal(task: TaskOfPassword): Promise<string | null> {
    this.assertPlace(task)
    const sealed = this.isFor(task) ? this.sealed(task.id) : null
    return sealed === null ? null : this.secrets.unseal(sealed, say('secrets.modulePassword'))
  }

  /** Where the password of a stored task goes; null for none, or a task that is gone. */
  private placeOf(taskId: number): ModulePlace | null {
    const task = this.store.read().tasks.find(({ id }) => id === taskId)
    return task ? modulePlace(task) : null
  }

  private sealed(taskId: number): string | null {
    const { modulePasswords } = this.store.read()
    return modulePasswords.find((password) => password.taskId === taskId)?.sealed ?? null
  }
}
