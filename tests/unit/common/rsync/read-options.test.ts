import { describe, expect, it } from 'vitest'
import { OPTIONS } from '@common/rsync/option-table'
import { readPoptFile } from '@common/rsync/popt-aliases'
import { poptNumber, readOptions, type ReadOption } from '@common/rsync/read-options'

/** An option in one word: `-` before what is negated, `there:` before what is for the other side. */
const short = ({ name, value, isNegated, isRemote }: ReadOption) =>
  `${isRemote ? 'there:' : ''}${isNegated ? '-' : ''}${name}${value === null ? '' : `=${value}`}`

const read = (words: readonly string[], popt = '') => {
  const { options, operands, problems } = readOptions(words, readPoptFile(popt))
  return [
    ...options.map(short),
    ...operands.map(({ text }) => `operand ${text}`),
    ...problems.map(({ kind, option }) => `${kind} ${option}`),
  ].join(' | ')
}

describe('the reader of options', () => {
  it.each([
    ['letters together', ['-avP'], 'archive | verbose | P'],
    ['a value that is attached', ['-vessh -p 2', 'x'], 'verbose | rsh=ssh -p 2 | operand x'],
    ['a value behind an equals sign', ['-e=ssh', '--rsh=a=b'], 'rsh=ssh | rsh=a=b'],
    ['a value in the next word', ['-e', '--delete', '--rsh', '-n'], 'rsh=--delete | rsh=-n'],
    ['an empty value', ['--exclude=', '--timeout='], 'exclude= | timeout='],
    [
      'names that mean the same',
      ['--del', '--protect-args', '-s', '--zl=3'],
      'delete-during | secluded-args | secluded-args | compress-level=3',
    ],
    [
      'more of them',
      ['--ignore-non-existing', '--time-limit=3', '--log-format=x'],
      'existing | stop-after=3 | out-format=x',
    ],
    [
      'what takes back',
      ['--no-r', '--no-inplace', '--no-i-r', '--no-R'],
      '-recursive | -inplace | -inc-recursive | -relative',
    ],
    [
      'operands anywhere',
      ['a', '-v', '-', 'b', '--', '-n', '--'],
      'verbose | operand a | operand - | operand b | operand -n | operand --',
    ],
    ['the end of options as a value', ['--exclude', '--', 'a'], 'exclude=-- | operand a'],
    [
      'no abbreviations',
      ['--delet', '--recurs'],
      'delet | recurs | unknown --delet | unknown --recurs',
    ],
    [
      'no negation that rsync lacks',
      ['--no-delete', '--no-n'],
      'no-delete | no-n | unknown --no-delete | unknown --no-n',
    ],
    ['a value that is missing', ['-ve'], 'verbose | missing-value -e'],
    [
      'a value that is too much',
      ['--delete=1', '-n=1'],
      'unwanted-value --delete=1 | unwanted-value -n',
    ],
    [
      'numbers',
      ['--timeout=0x10', '--timeout=9x'],
      'timeout=0x10 | timeout=9x | bad-number --timeout',
    ],
    [
      'options of the other side',
      ['-vM--delete', '--remote-option=-rn', '-M', '--no-r'],
      'verbose | remote-option=--delete | remote-option=-rn | remote-option=--no-r | ' +
        'there:delete | there:recursive | there:dry-run | there:-recursive',
    ],
    [
      'a value of the other side in a word of its own',
      ['-M--log-file', '-M-x'],
      'remote-option=--log-file | remote-option=-x | there:log-file=-x',
    ],
    ['what the other side does not take', ['-Mx'], 'remote-option=x | remote-operand x'],
    ['two names with a single dash', ['-daemon', '-server'], 'daemon | server'],
    [
      'a value that takes an operand for itself',
      ['--exclude=!#:+', 'a'],
      'exclude=!#:+ | operand a | takes-operand --exclude',
    ],
  ])('knows %s', (_, words, expected) => {
    expect(read(words)).toBe(expected)
  })

  it.each([
    [
      'a letter',
      'rsync alias -Z --delete -v\n',
      ['-aZr'],
      'archive | delete | verbose | recursive',
    ],
    ['a long name', 'rsync alias --safe --max-delete=3\n', ['--safe'], 'max-delete=3'],
    ['one with a value', 'rsync alias --skip --exclude\n', ['--skip=x'], 'exclude=x'],
    [
      'a value from behind the alias',
      'rsync alias -E -v --exclude\n',
      ['-Et', 'x'],
      'verbose | exclude=x | times',
    ],
    ['an option of rsync itself', 'rsync alias -r -r -n\n', ['-r'], 'recursive | dry-run'],
    ['one of another', 'rsync alias --x --y\nrsync alias --y -n\n', ['--x'], 'dry-run'],
    ['the last of a name', 'rsync alias --x -v\nrsync alias --x -n\n', ['--x'], 'dry-run'],
    ['a single dash', 'rsync alias --x -n\n', ['-x'], 'dry-run'],
    [
      'quotes and blanks',
      `rsync\talias --x  --rsh="ssh -p 2" -e 'a b'\n`,
      ['--x'],
      'rsh=ssh -p 2 | rsh=a b',
    ],
    ['a line that goes on', 'rsync alias \\\n --x -n\n', ['--x'], 'dry-run'],
    ['a pattern for the program', 'rs* alias --x -n\n', ['--x'], 'dry-run'],
    ['a pattern with a group', '*(r)sync alias --x -n\n', ['--x'], 'dry-run'],
    ['another program', 'rsyncd alias --x -n\n', ['--x'], 'x | unknown --x'],
    ['a comment', '# rsync alias --x -n\n', ['--x'], 'x | unknown --x'],
    ['a line without an end', 'rsync alias --x -n', ['--x'], 'x | unknown --x'],
    ['a program in place of rsync', 'rsync exec --x sh -c x\n', ['--x'], 'foreign-alias --x'],
    ['none on the other side', 'rsync alias -v -n\n', ['-M-v'], 'remote-option=-v | there:verbose'],
  ])('expands an alias of popt: %s', (_, popt, words, expected) => {
    expect(read(words, popt)).toBe(expected)
  })

  it('ends on aliases that mean each other', () => {
    expect(read(['--x', '-v'], 'rsync alias --x --y\nrsync alias --y --x\n')).toBe('verbose')
  })

  it('says in which word an option began, and what says it alone', () => {
    const { options } = readOptions(['-ae', 'ssh', '--exclude', 'x', '-M-n'])
    expect(options.map(({ index, words }) => [index, words])).toEqual([
      [0, ['-a']],
      [0, ['-e', 'ssh']],
      [2, ['--exclude=x']],
      [4, ['-M', '-n']],
      [4, ['-n']],
    ])
  })

  it.each([
    ['', 0],
    ['010', 8],
    ['0x10', 16],
    ['-1', -1],
    ['1e3', null],
    ['-', null],
    [' ', null],
    ['99999999999', null],
  ])('reads the number %j as %j', (text, number) => {
    expect(poptNumber(text)).toBe(number)
  })

  it('has no name twice', () => {
    const names = OPTIONS.flatMap((one) => [one.name, ...one.synonyms])
    expect(new Set(names).size).toBe(names.length)
    const letters = OPTIONS.flatMap(({ letter }) => letter ?? [])
    expect(new Set(letters).size).toBe(letters.length)
  })
})
