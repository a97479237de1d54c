import type { TaskSettings } from '@common/task/task'

/** What a task asks for, in the words of rsync(1) and the form; nothing of how rsync does it. */
export interface Wishes {
  readonly recursive: boolean
  readonly links: boolean
  readonly times: boolean
  readonly dirTimes: boolean
  readonly modes: boolean
  readonly notes: boolean
  readonly deletes: boolean
  readonly deletesExcluded: boolean
  /** May remove a folder with all in it where something else comes. */
  readonly makesWay: boolean
  readonly excluded: readonly string[]
  readonly maxSize: number
  /** What tells that a file need not be copied. */
  readonly sameBy: 'size and time' | 'size' | 'content' | 'never'
  readonly onlyExisting: boolean
  readonly onlyMissing: boolean
  readonly keepsNewer: boolean
  readonly removesSource: boolean
}

/** The auxiliary parameters that {@link wishesOf} knows. */
export const AUXILIARY = [
  ...['-l', '--no-l', '--no-t', '--no-p', '--omit-dir-times', '--checksum', '--ignore-times'],
  ...['--size-only', '--existing', '--ignore-existing', '--update', '--max-size=30', '--force'],
  ...['--exclude=sub', "--exclude='deep er'", '--exclude=ü', '--delete-excluded'],
  ...['--remove-source-files', '--whole-file', '--numeric-ids', '-v', '--no-inc-recursive'],
] as const

export type WishedSettings = Pick<
  TaskSettings,
  'archive' | 'delete' | 'preserveAttr' | 'preservePerm' | 'recursive' | 'times'
> & { readonly extra: readonly (typeof AUXILIARY)[number][] }

/** Reads a task as a person would who knows the manual. */
export function wishesOf(task: WishedSettings): Wishes {
  const has = (option: (typeof AUXILIARY)[number]) => task.extra.includes(option)
  const deletes = task.delete || has('--delete-excluded')
  // What is said last counts; the options of the form come before the auxiliary ones.
  const lastOf = (on: '-l', off: '--no-l') => task.extra.indexOf(on) > task.extra.indexOf(off)
  return {
    recursive: task.recursive || task.archive,
    links: has('-l') || has('--no-l') ? lastOf('-l', '--no-l') : task.archive,
    times: (task.times || task.archive) && !has('--no-t'),
    dirTimes: !has('--omit-dir-times'),
    modes: (task.preservePerm || task.archive) && !has('--no-p'),
    notes: task.preserveAttr,
    deletes,
    deletesExcluded: has('--delete-excluded'),
    makesWay: deletes || has('--force'),
    excluded: [
      ...(has('--exclude=sub') ? ['sub'] : []),
      ...(has("--exclude='deep er'") ? ['deep er'] : []),
      ...(has('--exclude=ü') ? ['ü'] : []),
    ],
    maxSize: has('--max-size=30') ? 30 : Infinity,
    sameBy: has('--checksum')
      ? 'content'
      : has('--size-only')
        ? 'size'
        : has('--ignore-times')
          ? 'never'
          : 'size and time',
    onlyExisting: has('--existing'),
    onlyMissing: has('--ignore-existing'),
    keepsNewer: has('--update'),
    removesSource: has('--remove-source-files'),
  }
}
