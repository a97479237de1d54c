import { describe, expect, it } from 'vitest'
import { adviseParameters } from '@common/rsync/parameter-advice'

const told = (...extra: string[]) =>
  adviseParameters(extra).map(({ index, level, message }) => `${index} ${level}: ${message}`)

describe('advice on auxiliary parameters', () => {
  it.each([
    [['--exclude', 'excluded_file']],
    [['--exclude=*.tmp']],
    [["--exclude='*.txt'"]],
    [['--exclude foo']],
    [
      [
        '--bwlimit=1000',
        '--stats',
        '-vv',
        '--no-perms',
        '-avHAX',
        '--chmod=u+w',
        '-B 1024',
        '-B1024',
      ],
    ],
    [['--filter', "'- *.o'"]],
    [['-f', '-']],
  ])('has nothing to say about %j', (extra) => {
    expect(adviseParameters(extra)).toEqual([])
  })

  it.each([
    ['a second source', ['/etc'], /^0 error: \/etc is not an option/],
    ['a stray word after a whole option', ['--exclude foo bar'], /^0 error: bar is not an option/],
    ['a lone dash', ['-'], /^0 error: - is not an option/],
    ['a daemon', ['--stats', '--daemon'], /^1 error: --daemon makes rsync do something else/],
    ['a server', ['--server'], /^0 error: --server/],
    ['help', ['--help'], /^0 error: --help/],
    ['the version', ['-avV'], /^0 error: -V/],
    ['an option whose value is missing', ['--exclude'], /^0 error: --exclude needs a value/],
  ])('refuses %s', (_what, extra, expected) => {
    expect(told(...extra)).toEqual([expect.stringMatching(expected)])
  })

  it.each([
    ['an unknown option', ['--exlude=x'], /^0 caution: --exlude is not an option of rsync/],
    ['an unknown letter', ['-aQ'], /^0 caution: -Q is not an option of rsync/],
    ['deleting', ['--delete-excluded'], /^0 caution: --delete-excluded deletes files/],
    ['deleting at the source', ['--remove-source-files'], /at the source/],
    ['a trial run', ['-avn'], /^0 caution: -n makes every run a trial/],
    ['another remote shell', ['-e', "'ssh -p 2'"], /^0 caution: -e is replaced/],
    ['another remote program', ['--rsync-path="sudo rsync"'], /^0 caution: --rsync-path/],
  ])('points out %s', (_what, extra, expected) => {
    expect(told(...extra)).toEqual([expect.stringMatching(expected)])
  })

  it('finds the value of an option in the next entry', () => {
    expect(told('--exclude', '--daemon', '/etc')).toEqual([
      expect.stringMatching(/^2 error: \/etc/),
    ])
  })
})
