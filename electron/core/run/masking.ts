/** What is shorter is no secret, and would be found everywhere. */
const LEAST = 4
const MASK = '***'

/**
 * Leaves what a program is told on its standard input out of what it prints. rsync takes a line of it
 * for a rule where a file of rules names `-`, or a word for one, and prints the rule that it does not
 * understand.
 */
export function masking(input: string | Buffer | undefined): (line: Buffer) => Buffer {
  // Each byte a character: a line may be of any encoding.
  const text = Buffer.from(input ?? '')
    .toString('latin1')
    .trim()
  const secrets = [text, ...text.split(/\s+/)]
    .filter(({ length }) => length >= LEAST)
    .flatMap((secret) => [secret, escaped(secret)])
  if (secrets.length === 0) return (line) => line
  const known = secrets.map((secret) => Buffer.from(secret, 'latin1'))
  return (line) => {
    if (!known.some((secret) => line.includes(secret))) return line
    const shown = line.toString('latin1')
    return Buffer.from(
      secrets.reduce((rest, secret) => rest.replaceAll(secret, MASK), shown),
      'latin1',
    )
  }
}

/** As rsync prints it without `-8`. */
const escaped = (secret: string): string =>
  secret.replace(/[^\x20-\x7e]/g, (byte) => `\\#${byte.charCodeAt(0).toString(8).padStart(3, '0')}`)
