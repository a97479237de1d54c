import { setTimeout as sleep } from 'node:timers/promises'
import { resolve } from 'node:path'
import { unlessShortage } from '@common/text/system-error'
import type { Finished } from '../system/run-program'
import { untilStopped } from '../system/until-stopped'
import { readMounts, type Mount } from '../system/mounts'
import { laneOf, type Argv } from './lane'
import { mountBehind } from './mount-behind'
import { NoAnswer } from './no-answer'
import { errorOf } from './program-errors'

/** A check that takes longer helps nobody who waits for it. */
const CHECK_SECONDS = 10

/** No path or facts of a file take more. */
const MAX_BYTES = 64 * 1024

export interface Patience {
  /** How long is waited for an answer; a check's usual time when left out. */
  readonly seconds?: number
  /** Calls the question off; it then rejects with the signal's reason. */
  readonly stop?: AbortSignal | undefined
  /** Starts a program as the user whose files they are; asked where the app's user may not look. */
  readonly asUser?: AskAs | undefined
}

export type AskAs = (argv: Argv) => Promise<Finished>

/** One question to the file system: as a call, and as a program that gives the same answer. */
export interface Question<T> {
  readonly path: string
  /** Called where an answer is certain. */
  readonly call: () => Promise<T>
  /** Started where none is: a call would keep one of four threads for as long as that takes. */
  readonly program: Argv
  readonly read: (stdout: string) => T
  /** How much the program may say; the rest of it is dropped. */
  readonly maxBytes?: number
}

/**
 * Asks for something at a path that may lead anywhere, such as to a network share that is gone.
 * @throws NoAnswer, an error with the `code` of the system, or the reason of `stop`
 */
export async function ask<T>(question: Question<T>, patience: Patience = {}): Promise<T> {
  const { asUser } = patience
  try {
    return await askOurselves(question, patience)
  } catch (error) {
    const isDenied = (error as NodeJS.ErrnoException).code === 'EACCES'
    const asked = asUser && isDenied ? await byUser(question, asUser, patience) : null
    if (asked === null) throw error
    return answerOf(question, asked)
  }
}

async function askOurselves<T>(question: Question<T>, patience: Patience): Promise<T> {
  const { seconds = CHECK_SECONDS, stop } = patience
  stop?.throwIfAborted()
  const path = resolve(question.path)
  const mounts = await currentMounts()
  const mount = mounts && (await mountBehind(path, mounts))
  if (mounts && mount === null) return question.call()
  const done = new AbortController()
  const late = sleep(seconds * 1000, null, { signal: done.signal, ref: false }).then((): never => {
    throw new NoAnswer(question.path, mount, seconds)
  })
  late.catch(() => undefined)
  const answer = mount ? byProgram(question, mount, patience) : question.call()
  const inTime = Promise.race([answer, late])
  try {
    return await (stop ? untilStopped(inTime, stop) : inTime)
  } finally {
    done.abort()
  }
}

let reading: ReturnType<typeof readMounts> | null = null

/** Read once for all who ask in the same moment, such as for each link in a folder. */
async function currentMounts(): ReturnType<typeof readMounts> {
  reading ??= readMounts().finally(() => (reading = null))
  return reading
}

async function byProgram<T>(question: Question<T>, mount: Mount, patience: Patience): Promise<T> {
  const { seconds = CHECK_SECONDS, stop } = patience
  const done = await laneOf(mount).ask(question.program, seconds * 1000, {
    ...{ stop, maxBytes: question.maxBytes ?? MAX_BYTES },
  })
  if (done === null || done.isTimeout) throw new NoAnswer(question.path, mount, seconds)
  stop?.throwIfAborted()
  return answerOf(question, done)
}

/** Null where nothing can be started as that user. */
async function byUser(
  { path, program }: Question<unknown>,
  asUser: AskAs,
  { stop }: Patience,
): Promise<Finished | null> {
  const asked = asUser(program).catch(unlessShortage(null))
  const done = await (stop ? untilStopped(asked, stop) : asked)
  if (done?.isTimeout) throw new NoAnswer(path, null, CHECK_SECONDS)
  return done
}

/** @throws an error with the `code` of the system */
function answerOf<T>({ path, read }: Question<T>, { exitCode, stdout, stderr }: Finished): T {
  if (exitCode === 0) return read(stdout)
  throw errorOf(stderr, path)
}
