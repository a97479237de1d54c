import { tmpdir } from 'node:os'
import { whyNotOwn } from './own-folder'

/** Where every user can make a folder. */
export const COMMON_TEMP = '/tmp'

/**
 * The folder for temporary files of ours. The one of TMPDIR may have come along from another user,
 * by `sudo -E` say, who could put a link in its place.
 * @param uid of the user who runs the app; undefined where there are none (Windows)
 */
export function tempFolder(uid: number | undefined): string {
  return uid === undefined || uid < 0 || whyNotOwn(tmpdir(), uid) === null ? tmpdir() : COMMON_TEMP
}
