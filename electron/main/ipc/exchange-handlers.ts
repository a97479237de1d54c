import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ExportKind } from '@common/exchange/write-tasks'
import type { AskedChannel } from '@common/ipc/dangers'
import { MAX_IMPORT_CHARACTERS } from '@common/ipc/schemas'
import { textOfFile } from '@core/exchange/text-of-file'
import { readChosenFile, saveText } from '@core/files/chosen-files'
import { chooseFile, chooseFileToRead, type HandlerContext } from './handlers'
import type { Handlers } from './callee'

type ExchangeChannels = Exclude<
  Extract<keyof Handlers, `exchange:${string}` | 'tasks:duplicate'>,
  AskedChannel
>

/** How a file of each kind is called. */
const FILE_NAMES: Readonly<Record<ExportKind, string>> = {
  truenas: 'rsync-tasks.json',
  script: 'rsync-task.sh',
  crontab: 'rsync-tasks.crontab',
}

/** The calls about tasks that come from elsewhere, and go there. */
export function exchangeHandlers(context: HandlerContext): Pick<Handlers, ExchangeChannels> {
  const { exchange } = context.engine
  return {
    'tasks:duplicate': (id) => exchange.duplicate(id),
    'exchange:read': (text) => exchange.read(text),
    'exchange:readFile': () => readChosen(context),
    'exchange:save': (kind, taskId) => save(context, kind, taskId),
  }
}

async function save(context: HandlerContext, kind: ExportKind, taskId: number | null) {
  const text = await context.engine.exchange.write(kind, taskId === null ? null : [taskId])
  const path = await chooseFile(context, FILE_NAMES[kind])
  if (path !== null) await saveText(path, text, kind === 'script' ? 0o700 : 0o600)
  return path
}

async function readChosen(context: HandlerContext): Promise<string | null> {
  const path = await chooseFileToRead(context)
  if (path === null) return null
  const bytes = await readChosenFile(path, MAX_IMPORT_CHARACTERS)
  if (bytes === null) throw new AppError('INVALID_INPUT', say('exchange.refused.tooLarge'))
  return textOfFile(bytes)
}
