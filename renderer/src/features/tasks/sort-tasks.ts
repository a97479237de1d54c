import { compareTexts } from '@common/task/compare-texts'
import { hostOf, type TaskView } from '@common/task/task-view'
import type { TableSort } from '../../components/base-table'
import { columnRules, type ColumnKey } from './task-columns'

/** Sorted by one column; equal rows stay in the order of their ids. */
export function sortTasks(views: readonly TaskView[], sort: TableSort): TaskView[] {
  const sortBy = columnRules(sort.key as ColumnKey).sortBy
  if (!sortBy) return [...views]
  // The value once a row, not once a comparison.
  const keyed = views.map((view) => ({ view, value: sortBy(view) }))
  const sign = sort.isDescending ? -1 : 1
  keyed.sort((a, b) => sign * compare(a.value, b.value) || a.view.task.id - b.view.task.id)
  return keyed.map(({ view }) => view)
}

function compare(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return compareTexts(String(a), String(b))
}

/** Tasks whose path, description, connection, host, module or remote path contains the text. */
export function filterTasks(views: readonly TaskView[], search: string): readonly TaskView[] {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return views
  return views.filter((view) => textsOf(view).some((text) => text.toLowerCase().includes(wanted)))
}

function textsOf(view: TaskView): string[] {
  const { path, desc, remoteModule, remotePath } = view.task
  const connection = view.connection?.name ?? ''
  return [path, desc, connection, hostOf(view), remoteModule ?? '', remotePath]
}
