import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { InvokeArgs, InvokeChannel, InvokeResult } from '@common/ipc/contract'
import { INVOKE_SCHEMAS } from '@common/ipc/schemas'
import { isPlainData } from '@common/plain-data'

export type Handlers = {
  readonly [C in InvokeChannel]: (
    ...args: InvokeArgs<C>
  ) => InvokeResult<C> | Promise<InvokeResult<C>>
}

/** Carries out a call with whatever arguments. Throws AppError INVALID_INPUT where they are wrong. */
export type Callee = (channel: InvokeChannel, args: readonly unknown[]) => unknown

/**
 * What stands behind the calls. The one place where arguments are checked: a handler only ever
 * sees sound values.
 */
export function makeCallee(handlers: Handlers): Callee {
  return (channel, args) => {
    assertArguments(channel, args)
    const handler = handlers[channel] as (...args: readonly unknown[]) => unknown
    return handler(...args)
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
