import { readOptions, type OptionReading } from './read-options'
import { splitWords } from './words'

/** A word of the auxiliary parameters. */
export interface ParameterWord {
  readonly text: string
  /** Of the parameter that it is in, counted from 0. */
  readonly index: number
}

/** All words of the auxiliary parameters in turn; those that cannot be split have none. */
export function parameterWords(extra: readonly string[]): ParameterWord[] {
  return extra.flatMap((fragment, index) => {
    const split = splitWords(fragment)
    return split.ok ? split.words.map((text) => ({ text, index })) : []
  })
}

/**
 * Auxiliary parameters as rsync reads them: across all of them, since a value may be in a
 * parameter of its own.
 * @returns a reading whose every `index` is that of a parameter, not of a word
 */
export function readParameters(extra: readonly string[]): OptionReading {
  const words = parameterWords(extra)
  const at = <T extends { readonly index: number }>(found: T): T => ({
    ...found,
    index: words[found.index]?.index ?? 0,
  })
  const { options, operands, problems } = readOptions(words.map(({ text }) => text))
  return { options: options.map(at), operands: operands.map(at), problems: problems.map(at) }
}
