const REMOVED = '[removed]'

/** A private key, or any other PEM block; also one whose end was cut off. */
const PEM = /-----BEGIN [\s\S]*?(?:-----END [^-]*-----|$)/g
/** `password=x`, `"passphrase": "x y"` and the like. */
const NAMED =
  /((?:pass(?:word|phrase|wd)?|secret|token|private_?key)["']?\s*[:=]\s*)("[^"]*"?|'[^']*'?|\S+)/gi
/** What a key or a sealed secret is written in. */
const BASE64 = /[A-Za-z0-9+/]{32,}={0,2}/g
/** Shorter texts are words of every sentence, such as the name of a field. */
const MIN_GIVEN = 4
/** The longest text that is searched for in a message. */
const MAX_GIVEN = 64 * 1024

/**
 * A text without what may be a secret: keys, passwords, and all that the failed call was given.
 * @param given any value; its strings, at any depth, are removed from the text, whole and line by line
 */
export function redact(text: string, given: unknown = null): string {
  const strings = [...stringsIn(given)]
    .flatMap((one) => [one, ...one.split('\n')])
    .filter(({ length }) => length >= MIN_GIVEN && length <= MAX_GIVEN)
    .sort((a, b) => b.length - a.length)
  const withoutGiven = strings.reduce((left, one) => left.replaceAll(one, REMOVED), text)
  return withoutGiven
    .replace(PEM, REMOVED)
    .replace(NAMED, `$1${REMOVED}`)
    .replace(BASE64, (run) => (looksRandom(run) ? REMOVED : run))
}

/** A path or a long word has no digits among letters of both cases, or is short between slashes. */
function looksRandom(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run)
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  if (typeof value !== 'object' || value === null) return
  for (const one of Object.values(value)) yield* stringsIn(one)
}
