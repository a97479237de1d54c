import { AppError, invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import type { StoredSettings } from '../store/settings-store'

/**
 * Key pairs and connections share one set of names, as in TrueNAS.
 * @throws AppError INVALID_INPUT on `name`
 */
export function assertNameIsFree(settings: StoredSettings, name: string, ownId?: number): void {
  const others = [...settings.keyPairs, ...settings.connections].filter(({ id }) => id !== ownId)
  if (others.some((other) => other.name === name)) {
    throw invalidInput([{ field: 'name', message: say('rules.nameTaken') }])
  }
}

/** The refusal to delete what is in use without being told to (truenas (c)). */
export function inUse(uses: readonly string[]): AppError {
  const message = say('credentials.inUse', { uses: uses.join(', ') })
  return new AppError('CONFLICT', message, [{ field: 'cascade', message }])
}
