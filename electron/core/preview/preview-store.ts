import { readFileSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { Preview } from '@common/preview/preview'
import { ifAbsent } from '@common/text/system-error'

/** A preview with what it is recognised by. */
export interface StoredPreview {
  readonly preview: Preview
  /** User and command of the task: what decides, beside the folders, what a run does. */
  readonly basis: string
  /** Hash of the sorted list; empty while there is none. */
  readonly fingerprint: string
}

const RECORD = 'preview.json'

/**
 * Previews, each in a folder of its own. Those a person made live as long as the app; the list of
 * a blocked run (`run-N`) as long as the run's record, so that another process can approve it.
 */
export class PreviewStore {
  private readonly open = new Map<string, StoredPreview>()
  /** Approved by a run that has not ended. */
  private readonly inUse = new Set<string>()
  private readonly closed = new Set<string>()

  constructor(private readonly folder: string) {}

  folderOf(id: string): string {
    return join(this.folder, id)
  }

  ids(): string[] {
    return [...this.open.keys()]
  }

  put(stored: StoredPreview): void {
    this.open.set(stored.preview.id, stored)
  }

  /** Keeps the record of a run's list on disk. */
  async save(stored: StoredPreview): Promise<void> {
    this.put(stored)
    const folder = this.folderOf(stored.preview.id)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(join(folder, RECORD), JSON.stringify(stored), { mode: 0o600 })
  }

  find(id: string): StoredPreview | null {
    if (this.closed.has(id) && !this.inUse.has(id)) return null
    const known = this.open.get(id)
    if (known || !id.startsWith('run-')) return known ?? null
    try {
      const stored = JSON.parse(readFileSync(join(this.folderOf(id), RECORD), 'utf8'))
      this.put(stored as StoredPreview)
      return stored as StoredPreview
    } catch (error) {
      // Half a record is none.
      return error instanceof SyntaxError ? null : ifAbsent(null)(error)
    }
  }

  /** @throws AppError NOT_FOUND */
  get(id: string): StoredPreview {
    const stored = this.find(id)
    if (!stored) throw new AppError('NOT_FOUND', say('preview.none', { id }))
    return stored
  }

  /** Keeps a preview until `release`, also when it is closed meanwhile: a run is compared with it. */
  use(id: string): void {
    this.inUse.add(id)
  }

  async release(id: string): Promise<void> {
    this.inUse.delete(id)
    if (this.closed.has(id)) await this.remove(id)
  }

  async remove(id: string): Promise<void> {
    this.closed.add(id)
    if (this.inUse.has(id)) return
    this.open.delete(id)
    this.closed.delete(id)
    await rm(this.folderOf(id), { recursive: true, force: true })
  }

  /** Removes what an earlier life of the app left: all but the lists of runs there are. */
  async sweep(hasRun: (runId: number) => boolean): Promise<void> {
    for (const name of await readdir(this.folder).catch(ifAbsent([]))) {
      const run = /^run-(\d+)$/.exec(name)?.[1]
      if (run === undefined || !hasRun(Number(run))) await this.remove(name)
    }
  }
}
