import { AppError, fromWireError } from '@common/errors'
import type {
  EventChannel,
  EventContract,
  InvokeArgs,
  InvokeChannel,
  InvokeResult,
} from '@common/ipc/contract'
import { watchForSlowness } from './slow-calls'

/** Asks main, and gives the answer or throws the AppError that came instead of one. */
export async function invoke<C extends InvokeChannel>(
  channel: C,
  ...args: InvokeArgs<C>
): Promise<InvokeResult<C>> {
  const answer = await watchForSlowness(channel, window.rsyncTasks.invoke(channel, ...args))
  if (!answer.ok) throw fromWireError(answer.error)
  return answer.value
}

/** Calls `listener` for every event of main until the returned function is called. */
export function onEvent<C extends EventChannel>(
  channel: C,
  listener: (event: EventContract[C]) => void,
): () => void {
  return window.rsyncTasks.on(channel, listener)
}

/** Anything caught as an AppError; what is none is a bug or a main process that went away. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const text = error instanceof Error ? error.message : String(error)
  return new AppError('UNEXPECTED', text)
}
