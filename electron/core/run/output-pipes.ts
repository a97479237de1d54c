import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A pipe, as two file descriptors: what is written to the one is read from the other. */
export interface Pipe {
  readonly reader: number
  readonly writer: number
}

/** What a program prints to. */
export interface OutputPipes {
  readonly stdout: Pipe
  readonly stderr: Pipe
}

let ahead: Promise<OutputPipes | null> | null = null

/**
 * Pipes for a program that prints line by line. Node itself gives programs socket pairs, in which
 * every line takes most of a kilobyte of the room there is: after some 270 lines rsync stands still
 * until they are read, after 64 KB here. The next ones are made ahead, so that no run but the first
 * waits for them.
 * @returns what is the caller's to close; null where there is no `mkfifo`
 */
export function takeOutputPipes(): Promise<OutputPipes | null> {
  const pipes = ahead ?? makePipes()
  ahead = null
  return pipes
}

/** Has them made for the next run; to be called when rsync is at work, and nothing waits for us. */
export function makePipesAhead(): void {
  ahead ??= makePipes()
}

async function makePipes(): Promise<OutputPipes | null> {
  const folder = await mkdtemp(join(tmpdir(), 'rsync-tasks-')).catch(() => null)
  if (folder === null) return null
  const [stdout, stderr] = [join(folder, 'stdout'), join(folder, 'stderr')]
  try {
    await promisify(execFile)('mkfifo', ['-m', '600', stdout, stderr])
    return { stdout: openBothEnds(stdout), stderr: openBothEnds(stderr) }
  } catch {
    return null
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The reader first: opening the other end would wait for one. */
function openBothEnds(path: string): Pipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return { reader, writer: openSync(path, constants.O_WRONLY) }
  } catch (error) {
    closeSync(reader)
    throw error
  }
}
