import { AppError } from '@common/errors'
import type { Change } from '@common/preview/change'
import { NO_TOTALS, type ChangePage, type ChangeQuery, type Preview } from '@common/preview/preview'
import type { Run } from '@common/run/run'

interface Shown {
  readonly preview: Preview
  readonly changes: readonly Change[]
}

/** Previews whose entries a test gives, with paging as main does it for names. */
export class InMemoryPreviews {
  /** What the next preview shows. */
  next: Omit<Shown, 'preview'> & { readonly preview?: Partial<Preview> } = { changes: [] }
  private readonly shown = new Map<string, Shown>()
  private lastId = 0

  constructor(
    private readonly tell: (preview: Preview) => void,
    private readonly run: (taskId: number, approves: string) => Run | Promise<Run>,
  ) {}

  readonly handlers = {
    'previews:start': ({ taskId }: { readonly taskId: number | null }) => {
      const id = `preview-${++this.lastId}`
      const preview: Preview = {
        ...{ id, taskId, runId: null, state: 'RUNNING', startedAt: 0, endedAt: null, reason: '' },
        ...{ totals: NO_TOTALS, findings: [], canRun: false, difference: null },
        sourceRemoval: null,
      }
      const { changes } = this.next
      const done = { endedAt: 1, totals: totalsOf(changes), canRun: true, ...this.next.preview }
      this.shown.set(id, { preview, changes })
      queueMicrotask(() => this.put({ ...preview, state: 'READY', ...done }, changes))
      return preview
    },
    'previews:get': (id: string) => this.get(id).preview,
    'previews:page': (id: string, query: ChangeQuery) => pageOf(this.get(id).changes, query),
    'previews:stop': (id: string) => {
      const { preview, changes } = this.get(id)
      this.put({ ...preview, state: 'STOPPED', reason: 'Stopped.', canRun: false }, changes)
      return null
    },
    'previews:close': (id: string) => (this.shown.delete(id), null),
    'previews:run': (id: string) => this.run(this.get(id).preview.taskId ?? 0, id),
  }

  /** Stores a preview as it is now and tells the window. */
  put(preview: Preview, changes: readonly Change[]): void {
    this.shown.set(preview.id, { preview, changes })
    this.tell(preview)
  }

  private get(id: string): Shown {
    const shown = this.shown.get(id)
    if (!shown) throw new AppError('NOT_FOUND', `There is no preview ${id} any more.`)
    return shown
  }
}

function totalsOf(changes: readonly Change[]): Preview['totals'] {
  const totals = { ...NO_TOTALS }
  for (const { kind, bytes } of changes) {
    totals[kind] = { count: totals[kind].count + 1, bytes: totals[kind].bytes + bytes }
  }
  return totals
}

function pageOf(changes: readonly Change[], query: ChangeQuery): ChangePage {
  const { kinds, text, differsOnly, offset, limit, isDescending, sort } = query
  const found = changes
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()))
    .filter(({ since }) => (differsOnly ? since !== 'same' : since !== 'gone'))
    .sort((a, b) => (sort === 'size' ? a.bytes - b.bytes : a.name < b.name ? -1 : 1))
  if (isDescending) found.reverse()
  return { changes: found.slice(offset, offset + limit), total: found.length }
}
