import { describe, expect, it } from 'vitest'
import { filterRules } from '@common/rsync/filter-rules'
import * as ask from '@common/rsync/option-questions'
import { readPoptFile } from '@common/rsync/popt-aliases'
import { readOptions, type OptionReading } from '@common/rsync/read-options'

const QUESTIONS = {
  deletes: ask.deletesAny,
  'changes the source': ask.changesSource,
  miscounts: (reading: OptionReading) => ask.miscounting(reading).length > 0,
  'leaves out': ask.leavesOut,
  copies: ask.copies,
  'keeps paths': ask.keepsPaths,
  'is recursive': ask.isRecursive,
  'is a dry run': ask.isDryRun,
} as const

describe('a question about options', () => {
  it.each<[keyof typeof QUESTIONS, string[], string[]]>([
    [
      'deletes',
      [
        ...['--delete', '--del', '--delete-before', '--delete-excluded', '--delete-missing-args'],
        ...[
          '--force',
          '-vM--delete',
          '-M --delete',
          '--remote-option=--del',
          '-M--force',
          '--rsync-path=rsync\\ --del',
        ],
        ...['--no-force --force', '--force -M--no-force'],
      ],
      [
        ...['', '-av', '--exclude --delete', '-e --delete', '--force --no-force', '--max-delete=3'],
        ...['--ignore-errors', '-M--exclude=--delete', '-- --delete', '--delet', '--no-delete'],
      ],
    ],
    [
      'changes the source',
      ['--remove-source-files', '--remove-sent-files', '-M--remove-source-files'],
      ['', '--exclude=--remove-source-files', '--delete'],
    ],
    [
      'miscounts',
      ['-u', '-avu', '--update', '--existing', '--ignore-non-existing', '--max-size=1', '-M-u'],
      ['-av', '-eu', '--size-only', '--no-u'],
    ],
    [
      'miscounts',
      ['--compare-dest=x', '--link-dest /x', '--copy-dest=x', '-aK', '-M--compare-dest=x'],
      ['', '-k', '--exclude=--compare-dest=x'],
    ],
    [
      'leaves out',
      ['-f -_x', '-C', '-vF', '-x', '--exclude=a', '--include-from=x', '--files-from=x'],
      ['-v', '-x --no-x', '-e x', '--no-one-file-system'],
    ],
    [
      'copies',
      ['', '-a', '-e -n', '--exclude=--list-only'],
      [
        ...['-n', '-vn', '--dry-run', '-M-n', '-M-vn', '--remote-option=--dry-run', '-avM-nv'],
        ...['--list-only', '--only-write-batch=x', '--read-batch x', '--daemon', '-daemon'],
        ...['--server', '--sender', '--help', '--version', '-vV', '--config=x', '--dparam=a=b'],
        ...['--no-detach', '--delet', '--exclude=!#:+'],
      ],
    ],
    [
      'keeps paths',
      ['-R', '-vR', '--relative', '--no-R -R', '--files-from=x'],
      ['', '-eR', '-R --no-relative', '--files-from=x --no-R', '-R --no-R'],
    ],
    [
      'is recursive',
      ['-r', '-a', '--no-r -a', '-a --no-r -r', '-r --files-from=x'],
      ['', '-d', '-a --no-r', '-r --no-recursive', '-a --files-from=x', '-M-r'],
    ],
    ['is a dry run', ['-n', '-M-n'], ['', '--list-only']],
  ])('%s is answered as rsync would', (name, yes, no) => {
    const answer = (line: string) =>
      QUESTIONS[name](readOptions(line.split(' ').filter((word) => word !== '')))
    expect(yes.filter((line) => !answer(line))).toEqual([])
    expect(no.filter(answer)).toEqual([])
  })

  it('is answered with the aliases of popt', () => {
    const reading = readOptions(['-Zr'], readPoptFile('rsync alias -Z -v --del -n\n'))
    expect([ask.deletesAny(reading), ask.copies(reading)]).toEqual([true, false])
  })

  it.each([
    ['', []],
    ['--inplace', ['inplace']],
    ['--inplace --no-inplace', []],
    ['--append --no-inplace', ['append']],
    ['--append-verify', ['append-verify']],
    ['--append-verify --no-append', []],
    ['--write-devices --inplace', ['inplace', 'write-devices']],
    ['-M--inplace', []],
  ])('what writes in place with %j is %j', (line, names) => {
    const reading = readOptions(line.split(' '))
    expect(ask.writingInPlace(reading).map(({ name }) => name)).toEqual(names)
  })

  it.each([
    ['--timeout=5', 5],
    ['--timeout=5 --timeout=0x10', 16],
    ['--timeout=5 --no-timeout', null],
    ['--timeout=0', null],
    ['--timeout=', null],
    ['--timeout=9x', null],
    ['-- --timeout=5', null],
    ['--exclude --timeout=5', null],
  ])('the time without data with %j is %j', (line, seconds) => {
    expect(ask.ioTimeout(readOptions(line.split(' ')))).toBe(seconds)
  })

  it.each([
    [['--filter=- *.tmp'], 'exclude *.tmp'],
    [['-f', '+_a b'], 'include a b'],
    [['--filter=x *'], 'unknown '],
    [['--filter=!'], 'clear '],
    [['--filter=clear'], 'clear '],
    [['--exclude=!'], 'clear '],
    [['--include', '!'], 'clear '],
    [['--exclude=!x'], 'exclude !x'],
    [['--exclude=+ x'], 'include x'],
    [['--include=- x'], 'exclude x'],
    [['--include=x'], 'include x'],
    [['--filter=P *'], 'protect *'],
    [['--filter=protect,! *'], 'protect *'],
    [['--filter=R *'], 'risk *'],
    [['--filter=show *'], 'show *'],
    [['--filter=merge F'], 'merge F'],
    [['--filter=. F'], 'merge F'],
    [['--filter=.,-_F'], 'merge F'],
    [['--filter=:C'], 'dir-merge '],
    [['--filter=dir-merge,n- .keep'], 'dir-merge .keep'],
    [['-FFF'], 'dir-merge /.rsync-filter | exclude .rsync-filter'],
    [['-C'], 'exclude CVS | dir-merge .cvsignore'],
    [['--exclude-from=a', '--include-from=b'], 'merge a | merge b'],
    [['-M--filter=!'], 'clear '],
  ])('the rules of %j are %j', (words, expected) => {
    const rules = filterRules(readOptions(words))
    const said = rules.map(({ kind, pattern }) => `${kind} ${pattern}`).join(' | ')
    expect(said).toBe(expected)
  })
})
