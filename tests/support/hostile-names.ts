/** Present after a test only if some shell executed a hostile name. */
export const injectionMarker = 'pwned'

const bytes = (...values: number[]): Buffer => Buffer.from(values)

const shellNames = [
  "don't",
  'say "hi"',
  '$HOME',
  `$(touch ${injectionMarker})`,
  `\`touch ${injectionMarker}\``,
  `a;touch ${injectionMarker}`,
  `a|touch ${injectionMarker}`,
  `a&touch ${injectionMarker}&`,
  'a>b<c',
  '*',
  '?',
  '[a]',
  '{a,b}',
  'back\\slash',
  'end\\',
  '!bang',
  '~',
  '~root',
]

const blankNames = [
  'two words',
  '  leading',
  'trailing  ',
  ' ',
  'new\nline',
  '\n',
  'carriage\rreturn',
  'tab\tbed',
  '\u001b[31mred',
  'bell\u0007',
]

const optionNames = ['-', '-rf', '--delete', '--', '-e sh', 'co:lon', 'co::lon', 'user@host']

// Names which look like what rsync prints or reads.
const rsyncNames = [
  '%h',
  '100% cotton',
  '*deleting   x',
  '@@|>f+++++++++ 3 x',
  '@@|*deleting  |0|x',
  '\\#012',
  '#comment',
  ';comment',
  '+ included',
  '- excluded',
  '.hidden',
  '..two',
  '...',
  '.~tmp~',
]

// The same letter composed (NFC) and decomposed (NFD): two names on Linux, one on a Mac.
const unicodeNames = ['caf\u00e9', 'cafe\u0301', '\u{1f600} smile', 'שלום', '\u202eevil', '日本']

const invalidNames = [
  bytes(0xff, 0xfe),
  Buffer.concat([Buffer.from('latin1 '), bytes(0xe9)]),
  Buffer.concat([Buffer.from('cut '), bytes(0xe2, 0x82)]),
  Buffer.concat([Buffer.from('overlong '), bytes(0xc0, 0xaf)]),
]

/**
 * File names which break programs that quote, split, decode or match them carelessly.
 *
 * Out: Buffers, because some are not valid UTF-8 and a JavaScript string cannot hold those. All
 * are legal names on Linux and differ from one another.
 */
export function hostileNames(): Buffer[] {
  const text = [...shellNames, ...blankNames, ...optionNames, ...rsyncNames, ...unicodeNames]
  const long = [Buffer.alloc(255, 'x'), Buffer.from(`${'é'.repeat(127)}x`)]
  return [...text.map((name) => Buffer.from(name)), ...invalidNames, ...long]
}
