export interface TableColumn {
  readonly key: string
  readonly title: string
  /** Pixels it has at least. */
  readonly minWidth: number
  /** Share of the room that is left over; 0 for a column that never grows. */
  readonly grow: number
  readonly isSortable: boolean
  /** For columns of buttons, whose title only screen readers need; they stay in sight. */
  readonly isTitleHidden?: boolean
}

export interface TableSort {
  readonly key: string
  readonly isDescending: boolean
}

/** A heading was clicked: its column ascending, then descending, then ascending again. */
export function nextSort(sort: TableSort, key: string): TableSort {
  return { key, isDescending: sort.key === key && !sort.isDescending }
}

/** Pixels a table takes beside its columns, at most: its edges and its scroll bar. */
export const TABLE_FRAME_PX = 36
