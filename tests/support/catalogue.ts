/** Keys of all texts of a catalogue, with the texts. */
export function textsOf(tree: object, prefix = ''): [key: string, text: string][] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? textsOf(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, String(value)]],
  )
}

/** What is wrong between a catalogue and the sources that say its texts. */
export interface CatalogueFaults {
  /** Keys that no source names. */
  readonly unused: string[]
  /** Keys that a source says and the catalogue does not have. */
  readonly missing: string[]
}

/**
 * Compares the keys of a catalogue with the sources.
 * @param call names of the functions that say a key, as a part of a regular expression: `t|te`
 */
export function catalogueFaults(
  keys: readonly string[],
  sources: Iterable<string>,
  call: string,
): CatalogueFaults {
  const all = [...sources].join('\n')
  const firsts = (form: string) =>
    [...all.matchAll(new RegExp(String.raw`\b(?:${call})\(\s*${form}`, 'g'))].map(
      (match) => match[1] ?? '',
    )
  // One of a family is named by its last part alone, as in say(`family.${one}`).
  const families = firsts('`([\\w.]+\\.)\\$\\{[^`]+\\}`')
  const isUsed = (key: string) =>
    all.includes(`'${key}'`) || families.includes(key.slice(0, key.lastIndexOf('.') + 1))
  return {
    unused: keys.filter((key) => !isUsed(key)),
    missing: firsts("'([\\w.]+)'").filter((key) => !keys.includes(key)),
  }
}
