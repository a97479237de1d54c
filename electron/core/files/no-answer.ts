import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { Mount } from '../system/mounts'

/** A file system did not answer in time. It may well do so in a while. */
export class NoAnswer extends AppError {
  /**
   * @param path what was asked for
   * @param mount what did not answer; null where the system does not tell
   * @param seconds how long was waited
   */
  constructor(path: string, mount: Mount | null, seconds: number) {
    const { mountPoint, source, type } = mount ?? { mountPoint: path, source: '', type: '' }
    const what = { path, mountPoint, source, type }
    super('NO_ANSWER', say(mount ? 'files.mountSilent' : 'files.folderSilent', what, seconds))
    this.name = 'NoAnswer'
  }
}
