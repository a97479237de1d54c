import type { Change, ChangeKind } from '@common/preview/change'
import { MAX_CHANGE_PAGE, type ChangeSort } from '@common/preview/preview'
import { invoke } from '../../bridge/bridge'
import type { PageSource } from '../../composables/use-paged-rows'

/** Entries fetched at once; more is refused. */
export const CHANGE_PAGE = MAX_CHANGE_PAGE

/** Which entries of a preview are shown, and how they are sorted. */
export interface ChangeFilter {
  /** Empty for all. */
  readonly kinds: readonly ChangeKind[]
  readonly text: string
  readonly differsOnly: boolean
  readonly sort: ChangeSort
  readonly isDescending: boolean
}

export const ALL: ChangeFilter = {
  kinds: [],
  text: '',
  differsOnly: false,
  sort: 'name',
  isDescending: false,
}

export function changeSource(previewId: string, filter: ChangeFilter): PageSource<Change> {
  return async (offset, limit) => {
    const page = await invoke('previews:page', previewId, { ...filter, offset, limit })
    return { rows: page.changes, total: page.total }
  }
}
