import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'

/**
 * Makes the data folder when it is missing.
 * @throws AppError STORAGE_FAILED with one sentence when it cannot be used
 */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(folder)
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const { message } = error as Error
    throw new AppError('STORAGE_FAILED', say('app.dataFolder', { folder, error: message }))
  }
}

/** Node's own recursive mkdir never returns below a folder like /proc, where none can be made. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  if (dirname(folder) !== folder) makeFolder(dirname(folder))
  mkdirSync(folder, { mode: 0o700 })
}
