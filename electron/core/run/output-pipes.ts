import { closeSync, constants, openSync } from 'node:fs'
import { lstat, mkdtemp, readdir, rm, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../system/run-program'
import { COMMON_TEMP, tempFolder } from '../system/temp-folder'

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

/** How the folders of pipes are named; the number of their process and six characters follow. */
const PREFIX = 'rsync-tasks-pipes-'
/** The folders of earlier versions did not name their process; they are there for an instant, too. */
const OLD_NAME = /^rsync-tasks-[A-Za-z0-9]{6}$/
const OLD_AGE_MS = 60_000
const PIPES = ['stdout', 'stderr']
/** More than enough; without pipes of ours a run has Node's. */
const MAKE_MS = 5_000

let ahead: Promise<OutputPipes | null> | null = null

/**
 * Pipes for a program that prints line by line. Node itself gives programs socket pairs, in which
 * Linux takes most of a kilobyte of the room there is for every line: after some 270 of them rsync
 * stands still until they are read, after 64 KB here. The next ones are made ahead, so that no run
 * but the first waits for them.
 * @returns what is the caller's to close; null on other systems, and where there is no `mkfifo`
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

/** Closes pipes that no program was given. */
export function closePipes(pipes: readonly Pipe[]): void {
  for (const { reader, writer } of pipes) [reader, writer].forEach((fd) => closeSync(fd))
}

/**
 * Removes what a process left that was killed while it made pipes: folders of this user whose process
 * has ended. Only pipes in them are removed, so that nothing is lost, whatever they are.
 */
export async function sweepPipes(): Promise<void> {
  const uid = process.getuid?.()
  if (process.platform !== 'linux' || uid === undefined) return
  for (const parent of new Set([tempFolder(uid), COMMON_TEMP])) {
    for (const name of await readdir(parent).catch(() => [])) {
      const path = join(parent, name)
      const info = await lstat(path).catch(() => null)
      if (!info?.isDirectory() || info.uid !== uid || !isLeft(name, info.mtimeMs)) continue
      for (const pipe of PIPES.map((one) => join(path, one)))
        if ((await lstat(pipe).catch(() => null))?.isFIFO())
          await unlink(pipe).catch(() => undefined)
      await rmdir(path).catch(() => undefined)
    }
  }
}

function isLeft(name: string, changedAt: number): boolean {
  if (OLD_NAME.test(name)) return Date.now() - changedAt > OLD_AGE_MS
  const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
  return pid !== undefined && !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

async function makePipes(): Promise<OutputPipes | null> {
  if (process.platform !== 'linux') return null
  const prefix = join(tempFolder(process.getuid?.()), `${PREFIX}${process.pid}-`)
  const folder = await mkdtemp(prefix).catch(() => null)
  if (folder === null) return null
  const opened: Pipe[] = []
  try {
    const argv = ['-m', '600', ...PIPES]
    const env = { PATH: process.env['PATH'] ?? '' }
    await runProgram({ program: 'mkfifo', argv, env, cwd: folder }, MAKE_MS)
    const stdout = openBothEnds(join(folder, 'stdout'), opened)
    return { stdout, stderr: openBothEnds(join(folder, 'stderr'), opened) }
  } catch {
    closePipes(opened)
    return null
  } finally {
    // What is left of it, on a disk that was taken away meanwhile say, is no reason not to run.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** The reader first: opening the other end would wait for one. */
function openBothEnds(path: string, opened: Pipe[]): Pipe {
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const pipe = { reader, writer: openSync(path, constants.O_WRONLY) }
    opened.push(pipe)
    return pipe
  } catch (error) {
    closeSync(reader)
    throw error
  }
}
