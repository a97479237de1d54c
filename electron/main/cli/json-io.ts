import { AppError } from '@common/errors'
import type { CliIo } from './request'

export function answer(io: CliIo, value: unknown): void {
  io.out(`${JSON.stringify(value, null, 2)}\n`)
}

/** @throws AppError INVALID_INPUT */
export function readJson(input: string | null): unknown {
  try {
    return JSON.parse(input ?? '')
  } catch (error) {
    throw new AppError('INVALID_INPUT', 'Invalid JSON', [
      { field: '', message: `The input is not valid JSON: ${(error as Error).message}` },
    ])
  }
}
