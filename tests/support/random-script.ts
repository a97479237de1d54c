import fc from 'fast-check'

/** Values with what shells make something of: blanks, separators, a path. */
const VALUES = ['x', 'x y', 'x,y', 'x:y:', ',x', '', ' x', '-a', '/a b/']
const NAMES = ['A', 'B', 'C']
/** In the folder that scripts start in; each has the others in it. */
export const FOLDERS = ['one', 'two']

const value = fc.constantFrom(...VALUES)
const name = fc.constantFrom(...NAMES)
const folder = fc.constantFrom(...FOLDERS)

/** Text of a word that gets the value of a variable, in the ways in which scripts do it. */
const expansion = fc.oneof(
  name.map((one) => `$${one}`),
  name.map((one) => `"$${one}"`),
  name.map((one) => `-x"$${one}"y`),
  fc.constantFrom('$1', '"$2"', '"$@"', '$*', '"$*"', '"$1-$2"'),
  fc
    .tuple(
      name,
      fc.constantFrom('-', ':-', '+', ':+'),
      fc.constantFrom('x', "'x y'", '"x y"', 'x y', "' x'z", '"$B"', '$B'),
    )
    .chain(([one, operator, text]) => {
      const plain = `\${${one}${operator}${text}}`
      return fc.constantFrom(plain, ...(/['"]/.test(text) ? [] : [`"${plain}"`]))
    }),
)
/** Parts of a value, by patterns that are plain text and by others. */
const trimmed = fc
  .tuple(
    name,
    fc.constantFrom('%', '%%', '#', '##'),
    fc.constantFrom('y', ',y', "'x'", '"x "', 'x*', '*y', '?', '$B', '"$B"', '~'),
  )
  .chain(([one, operator, text]) => {
    const plain = `\${${one}${operator}${text}}`
    return fc.constantFrom(plain, `"${plain}"`)
  })
const quoted = value.map((text) => `'${text}'`)
const assigned = fc
  .tuple(name, fc.oneof(quoted, expansion, trimmed))
  .map(([one, text]) => `${one}=${text}`)
const rsync = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: expansion },
      { weight: 1, arbitrary: trimmed },
      { weight: 1, arbitrary: quoted },
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((words) => `rsync ${words.join(' ')}`)

/** One command that sets something, or the rsync that shows what is set. */
const simple = fc.oneof(
  { weight: 5, arbitrary: rsync },
  { weight: 3, arbitrary: assigned },
  { weight: 1, arbitrary: fc.constantFrom('IFS=,', "IFS=':'", 'IFS=', 'unset IFS', "IFS=' '") },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('export', 'command export', 'eval'), assigned)
      .map((words) => words.join(' ')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(assigned, assigned, fc.constantFrom('export', 'eval export'))
      .map(([one, other, word]) => `${word} ${one} ${other}`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(name, value, fc.constantFrom('export', 'command export'))
      .map(([one, text, word]) => `${word} '${one}=${text}'`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'M=A; export $M=x',
      'case $((B=4)) in 4) ;; esac',
      'set -',
      'set - x "y z"',
    ),
  },
  { weight: 1, arbitrary: name.map((one) => `unset ${one}`) },
  { weight: 1, arbitrary: name.map((one) => `unset -f ${one}`) },
  { weight: 1, arbitrary: folder.map((one) => `cd "$TOP/${one}"`) },
  { weight: 1, arbitrary: folder.map((one) => `command cd "$TOP/${one}"; cd ${one}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'set -- x "y z"',
      'set x',
      'set -- x y; shift',
      'set 1 2 3; shift 2',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('break', 'continue', 'break 2') },
  { weight: 1, arbitrary: fc.constantFrom('B=x :', "export RSYNC_RSH='ssh -p 9'") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "alias rsync='rsync -v'",
      'unalias rsync',
      '((B=1))',
      'let B=2',
      ': $((B=3))',
    ),
  },
)

/** Commands, and what is around them; loops end, whatever is in them. */
const rows = (command: fc.Arbitrary<string>) =>
  fc.letrec<{ statement: string; row: string }>((tie) => ({
    statement: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 8, arbitrary: command },
      { weight: 1, arbitrary: tie('row').map((inner) => `(\n${inner}\n)`) },
      { weight: 1, arbitrary: tie('row').map((inner) => `{\n${inner}\n}`) },
      { weight: 1, arbitrary: tie('row').map((inner) => `{\n${inner}\n} &\nwait`) },
      { weight: 1, arbitrary: command.map((inner) => `${inner} &\nwait`) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(
            fc.constantFrom('true', 'false', '[ "$A" = x ]'),
            fc.constantFrom('&&', '||'),
            command,
          )
          .map((words) => words.join(' ')),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom('true', 'false'), tie('row'))
          .map(([asked, inner]) => `if ${asked}; then\n${inner}\nfi`),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(
            name,
            fc.array(fc.oneof(quoted, expansion), { minLength: 1, maxLength: 2 }),
            tie('row'),
          )
          .map(([one, words, inner]) => `for ${one} in ${words.join(' ')}; do\n${inner}\ndone`),
      },
      {
        weight: 1,
        arbitrary: tie('row').map((inner) => `while [ $((N+=1)) -lt 9 ]; do\n${inner}\ndone`),
      },
    ),
    row: fc.array(tie('statement'), { minLength: 1, maxLength: 4 }).map((all) => all.join('\n')),
  })).row

const ofFunction = fc.oneof(
  fc.tuple(fc.constant('local'), assigned).map((words) => words.join(' ')),
  name.map((one) => `local ${one}`),
  fc.constant('return'),
)
const calls = fc.constantFrom('f', "f x 'y z'", 'f "$A"', 'A=x f')

/** A script that runs rsync with words that depend on what else the script does. */
export const randomScript = fc
  .tuple(
    rows(fc.oneof({ weight: 9, arbitrary: simple }, { weight: 2, arbitrary: ofFunction })),
    fc.constantFrom('{', '('),
    rows(fc.oneof({ weight: 9, arbitrary: simple }, { weight: 1, arbitrary: calls })),
  )
  .map(([inner, open, all]) =>
    [
      `f() ${open}\n${inner}\n${open === '{' ? '}' : ')'}`,
      "A='x y'\nB=b\nunset C\nset -- 1 '2 3'",
      all,
      'rsync "$A" $B ${C-unset} "$@"',
    ].join('\n'),
  )
