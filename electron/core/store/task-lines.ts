import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { AppendFile, parseLines, replaceFile } from './append-file'

/** How far a file may outgrow what it says before it is written anew. */
const SPARE_LINES = 100

/**
 * What is known of each task, on disk. Only ever appended: the last line of a task counts, and one
 * that says nothing but its number ends what is known of it.
 */
export class TaskLines<T extends object> {
  private constructor(
    private readonly file: AppendFile,
    private readonly known: Map<number, T>,
  ) {}

  /** @param read what a line says of its task; null when that is nothing */
  static async open<T extends object>(
    path: string,
    read: (line: Record<string, unknown>) => T | null,
  ): Promise<TaskLines<T>> {
    const text = existsSync(path) ? await readFile(path, 'utf8') : ''
    const known = lastOfEach(text, read)
    const isLong = text.split('\n').length > known.size * 2 + SPARE_LINES
    if (isLong || (text !== '' && !text.endsWith('\n'))) {
      await replaceFile(path, [...known].map(([task, one]) => line(task, one)).join(''))
    }
    return new TaskLines(await AppendFile.open(path), known)
  }

  of(taskId: number): T | null {
    return this.known.get(taskId) ?? null
  }

  put(taskId: number, value: T): void {
    this.known.set(taskId, value)
    this.write(line(taskId, value))
  }

  forget(taskId: number): void {
    if (this.known.delete(taskId)) this.write(line(taskId, null))
  }

  close(): Promise<void> {
    return this.file.close()
  }

  /** What cannot be written leaves the older truth on disk, which every reader has to bear. */
  private write(text: string): void {
    void this.file.append(text).catch(() => undefined)
  }
}

function line(task: number, value: object | null): string {
  return `${JSON.stringify({ task, ...value })}\n`
}

function lastOfEach<T>(
  text: string,
  read: (line: Record<string, unknown>) => T | null,
): Map<number, T> {
  const known = new Map<number, T>()
  for (const { task, ...rest } of parseLines(text)) {
    if (typeof task !== 'number') continue
    const value = read(rest)
    if (value === null) known.delete(task)
    else known.set(task, value)
  }
  return known
}
