const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** The order of texts in lists, as a person expects it: `Disk 2` before `disk 10`. */
export function compareTexts(a: string, b: string): number {
  return collator.compare(a, b)
}
