import { ipcMain, type IpcMainInvokeEvent } from 'electron'
import { INVOKE_CHANNELS } from '@common/ipc/channels'
import type { Answer, InvokeArgs, InvokeChannel, InvokeResult } from '@common/ipc/contract'
import { isPlainData } from '@common/plain-data'
import { INVOKE_SCHEMAS } from '@common/ipc/schemas'
import { AppError, toWireError } from '@common/errors'
import { say } from '@common/i18n/say'
import { isTrusted } from './sender-policy'

export type Handlers = {
  readonly [C in InvokeChannel]: (
    ...args: InvokeArgs<C>
  ) => InvokeResult<C> | Promise<InvokeResult<C>>
}

/**
 * Makes the contract callable. The one place where a call's sender and arguments are checked,
 * and where every outcome becomes an answer: a handler only ever sees sound values.
 * @param handlers calls wait for them, so that a page can begin while main is still reading its files
 * @param report told of bugs, that is of errors nobody expected
 */
export function registerHandlers(
  handlers: Handlers | Promise<Handlers>,
  report: (error: unknown) => void,
): void {
  for (const channel of INVOKE_CHANNELS) {
    ipcMain.handle(channel, async (event, ...args: unknown[]): Promise<Answer<unknown>> => {
      try {
        assertTrusted(event)
        assertArguments(channel, args)
        const handler = (await handlers)[channel] as (...args: unknown[]) => unknown
        return { ok: true, value: await handler(...args) }
      } catch (error) {
        if (!(error instanceof AppError)) report(error)
        return { ok: false, error: toWireError(error) }
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

function assertArguments(channel: InvokeChannel, args: readonly unknown[]): void {
  const schemas = INVOKE_SCHEMAS[channel]
  const isSound =
    args.length === schemas.length &&
    isPlainData(args) &&
    schemas.every((schema, i) => schema.isValidSync(args[i], { strict: true }))
  if (!isSound) throw new AppError('INVALID_INPUT', say('app.wrongArguments', { channel }))
}
