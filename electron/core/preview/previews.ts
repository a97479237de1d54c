import { EventEmitter } from 'node:events'
import { AppError } from '@common/errors'
import type { Finding } from '@common/guard/finding'
import { say } from '@common/i18n/say'
import type { ChangePage, ChangeQuery, Preview, PreviewTarget } from '@common/preview/preview'
import type { Task } from '@common/task/task'
import { untilStopped } from '../system/until-stopped'
import { ChangePages } from './change-pages'
import type { PreviewMaker } from './preview-maker'
import type { PreviewStore, StoredPreview } from './preview-store'

/** While a dry run goes on, its totals are told at most this often. */
const TELL_INTERVAL_MS = 250
/** Lists that nobody closed: the oldest go. */
const MAX_OPEN = 8

export interface PreviewsDeps {
  readonly maker: PreviewMaker
  readonly store: PreviewStore
  /** The task of a target, with the settings given, checked in shape. */
  readonly taskOf: (target: PreviewTarget) => Task
  /** What is the matter with the places of a task; asks what may not answer. */
  readonly findingsOf: (task: Task, stop: AbortSignal) => Promise<readonly Finding[]>
  readonly now: () => number
}

interface Going {
  readonly controller: AbortController
  readonly done: Promise<void>
}

/** The previews a person looks at: made, paged through, stopped and closed. */
export class Previews {
  readonly events = new EventEmitter<{ changed: [preview: Preview] }>()
  private readonly pages = new ChangePages()
  private readonly going = new Map<string, Going>()
  private lastId = 0

  constructor(private readonly deps: PreviewsDeps) {}

  /** Starts a dry run; answers at once. */
  start(target: PreviewTarget): Preview {
    const { taskOf, maker, store } = this.deps
    const task = taskOf(target)
    const id = `preview-${++this.lastId}`
    const controller = new AbortController()
    const begun = maker.begin({ id, taskId: target.taskId, runId: null, task })
    store.put(begun)
    const done = this.make(task, begun, controller.signal).then((stored) => this.ended(stored))
    this.going.set(id, { controller, done })
    void this.closeOldest()
    return begun.preview
  }

  /** Resolves when the dry run has ended. */
  async ready(id: string): Promise<Preview> {
    await this.going.get(id)?.done
    return this.get(id)
  }

  /** @throws AppError NOT_FOUND */
  get(id: string): Preview {
    return this.deps.store.get(id).preview
  }

  /** @throws AppError NOT_FOUND, CONFLICT while there is no list */
  page(id: string, query: ChangeQuery): Promise<ChangePage> {
    const { preview } = this.deps.store.get(id)
    if (preview.state !== 'READY') throw new AppError('CONFLICT', say('preview.notReady', { id }))
    return this.pages.page(this.deps.store.folderOf(id), query)
  }

  async stop(id: string): Promise<void> {
    const going = this.going.get(id)
    going?.controller.abort()
    await going?.done
  }

  /** Drops a list that nobody looks at any more; that of a run stays with the run. */
  async close(id: string): Promise<void> {
    await this.stop(id)
    if (id.startsWith('preview-')) await this.deps.store.remove(id)
  }

  /** Ends every dry run; for the end of the app. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.going.keys()].map((id) => this.stop(id)))
  }

  private async make(task: Task, begun: StoredPreview, stop: AbortSignal): Promise<StoredPreview> {
    const { findingsOf, maker } = this.deps
    try {
      const findings = await untilStopped(findingsOf(task, stop), stop)
      return (await maker.make(task, begun, { stop, findings, onChange: this.teller() })).stored
    } catch (error) {
      return maker.unmade(begun, error, stop)
    }
  }

  private ended(stored: StoredPreview): void {
    const { id } = stored.preview
    this.going.delete(id)
    this.deps.store.put(stored)
    this.events.emit('changed', stored.preview)
  }

  private teller(): (stored: StoredPreview) => void {
    let toldAt = 0
    return (stored) => {
      const now = performance.now()
      if (now - toldAt < TELL_INTERVAL_MS) return
      toldAt = now
      this.deps.store.put(stored)
      this.events.emit('changed', stored.preview)
    }
  }

  private async closeOldest(): Promise<void> {
    const open = this.deps.store.ids().filter((id) => id.startsWith('preview-'))
    for (const id of open.slice(0, -MAX_OPEN)) await this.close(id)
  }
}
