import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { INVOKE_CHANNELS } from '@common/ipc/channels'
import type { Answer } from '@common/ipc/contract'
import { AppError, toWireError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { AppLog } from '@core/log/app-log'
import type { Callee } from './callee'
import { isTrusted } from './sender-policy'

/**
 * Makes the contract callable. The one place where a call's sender is checked and where every
 * outcome becomes an answer. It loads next to nothing, so that a page can call from the first on.
 * @param callee asked for each call, which waits for it while main still loads and reads its files
 * @param log takes bugs, that is errors nobody expected
 */
export function registerCalls(
  callee: () => Callee | Promise<Callee>,
  log: Pick<AppLog, 'path' | 'error'>,
): void {
  for (const channel of INVOKE_CHANNELS) {
    ipcMain.handle(channel, async (event, ...args: unknown[]): Promise<Answer<unknown>> => {
      try {
        assertTrusted(event)
        const call = await callee()
        return { ok: true, value: await call(channel, args) }
      } catch (error) {
        if (!(error instanceof AppError)) log.error(`call ${channel}`, error, args)
        return { ok: false, error: toWireError(error, log.path) }
      }
    })
  }
}

function assertTrusted({ senderFrame: frame, sender }: IpcMainInvokeEvent): void {
  const isMainFrame = frame !== null && frame === sender.mainFrame
  if (!isTrusted({ url: frame?.url ?? null, isMainFrame })) {
    throw new AppError('FORBIDDEN', say('app.forbidden'))
  }
}
