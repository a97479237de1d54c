import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ChosenBackup } from '@common/ipc/contract'
import type { AskedChannel } from '@common/ipc/dangers'
import { MAX_BACKUP_CHARACTERS } from '@common/ipc/schemas'
import { readChosenFile, saveText } from '@core/files/chosen-files'
import { chooseFile, chooseFileToRead, type HandlerContext } from './handlers'
import type { Handlers } from './callee'

type BackupChannels = Exclude<Extract<keyof Handlers, `backup:${string}`>, AskedChannel>

/** The calls about the backup of the whole configuration. */
export function backupHandlers(context: HandlerContext): Pick<Handlers, BackupChannels> {
  return {
    'backup:save': () => save(context),
    'backup:readFile': () => readChosen(context),
  }
}

async function save(context: HandlerContext): Promise<string | null> {
  const path = await chooseFile(context, 'rsync-tasks-backup.json')
  if (path !== null) await saveText(path, context.engine.backup.write(), 0o600)
  return path
}

async function readChosen(context: HandlerContext): Promise<ChosenBackup | null> {
  const path = await chooseFileToRead(context)
  if (path === null) return null
  const bytes = await readChosenFile(path, MAX_BACKUP_CHARACTERS)
  if (bytes === null) throw new AppError('INVALID_INPUT', say('backup.tooLarge'))
  const text = bytes.toString('utf8')
  return { path, text, contents: await context.engine.backup.read(text) }
}
