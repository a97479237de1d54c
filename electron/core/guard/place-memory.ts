import { isDeepStrictEqual } from 'node:util'
import type { TaskSettings } from '@common/task/task'
import { TaskLines } from '../store/task-lines'
import type { Disk } from './inner-disks'
import type { Place } from './place'

/** How a task was when it last succeeded. */
export interface Remembered {
  /** Null where nothing could be found out. */
  readonly place: Place | null
  /** Source and destination, as rsync was given them. */
  readonly operands: readonly string[]
  readonly deletes: boolean
  /** See {@link optionsOf}. */
  readonly extra: readonly string[]
  /**
   * What a person was asked about the shape of the task, and let pass; null in a record of an earlier
   * version, which asked about all there was.
   */
  readonly asked: readonly string[] | null
}

/** The options that decide how far a run reaches. If they change, the app asks the person anew. */
export function optionsOf({ recursive, archive, extra }: TaskSettings): readonly string[] {
  return recursive || archive ? ['-r', ...extra] : extra
}

/**
 * Where each task last succeeded, on disk. What cannot be written is remembered as it was before:
 * at worst a run is held once more.
 */
export class PlaceMemory {
  private constructor(private readonly lines: TaskLines<Remembered>) {}

  static async open(path: string): Promise<PlaceMemory> {
    return new PlaceMemory(await TaskLines.open(path, read))
  }

  of(taskId: number): Remembered | null {
    return this.lines.of(taskId)
  }

  put(taskId: number, remembered: Remembered): void {
    if (!isDeepStrictEqual(this.lines.of(taskId), remembered)) this.lines.put(taskId, remembered)
  }

  forget(taskId: number): void {
    this.lines.forget(taskId)
  }

  close(): Promise<void> {
    return this.lines.close()
  }
}

function read(record: Record<string, unknown>): Remembered | null {
  const { place, operands, deletes, extra, asked } = record
  if (!Array.isArray(operands)) return null
  const known = { place: readPlace(place), operands, deletes: deletes === true }
  // Records of earlier versions have neither.
  return {
    ...known,
    extra: Array.isArray(extra) ? extra : [],
    asked: Array.isArray(asked) ? asked : null,
  }
}

function readPlace(value: unknown): Place | null {
  if (typeof value !== 'object' || value === null) return null
  const place = value as Place
  const names = ['path', 'realPath', 'mountPoint', 'device'] as const
  if (!names.every((name) => typeof place[name] === 'string')) return null
  // Records of earlier versions have no list of the disks in the folder.
  return { ...place, disks: Array.isArray(place.disks) ? place.disks.filter(isDisk) : null }
}

function isDisk(value: unknown): value is Disk {
  const disk = value as Partial<Disk> | null
  return typeof disk?.mountPoint === 'string' && typeof disk.device === 'string'
}
