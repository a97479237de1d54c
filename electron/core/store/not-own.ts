import type { Stats } from 'node:fs'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { shellQuote } from '@common/rsync/quote'

/** Something in the data folder that is not the user's own, with the remedy. */
export function notOwn(
  why: 'foreign' | 'link' | 'special' | 'unclosed',
  path: string,
  owner = 0,
): AppError {
  const values = { path, word: shellQuote(path), owner }
  return new AppError('STORAGE_FAILED', say(`dataFolder.${why}`, values))
}

/**
 * For a file or socket of this app in the data folder, before it is used.
 * @param owners who may own it beside root and the user
 * @throws AppError STORAGE_FAILED
 */
export function assertOwn(path: string, { uid }: Stats, owners: readonly number[] = []): void {
  if (!isTrusted(uid) && !owners.includes(uid)) throw notOwn('foreign', path, uid)
}

/** Whether an owner is the user or root. */
export function isTrusted(uid: number): boolean {
  return uid === 0 || uid === process.getuid?.()
}
