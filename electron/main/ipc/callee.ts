import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { InvokeArgs, InvokeChannel, InvokeResult } from '@common/ipc/contract'
import { CALL_DANGERS, type AskedChannel } from '@common/ipc/dangers'
import { INVOKE_SCHEMAS } from '@common/ipc/schemas'
import { isPlainData } from '@common/plain-data'
import type { Brought } from './consent'

/**
 * A call that a person may have to allow: what it brings in, and how it is carried out with these
 * very values. It reads nothing again that could be another thing by then.
 */
export interface Proposal<T> {
  readonly brings: Brought
  readonly carryOut: () => T | Promise<T>
}

type Answer<C extends InvokeChannel> = C extends AskedChannel
  ? Proposal<InvokeResult<C>>
  : InvokeResult<C>

export type Handlers = {
  readonly [C in InvokeChannel]: (...args: InvokeArgs<C>) => Answer<C> | Promise<Answer<C>>
}

/** Carries out a call with whatever arguments. Throws AppError INVALID_INPUT where they are wrong. */
export type Callee = (channel: InvokeChannel, args: readonly unknown[]) => unknown

/** False where a person was asked and refused. */
export type IsAllowed = (brought: Brought) => Promise<boolean>

/**
 * What stands behind the calls. The one place where arguments are checked, and a person is asked: a
 * handler only ever sees sound values, and nothing is carried out that was not allowed.
 */
export function makeCallee(handlers: Handlers, isAllowed: IsAllowed): Callee {
  return async (channel, args) => {
    assertArguments(channel, args)
    const handler = handlers[channel] as (...args: readonly unknown[]) => unknown
    const answer = await handler(...args)
    if (CALL_DANGERS[channel] !== 'settings') return answer
    const { brings, carryOut } = answer as Proposal<unknown>
    if (!(await isAllowed(brings))) throw new AppError('FORBIDDEN', say('consent.refused'))
    return carryOut()
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
