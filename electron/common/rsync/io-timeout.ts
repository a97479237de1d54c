/**
 * Seconds after which a run without any data ends, as rsync reads its own arguments: the last
 * word on `--timeout` counts, and 0 means never.
 * @returns null for never
 */
export function ioTimeout(argv: readonly string[]): number | null {
  const end = argv.indexOf('--')
  let seconds = 0
  for (const [i, word] of (end < 0 ? argv : argv.slice(0, end)).entries()) {
    if (word === '--no-timeout') seconds = 0
    else if (word === '--timeout') seconds = Number(argv[i + 1])
    else if (word.startsWith('--timeout=')) seconds = Number(word.slice('--timeout='.length))
  }
  return seconds > 0 ? seconds : null
}
