/**
 * The whole number that was typed: null when nothing was, NaN when it is none, so that the schema
 * says at the field what is wanted there.
 */
export function typedNumber(text: string): number | null {
  const digits = text.trim()
  if (digits === '') return null
  return /^(0|[1-9]\d*)$/.test(digits) ? Number(digits) : NaN
}
