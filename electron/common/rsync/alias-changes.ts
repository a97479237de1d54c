import { notCopying } from './option-questions'
import { OPTIONS } from './option-table'
import { saying } from './parameter-advice'
import type { PoptAlias } from './popt-aliases'
import { readOptions, type ReadOption } from './read-options'

/** What an alias may bring: it makes no difference to what is copied, where, and how it is read. */
const HARMLESS: ReadonlySet<string> = new Set([
  'verbose',
  'stats',
  'progress',
  'human-readable',
  'motd',
  'debug',
  '8-bit-output',
  'compress',
  'old-compress',
  'new-compress',
  'compress-choice',
  'compress-level',
  'compress-threads',
  'skip-compress',
  'checksum-choice',
  'whole-file',
  'block-size',
  'fsync',
  'bwlimit',
  'timeout',
  'contimeout',
  'ipv4',
  'ipv6',
  'sockopts',
  'blocking-io',
  'preallocate',
])

/**
 * What aliases of popt's change in a whole command that guards have read without them: an option
 * that makes a difference, one of the command that is gone, a folder, or a program in place of rsync.
 * Guards, questions and previews read auxiliary parameters as they are written.
 * @param argv without the program
 * @param aliases of popt's files of the user who runs it
 * @returns the option or word that is another then; null where nothing is
 */
export function changedByAlias(
  argv: readonly string[],
  aliases: readonly PoptAlias[],
): string | null {
  if (aliases.length === 0) return null
  const [plain, real] = [readOptions(argv), readOptions(argv, aliases)]
  const [first] = [
    ...missing(notCopying(real), plain.options, textOf).map(saying),
    ...missing(real.options.filter(isOfConsequence), plain.options, textOf).map(saying),
    ...missing(plain.options.filter(isKnown), real.options, textOf).map(saying),
    ...missing(real.operands, plain.operands, ({ text }) => text).map(({ text }) => text),
    ...missing(plain.operands, real.operands, ({ text }) => text).map(({ text }) => text),
    ...missing(real.problems, plain.problems, (one) => `${one.kind} ${one.option}`).map(
      ({ option }) => option,
    ),
  ]
  return first ?? null
}

/** What rsync does not know may be the name of an alias. */
const isKnown = ({ name }: ReadOption): boolean => OPTIONS.some((spec) => spec.name === name)

const isOfConsequence = ({ name }: ReadOption): boolean => !HARMLESS.has(name)

const textOf = ({ name, value, isNegated, isRemote }: ReadOption): string =>
  [name, value, isNegated, isRemote].join('\0')

/** Those of `these` that are not among the others. */
function missing<T>(these: readonly T[], others: readonly T[], say: (one: T) => string): T[] {
  const known = new Set(others.map(say))
  return these.filter((one) => !known.has(say(one)))
}
