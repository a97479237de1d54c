import fc from 'fast-check'

import { OPTIONS, type OptionSpec } from '@common/rsync/option-table'

/** Values that rsync takes; options of values that are not here are left out. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  'max-size': ['1', '2', '30', '1k'],
  'min-size': ['1', '2', '30'],
  'max-delete': ['0', '1', '5'],
  'modify-window': ['0', '1', '-1'],
  'compress-level': ['1', '6'],
  exclude: ['sub', 'a', '/b', '*', 'deep er', '!', '+ a', '- sub/'],
  include: ['*/', 'a', 'sub', '- b'],
  filter: ['- sub', 'P a', 'R sub', 'H b', 'S a', '-s a', '-r b', 'protect ü', ': .hidden', '!'],
  chmod: ['F600', 'D755'],
  'block-size': ['700', '4096'],
  info: ['NONE', 'ALL', 'del0', 'name0', 'stats0', 'progress1'],
  debug: ['NONE', 'del2'],
  suffix: ['~', '.old'],
  'partial-dir': ['.part'],
  'backup-dir': ['.old', '../old'],
  bwlimit: ['0', '5000'],
  timeout: ['60'],
  'checksum-seed': ['7'],
  'compare-dest': ['sub', '../other'],
  'copy-dest': ['sub'],
  'link-dest': ['sub'],
  'skip-compress': ['gz'],
  'out-format': ['%n', '%i'],
}
/** Of these nothing is to be learned here, or the account of the tests may not use them. */
const LEFT_OUT = new Set([
  ...['blocking-io', 'early-input', 'fake-super', 'write-devices', 'copy-devices', 'super', '0'],
  ...['from0', 'msgs2stderr', 'old-args', 'fsync', 'preallocate', 'crtimes', 'ipv6', 'qsort'],
  ...['munge-links', 'confine-root', 'drop-D', 'acls', 'stop-after', 'stop-at', 'relative', 'D'],
])
/** Where rsync could do something else than to copy, or touch other files: not by chance. */
const SAFE = new Set(['deletes', 'removes-source', 'skips', 'filters', 'reads-at-receiver'])

/** Folders that a run makes for itself. */
const OWN_FOLDERS = new Set(['partial-dir', 'backup-dir'])

const isUsable = ({ name, value, does }: OptionSpec): boolean =>
  !LEFT_OUT.has(name) &&
  (does.every((effect) => SAFE.has(effect)) || OWN_FOLDERS.has(name)) &&
  (value === 'none' || name in VALUES)

const USABLE = OPTIONS.filter(isUsable)
const DANGEROUS = USABLE.filter(({ does }) => does.length > 0)

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** One option in one of the ways in which it can be written, as an auxiliary parameter. */
const spelled = (spec: OptionSpec): fc.Arbitrary<string> => {
  const long = [spec.name, ...spec.synonyms].filter((name) => name.length > 1)
  if (spec.value === 'none') {
    return fc.constantFrom(
      ...long.map((name) => `--${name}`),
      ...spec.negations.map((name) => `--no-${name}`),
      ...(spec.letter === null ? [] : [`-${spec.letter}`, `-v${spec.letter}`]),
    )
  }
  return fc
    .constantFrom(...(VALUES[spec.name] ?? []))
    .chain((value) =>
      fc.constantFrom(
        ...long.flatMap((name) => [`--${name}=${quoted(value)}`, `--${name} ${quoted(value)}`]),
        ...(spec.letter === null ? [] : [`-${spec.letter}${quoted(value)}`]),
      ),
    )
}

/** One said to the other side alone, as well. */
const remotely = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: text },
    {
      weight: 1,
      arbitrary: text.filter((word) => !word.includes(' ')).map((word) => `-M${word}`),
    },
  )

/**
 * Some auxiliary parameters, made from the grammar of rsync's options: names, synonyms, letters
 * alone and in clusters, values attached and apart, negations, and `-M`.
 */
export const randomOptions: fc.Arbitrary<string[]> = fc.array(
  remotely(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...DANGEROUS).chain(spelled) },
      { weight: 2, arbitrary: fc.constantFrom(...USABLE).chain(spelled) },
    ),
  ),
  { maxLength: 5 },
)
