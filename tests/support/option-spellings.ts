import type { OptionSpec } from '@common/rsync/option-table'

/** All ways to say an option, each as words of a command: names, letter, value beside or attached. */
export function spellings(spec: OptionSpec, value: string): string[][] {
  const { letter } = spec
  const names = [spec.name, ...spec.synonyms].filter((one) => one.length > 1)
  if (spec.value === 'none') {
    const own = names.map((one) => [`--${one}`])
    return [...own, ...(letter === null ? [] : [[`-${letter}`]])]
  }
  const long = names.flatMap((one) => [[`--${one}=${value}`], [`--${one}`, value]])
  const short =
    letter === null ? [] : [[`-${letter}${value}`], [`-${letter}=${value}`], [`-v${letter}`, value]]
  return [...long, ...short]
}
