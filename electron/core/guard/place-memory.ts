import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { AppendFile, parseLines, replaceFile } from '../store/append-file'
import type { Place } from './place'

/** How a task was when it last succeeded. */
export interface Remembered {
  /** Null where nothing could be found out. */
  readonly place: Place | null
  /** Source and destination, as rsync was given them. */
  readonly operands: readonly string[]
  readonly deletes: boolean
}

/**
 * Where each task last succeeded, on disk. Only ever appended, the last line of a task counts; a
 * line without operands ends what is known of it.
 */
export class PlaceMemory {
  private constructor(
    private readonly file: AppendFile,
    private readonly known: Map<number, Remembered>,
  ) {}

  static async open(path: string): Promise<PlaceMemory> {
    const text = existsSync(path) ? await readFile(path, 'utf8') : ''
    const known = parse(text)
    if (text.split('\n').length > known.size * 2 + 100 || (text !== '' && !text.endsWith('\n'))) {
      await replaceFile(path, [...known].map(([task, one]) => line(task, one)).join(''))
    }
    return new PlaceMemory(await AppendFile.open(path), known)
  }

  of(taskId: number): Remembered | null {
    return this.known.get(taskId) ?? null
  }

  put(taskId: number, remembered: Remembered): void {
    const text = line(taskId, remembered)
    const before = this.known.get(taskId)
    if (before && line(taskId, before) === text) return
    this.known.set(taskId, remembered)
    this.write(text)
  }

  forget(taskId: number): void {
    if (this.known.delete(taskId)) this.write(line(taskId, null))
  }

  close(): Promise<void> {
    return this.file.close()
  }

  /** What cannot be written is remembered as it was before: at worst a run is held once more. */
  private write(text: string): void {
    void this.file.append(text).catch(() => undefined)
  }
}

function line(task: number, remembered: Remembered | null): string {
  return `${JSON.stringify({ task, ...remembered })}\n`
}

function parse(text: string): Map<number, Remembered> {
  const known = new Map<number, Remembered>()
  for (const { task, place, operands, deletes } of parseLines(text)) {
    if (typeof task !== 'number') continue
    if (!Array.isArray(operands)) known.delete(task)
    else
      known.set(task, { place: isPlace(place) ? place : null, operands, deletes: deletes === true })
  }
  return known
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null) return false
  const place = value as Record<keyof Place, unknown>
  const names = ['path', 'realPath', 'mountPoint', 'device'] as const
  return names.every((name) => typeof place[name] === 'string')
}
