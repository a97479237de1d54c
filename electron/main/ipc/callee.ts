import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { InvokeArgs, InvokeChannel, InvokeResult } from '@common/ipc/contract'
import { CALL_DANGERS } from '@common/ipc/dangers'
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
 * What stands behind the calls. The one place where arguments are checked, and a person is asked: a
 * handler only ever sees sound values, and nothing that was not allowed.
 * @param isAllowed asks a person where the call is one that needs it (see consent.ts)
 */
export function makeCallee(handlers: Handlers, isAllowed: IsAllowed): Callee {
  return async (channel, args) => {
    assertArguments(channel, args)
    const handler = handlers[channel] as (...args: readonly unknown[]) => unknown
    if (CALL_DANGERS[channel] === 'settings' && !(await isAllowed(channel, args)))
      throw new AppError('FORBIDDEN', say('consent.refused'))
    return handler(...args)
  }
}

/** False where a person was asked and refused. */
export type IsAllowed = (channel: InvokeChannel, args: readonly unknown[]) => Promise<boolean>

function assertArguments(channel: InvokeChannel, args: readonly unknown[]): void {
  const schemas = INVOKE_SCHEMAS[channel]
  const isSound =
    args.length === schemas.length &&
    isPlainData(args) &&
    schemas.every((schema, i) => schema.isValidSync(args[i], { strict: true }))
  if (!isSound) throw new AppError('INVALID_INPUT', say('app.wrongArguments', { channel }))
}
