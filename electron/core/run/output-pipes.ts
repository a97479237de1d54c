import { closeSync, constants, openSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { answeringPath } from '../files/answering-path'
import { runProgram } from '../system/run-program'
import { makeTempFolder } from '../system/temp-folder'

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

async function makePipes(): Promise<OutputPipes | null> {
  if (process.platform !== 'linux') return null
  const folder = await makeTempFolder('pipes').catch(() => null)
  if (folder === null) return null
  const opened: Pipe[] = []
  try {
    const argv = ['-m', '600', ...PIPES]
    const env = { PATH: await answeringPath() }
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
