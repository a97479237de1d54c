import { append } from '@common/lists'
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { shellQuote } from '@common/rsync/quote'
import { systemErrorText, unlessShortage } from '@common/text/system-error'
import { closeTree, lookThroughTree } from '@core/store/close-tree'
import { mountOf, readMountsNow } from '@core/system/mounts'
import { rightsOfOthers, whyNotOwn } from '@core/system/own-folder'
import { removeForeignSocket } from './control/socket-path'

const OWN = 0o700
const OTHERS = 0o077

/** Folders in which only this app writes, and only with the lock; they may hold many files. */
const OF_THE_APP = ['runs', 'previews', 'practice']

/** How the data folder was found. */
export interface PreparedFolder {
  /** What a person must know about it. */
  readonly notices: readonly string[]
  /** True when others could enter or list it until now. */
  readonly wasOpen: boolean
  /** Why the app cannot start with it; null when it can. */
  readonly problem: Error | null
  /** False when Chromium would write elsewhere, or wait, at what was laid there. */
  readonly isForChromium: boolean
}

/**
 * Makes the data folder when it is missing. One that is there must be the user's own, on a way that
 * nobody else can change, with nothing of others in it, and is closed to others. It comes before
 * Chromium, which opens its files there by name. `problem` is one sentence.
 */
export function prepareFolder(folder: string): PreparedFolder {
  const notices: string[] = []
  let wasOpen = false
  const result = (problem: Error | null, isForChromium: boolean): PreparedFolder => {
    return { notices, wasOpen, problem, isForChromium }
  }
  try {
    assertOwnWay(folder)
    makeFolder(folder)
    const closed = closeFolder(folder)
    wasOpen = closed.wasOpen
    append(notices, closed.notices)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    const uid = process.getuid?.()
    if (uid === undefined) return result(null, true)
    const socket = removeForeignSocket(folder)
    if (socket) notices.push(say('dataFolder.socket', socket))
    const { opened, isOwn } = lookThroughTree(folder, uid, OF_THE_APP)
    if (wasOpen) append(notices, openedText(opened))
    return result(null, isOwn)
  } catch (error) {
    if (error instanceof AppError) return result(error, false)
    return result(new AppError('STORAGE_FAILED', whyUnusable(folder, error)), false)
  }
}

function whyUnusable(folder: string, error: unknown): string {
  const { code = '', path = folder } = error as NodeJS.ErrnoException
  const reason = systemErrorText(error)
  if (code !== 'EACCES' && code !== 'EPERM') return say('app.dataFolder', { folder, error: reason })
  const mountPoint = closedShare(path)
  return mountPoint === null
    ? say('dataFolder.denied', { folder, error: reason })
    : say('dataFolder.shareDenied', { folder, path: mountPoint })
}

/** The mount point of a share that lets in nobody but the user who mounted it (FUSE); else null. */
function closedShare(path: string): string | null {
  const mount = mountOf(readMountsNow() ?? [], path)
  if (!mount?.type.startsWith('fuse') || !canEnter(dirname(mount.mountPoint))) return null
  return canEnter(mount.mountPoint) ? null : mount.mountPoint
}

function canEnter(folder: string): boolean {
  try {
    accessSync(folder, constants.X_OK)
    return true
  } catch (error) {
    return unlessShortage(false)(error)
  }
}

/**
 * Closes what is in the data folder; only for the process that has its lock.
 * @param wasOpen whether others could reach what is in it; else nobody is told of its modes
 * @returns what a person must know about it
 * @throws AppError STORAGE_FAILED with one sentence when something in it is not the user's own
 */
export function closeContents(folder: string, wasOpen: boolean): readonly string[] {
  const uid = process.getuid?.()
  if (uid === undefined) return []
  const { opened, linked } = closeTree(folder, uid)
  const [link = ''] = linked
  return [
    ...(wasOpen ? openedText(opened) : []),
    ...(linked.length === 0 ? [] : [say('dataFolder.linked', { path: link }, linked.length)]),
  ]
}

function openedText([path, ...more]: readonly string[]): string[] {
  return path === undefined ? [] : [say('dataFolder.opened', { path }, more.length + 1)]
}

/** @throws AppError STORAGE_FAILED */
function assertOwnWay(folder: string): void {
  const uid = process.getuid?.()
  if (uid === undefined) return
  const isThere = lstatSync(folder, { throwIfNoEntry: false }) !== undefined
  // The folder itself may be open; that is mended.
  const real = isThere && existsSync(folder) ? realpathSync(folder) : folder
  const danger = whyNotOwn(dirname(folder), uid) ?? whyNotOwn(dirname(real), uid)
  if (danger !== null) {
    const { path, owner } = danger
    const values = { folder, path, word: shellQuote(path), owner: owner ?? 0 }
    throw new AppError(
      'STORAGE_FAILED',
      say(owner === null ? 'dataFolder.parentOpen' : 'dataFolder.parentForeign', values),
    )
  }
  const owners = [folder, real].map((path) => lstatSync(path, { throwIfNoEntry: false })?.uid)
  const foreign = owners.find((owner) => owner !== undefined && owner !== uid)
  if (foreign === undefined) return
  const values = { folder, path: real, owner: foreign }
  throw new AppError('STORAGE_FAILED', say('dataFolder.parentForeign', values))
}

function closeFolder(folder: string): Pick<PreparedFolder, 'notices' | 'wasOpen'> {
  if (process.getuid === undefined) return { notices: [], wasOpen: false }
  const { mode } = statSync(folder)
  if ((mode & 0o777) === OWN) return { notices: [], wasOpen: false }
  const { canWrite, canEnterOrList } = rightsOfOthers(folder)
  chmodSync(folder, OWN)
  if ((statSync(folder).mode & OTHERS) !== 0)
    throw new AppError('STORAGE_FAILED', say('dataFolder.unclosed', { path: folder }))
  // Who could only read the names in it has read nothing.
  const notices = canWrite ? [say('dataFolder.wasOpen', { folder })] : []
  return { notices, wasOpen: canEnterOrList }
}

/** Node's own recursive mkdir never returns below a folder like /proc, where none can be made. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new AppError(
      'STORAGE_FAILED',
      say('dataFolder.dangling', { path: folder, word: shellQuote(folder) }),
    )
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}
