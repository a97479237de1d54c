import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { systemErrorText } from '@common/text/system-error'
import type { Patience, Reply } from './control-client'
import { lockFolder, lockHolder, type LockHolder, type Release } from './folder-lock'

const POLL_MS = 100
/** A command that waits longer says why. */
export const WORD_MS = 3_000
/** A command waits so long for a sign of life of the process that has the folder. */
export const SILENT_MS = 30_000
/** An app that ends gives its runs time to stop; one that takes longer hangs. */
const ENDING_MS = 180_000

export interface Entry<T> {
  readonly folder: string
  /** The command of the command line; empty for the window. */
  readonly command: string
  /** Asks the process that has the folder. */
  readonly ask: (patience: Patience) => Promise<Reply<T>>
  /** False for an answer with which the start still needs the folder for itself. */
  readonly isFinal: (answer: T) => boolean
  /** Called once, when nobody has listened for `wordMs`. */
  readonly onWait: (holder: LockHolder | null) => void
  readonly wordMs: number
  /** Called once, when the process that took the question is silent. */
  readonly onSilence: () => void
  /** Milliseconds without a sign of life after which the start gives up. */
  readonly silentMs: number
  /** The person wants to wait no longer. */
  readonly cancelled: AbortSignal
}

/**
 * Gets at a data folder: by its lock, or by the process that has it. Every way through here ends.
 * @returns the lock; or the final answer of the process that has the folder; null when cancelled
 * @throws AppError STORAGE_FAILED when the folder cannot be locked, when the process that has it
 * does not answer, and when its answer was lost
 */
export async function enterFolder<T>(
  entry: Entry<T>,
): Promise<{ readonly release: Release } | { readonly answer: T } | null> {
  const { folder, command, ask, isFinal, onWait, wordMs, onSilence, silentMs, cancelled } = entry
  let deadline = performance.now() + silentMs
  let endingDeadline: number | null = null
  const word = setTimeout(() => void lockHolder(folder).then(onWait, () => onWait(null)), wordMs)
  try {
    while (!cancelled.aborted) {
      const release = await tryLock(folder, command)
      if (release) return { release }
      const timeLeft = AbortSignal.timeout(Math.ceil(Math.max(0, deadline - performance.now())))
      const giveUp = AbortSignal.any([timeLeft, cancelled])
      const reply = await ask({ giveUp, onReady: () => clearTimeout(word), silentMs, onSilence })
      if (reply.kind === 'lost') throw new AppError('STORAGE_FAILED', say('app.answerLost'))
      if (reply.kind === 'answered') {
        if (isFinal(reply.answer)) return { answer: reply.answer }
        deadline = performance.now() + silentMs
      } else if (reply.isEnding) {
        endingDeadline ??= performance.now() + ENDING_MS
        deadline = Math.min(endingDeadline, performance.now() + silentMs)
      }
      if (performance.now() >= deadline && !cancelled.aborted)
        throw await heldBy(folder, silentMs / 1000)
      // It is just starting, or just ending.
      await sleep(POLL_MS, null, { signal: cancelled }).catch(() => undefined)
    }
    return null
  } finally {
    clearTimeout(word)
  }
}

async function tryLock(folder: string, command: string): Promise<Release | null> {
  try {
    return await lockFolder(folder, command)
  } catch (error) {
    if (error instanceof AppError) throw error
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? say('app.folderRemoved') : systemErrorText(error)
    throw new AppError('STORAGE_FAILED', say('app.dataFolder', { folder, error: reason }))
  }
}

async function heldBy(folder: string, seconds: number): Promise<AppError> {
  const holder = await lockHolder(folder)
  return new AppError(
    'STORAGE_FAILED',
    holder
      ? say('app.heldSilently', { folder, holder: holderText(holder), seconds })
      : say('app.heldByOther', { folder, seconds }),
  )
}

/** "process 4711 (rsync-tasks run)". */
export function holderText({ pid, command }: LockHolder): string {
  return say('app.holder', { pid: String(pid), command: `rsync-tasks ${command}`.trim() })
}
