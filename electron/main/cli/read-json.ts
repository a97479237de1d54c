import { AppError } from '@common/errors'

/** What a command was given by `--file`. */
export function readJson(input: string | null): unknown {
  try {
    return JSON.parse(input ?? '')
  } catch (error) {
    throw new AppError('INVALID_INPUT', 'Invalid JSON', [
      { field: '', message: `The input is not valid JSON: ${(error as Error).message}` },
    ])
  }
}
