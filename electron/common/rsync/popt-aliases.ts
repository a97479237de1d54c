/**
 * An option that popt's configuration files make up for a program (popt(3), OPTION ALIASING).
 * `exec` starts another program in place of rsync.
 */
export interface PoptAlias {
  readonly kind: 'alias' | 'exec'
  /** A long name without dashes, or one letter. */
  readonly name: string
  readonly isLong: boolean
  /** What it stands for; null where popt reads that from a further file. */
  readonly words: readonly string[] | null
}

/** The files that rsync reads, in that order; of equal names the last one counts. */
export const SYSTEM_POPT_FILES: readonly string[] = ['/etc/popt']
export const SYSTEM_POPT_FOLDER = '/etc/popt.d'
export const HOME_POPT_FILE = '.popt'

const PROGRAM = 'rsync'

/**
 * The lines for rsync in a configuration file of popt, read as popt reads them: a line counts only
 * when a line feed ends it, a backslash before that joins it with the next one.
 * @param text of one file
 */
export function readPoptFile(text: string): PoptAlias[] {
  const lines = text.replaceAll('\\\n', '').split('\n').slice(0, -1)
  return lines.flatMap((line) => {
    const entry = /^\s*([^\s#]\S*)\s+(alias|exec)\s+(\S+)\s+(\S.*)$/s.exec(line)
    if (!entry) return []
    const [, program = '', kind, option = '', rest = ''] = entry
    if (!isProgram(program)) return []
    return aliasOf(kind === 'exec' ? 'exec' : 'alias', option, rest)
  })
}

function aliasOf(kind: PoptAlias['kind'], option: string, rest: string): PoptAlias[] {
  const isLong = option.startsWith('--')
  const isShort = /^-[^-]$/.test(option)
  if (!isLong && !isShort) {
    const base = option.split('/').at(-1) ?? ''
    return base === '' ? [] : [{ kind, name: base, isLong: base.length > 1, words: null }]
  }
  const words = splitPopt(rest)?.filter((word) => !/^--POPT(desc|args)=/.test(word)) ?? []
  const name = option.slice(isLong ? 2 : 1)
  return words.length === 0 ? [] : [{ kind, name, isLong, words }]
}

/** popt takes a pattern for the name of the program. */
function isProgram(pattern: string): boolean {
  // What popt may or may not take for rsync is taken for it here.
  if (/[[\\(]/.test(pattern)) return true
  const source = pattern
    .replace(/[.+^${}()|]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(PROGRAM)
}

/**
 * Words as popt parts them: quotes group, a backslash takes the next character, and within quotes
 * stays unless a quote follows. Empty words are dropped.
 * @returns null where a backslash ends the line
 */
function splitPopt(text: string): string[] | null {
  const words: string[] = []
  let [word, quote] = ['', '']
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\') {
      const next = text.charAt(++at)
      if (next === '') return null
      word += quote !== '' && next !== quote ? `\\${next}` : next
    } else if (quote !== '') {
      if (character === quote) quote = ''
      else word += character
    } else if (/['"]/.test(character)) quote = character
    else if (/\s/.test(character)) {
      if (word !== '') words.push(word)
      word = ''
    } else word += character
  }
  return word === '' ? words : [...words, word]
}
