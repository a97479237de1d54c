import { AppError, invalidInput, type FieldError } from '@common/errors'
import type { ConnectionTarget } from '@common/rsync/build-command'
import { checkConnection } from '@common/ssh/credential-schemas'
import { connectionFieldToWire, connectionFromWire } from '@common/ssh/credential-wire'

/**
 * Where a connection leads that came whole, inside a task. Only that much of it is asked for: its
 * key and host keys play no part in a command that is shown.
 * @throws AppError INVALID_INPUT on `ssh_credentials.…`
 */
export function targetOf(given: Record<string, unknown>): ConnectionTarget {
  const { host, port, username, connectTimeout } = connectionFromWire(given) as Record<
    string,
    unknown
  >
  const known = Object.entries({ host, port, username, connectTimeout })
  const checked = checkConnection({
    name: 'given',
    keypairId: 1,
    ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
  })
  if (checked.ok) return checked.value
  throw invalidInput(
    checked.errors.map((error) => {
      const { field, message } = connectionFieldToWire(error)
      return { field: `ssh_credentials.${field}`, message }
    }),
  )
}

/** Does some work and tells its errors with the names of the outside. */
export async function withWireFields<T>(
  toWire: (error: FieldError) => FieldError,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AppError) || error.fields.length === 0) throw error
    throw new AppError(error.code, error.message, error.fields.map(toWire))
  }
}
