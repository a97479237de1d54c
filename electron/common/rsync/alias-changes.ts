import { specOf } from './option-table'
import { saying } from './parameter-advice'
import type { PoptAlias } from './popt-aliases'
import { readOptions, type ReadOption } from './read-options'

/** Options without an effect of their own on which guards and previews rely all the same. */
const RELIED_ON: readonly string[] = [
  ...['relative', 'one-file-system', 'copy-links', 'iconv', 'protocol', 'inplace', 'append'],
  ...['append-verify', 'backup', 'old-args', 'archive', 'recursive', 'dirs', 'old-dirs'],
  ...['inc-recursive', 'partial', 'delay-updates', 'info', 'itemize-changes', 'secluded-args'],
]

/**
 * What aliases of popt's change in a whole command that guards have read without them: an option
 * that does more than copy or decides what is copied and where, a folder, or a program in place of
 * rsync. Guards, questions and previews read auxiliary parameters as they are written.
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
    ...real.options.filter((option) => option.isFromAlias && isGuarded(option)).map(saying),
    ...missing(plain.options.filter(isGuarded), real.options, textOf).map(saying),
    ...missing(real.operands, plain.operands, ({ text }) => text).map(({ text }) => text),
    ...missing(plain.operands, real.operands, ({ text }) => text).map(({ text }) => text),
    ...missing(real.problems, plain.problems, (one) => `${one.kind} ${one.option}`).map(
      ({ option }) => option,
    ),
  ]
  return first ?? null
}

const isGuarded = ({ name }: ReadOption): boolean =>
  specOf(name).does.length > 0 || RELIED_ON.includes(name)

const textOf = ({ name, value, isNegated, isRemote }: ReadOption): string =>
  [name, value, isNegated, isRemote].join('\0')

/** Those of `these` that are not among the others. */
function missing<T>(these: readonly T[], others: readonly T[], say: (one: T) => string): T[] {
  const known = new Set(others.map(say))
  return these.filter((one) => !known.has(say(one)))
}
