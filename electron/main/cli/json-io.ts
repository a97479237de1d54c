import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { CliIo } from './request'

export function answer(io: CliIo, value: unknown): void {
  io.out(`${JSON.stringify(value, null, 2)}\n`)
}

/** @throws AppError INVALID_INPUT */
export function readJson(input: string | null): unknown {
  const refused = (message: string) =>
    new AppError('INVALID_INPUT', say('cli.invalidJson'), [{ field: '', message }])
  if ((input ?? '').trim() === '') throw refused(say('cli.emptyInput'))
  try {
    return JSON.parse(input ?? '')
  } catch (error) {
    throw refused(say('cli.invalidJsonInput', { error: (error as Error).message }))
  }
}
