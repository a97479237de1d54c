import { EventEmitter } from 'node:events'
import { AppError, invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import { passwordErrors } from '@common/rsync/parameter-rules'
import type { Task, TaskSettings } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import type { ModulePasswords } from '../credentials/module-passwords'
import { following, nextRevision } from '../store/numbers'
import type { SettingsStore, StoredSettings } from '../store/settings-store'
import type { MachineChecks } from './machine-checks'

/** Owns the tasks: every change passes here, is checked, stored and told. */
export class TaskService {
  readonly events = new EventEmitter<{ changed: [task: Task]; removed: [id: number] }>()
  private index: { tasks: readonly Task[]; byId: ReadonlyMap<number, Task> } = {
    tasks: [],
    byId: new Map(),
  }

  constructor(
    private readonly store: SettingsStore,
    private readonly checks: Pick<MachineChecks, 'check'>,
    private readonly passwords: ModulePasswords,
  ) {}

  list(): readonly Task[] {
    return this.store.read().tasks
  }

  has(id: number): boolean {
    return this.byId().has(id)
  }

  /** @throws AppError NOT_FOUND */
  get(id: number): Task {
    const task = this.byId().get(id)
    if (!task) throw new AppError('NOT_FOUND', say('tasks.notFound', { id }))
    return task
  }

  /**
   * @param input settings in our names, those left out get their defaults; `modulePassword` goes
   *   to the vault and is never given back
   * @throws AppError INVALID_INPUT with every broken rule, of the shape and of the machine
   */
  async create(input: unknown): Promise<Task> {
    const [given, password] = takePassword(input)
    const settings = await this.validate(given, new Set(Object.keys(input ?? {})))
    const sealed = await this.sealPassword(password, settings)
    if (sealed != null) assertFitsPassword(settings)
    const task = this.add([settings])[0] as Task
    if (sealed !== undefined) this.passwords.put(task.id, sealed)
    return task
  }

  /** Adds tasks whose shape is right, without asking the machine; all of them or none. */
  add(settings: readonly TaskSettings[]): Task[] {
    const stored = this.store.read()
    let { lastTaskId } = stored
    const tasks = settings.map((one) => {
      lastTaskId = following(lastTaskId)
      return { ...one, id: lastTaskId, revision: 1 }
    })
    this.save({ ...stored, tasks: [...stored.tasks, ...tasks], lastTaskId })
    for (const task of tasks) this.events.emit('changed', task)
    return tasks
  }

  /**
   * @param changes any of the settings, in our names
   * @param expectedRevision the revision the caller has seen; null changes whatever is there
   * @throws AppError NOT_FOUND, CONFLICT, INVALID_INPUT
   */
  async update(id: number, changes: object, expectedRevision: number | null): Promise<Task> {
    const { id: _, revision, ...before } = this.get(id)
    const expected = expectedRevision ?? revision
    const [given, password] = takePassword(changes)
    const changed = Object.entries(given)
      .filter(([name, value]) => !isEqual(before[name as keyof TaskSettings], value))
      .map(([name]) => name)
    const settings = await this.validate({ ...before, ...given }, new Set(changed))
    if (password === undefined) this.passwords.assertPlace({ ...settings, id })
    const sealed = await this.sealPassword(password, settings)
    const isKept = changed.includes('extra') && this.passwords.isFor({ ...settings, id })
    if (sealed === undefined ? isKept : sealed !== null) assertFitsPassword(settings)
    // Checking took its time; another change may have come first.
    const current = this.get(id)
    if (current.revision !== expected) {
      throw new AppError('CONFLICT', say('tasks.changedElsewhere'))
    }
    const task: Task = { ...settings, id, revision: nextRevision(current.revision) }
    const stored = this.store.read()
    this.save({ ...stored, tasks: stored.tasks.map((other) => (other.id === id ? task : other)) })
    if (sealed !== undefined) this.passwords.put(id, sealed)
    this.events.emit('changed', task)
    return task
  }

  /**
   * Switches tasks off because what they stand on goes away; nothing is checked.
   * @returns those that were on, as they are now
   */
  disable(ids: readonly number[]): Task[] {
    const wanted = new Set(ids)
    return this.switchAll(false, ({ id, enabled }) => enabled && wanted.has(id))
  }

  /** Switches tasks on again that are still as {@link disable} left them. */
  enable(left: readonly Task[]): void {
    const byId = new Map(left.map((task) => [task.id, task]))
    this.switchAll(true, (task) => isEqual(task, byId.get(task.id)))
  }

  /** @throws AppError NOT_FOUND */
  remove(id: number): Task {
    const task = this.get(id)
    const stored = this.store.read()
    this.save({ ...stored, tasks: stored.tasks.filter((other) => other.id !== id) })
    this.events.emit('removed', id)
    return task
  }

  /** Puts a removed task back in its place, as a new revision. */
  restore(removed: Task): Task {
    const task = { ...removed, revision: nextRevision(removed.revision) }
    const stored = this.store.read()
    this.save({ ...stored, tasks: [...stored.tasks, task].sort((a, b) => a.id - b.id) })
    this.events.emit('changed', task)
    return task
  }

  /** An index of the list as it is stored now; made anew only when that changed. */
  private byId(): ReadonlyMap<number, Task> {
    const tasks = this.list()
    if (this.index.tasks !== tasks) {
      this.index = { tasks, byId: new Map(tasks.map((task) => [task.id, task])) }
    }
    return this.index.byId
  }

  private async validate(input: unknown, changed: ReadonlySet<string>): Promise<TaskSettings> {
    const shape = validateTask(input)
    const shapeErrors = shape.ok ? [] : shape.errors
    // Not even an object: there is nothing to ask the machine about.
    if (shapeErrors.some(({ field }) => field === '')) throw invalidInput(shapeErrors)
    const broken = new Set(shapeErrors.map(({ field }) => /^\w*/.exec(field)?.[0] ?? ''))
    const candidate = (shape.ok ? shape.settings : shape.candidate) as TaskSettings
    const machineErrors = await this.checks.check(candidate, broken, changed)
    const errors = [...shapeErrors, ...machineErrors]
    if (!shape.ok || errors.length > 0) throw invalidInput(errors)
    return shape.settings
  }

  /** Undefined when nothing is to change. A task that uses no module keeps no password. */
  private async sealPassword(password: unknown, { mode }: TaskSettings) {
    if (mode === 'SSH') return null
    return password === undefined ? undefined : this.passwords.prepare(password)
  }

  /** Switches the tasks that are meant; answers with them as they are now. */
  private switchAll(enabled: boolean, isMeant: (task: Task) => boolean): Task[] {
    const stored = this.store.read()
    const switched = new Map(
      stored.tasks
        .filter(isMeant)
        .map((task) => [task.id, { ...task, enabled, revision: nextRevision(task.revision) }]),
    )
    if (switched.size === 0) return []
    this.save({ ...stored, tasks: stored.tasks.map((task) => switched.get(task.id) ?? task) })
    for (const task of switched.values()) this.events.emit('changed', task)
    return [...switched.values()]
  }

  private save(settings: StoredSettings): void {
    this.store.write(settings)
  }
}

/** @throws AppError INVALID_INPUT for parameters that a task with a password may not have */
function assertFitsPassword(settings: TaskSettings): void {
  const errors = passwordErrors(settings)
  if (errors.length > 0)
    throw invalidInput(errors.map(({ index, message }) => ({ field: `extra[${index}]`, message })))
}

/** The settings without the password, and the password; undefined where none was given. */
function takePassword<T>(input: T): [settings: T & object, password: unknown] {
  if (typeof input !== 'object' || input === null || !('modulePassword' in input)) {
    return [input as T & object, undefined]
  }
  const { modulePassword, ...settings } = input
  return [settings as T & object, modulePassword]
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
