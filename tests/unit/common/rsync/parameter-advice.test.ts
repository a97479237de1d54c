import { describe, expect, it } from 'vitest'
import { adviseParameters } from '@common/rsync/parameter-advice'

const advice = (...extra: string[]) =>
  adviseParameters(extra).map(({ index, level, message }) => `${index} ${level}: ${message}`)

describe('auxiliary parameters about which there is nothing to say', () => {
  it.each([
    [[]],
    [['--exclude=*.tmp', '--bwlimit=5M']],
    [['--exclude', '-name']],
    [['--exclude a', '-f', "'- *.o'"]],
    [['-hvv', '--stats', '--no-perms']],
    [['--no-o --no-g --no-p']],
    [['-B 4096', '-B4096', '-vB', '4096']],
    [['--max-delete', '5', '--timeout=9']],
    // Left to the rule that every parameter can be read as words.
    [["it's"]],
    [['']],
  ])('%j', (extra) => {
    expect(advice(...extra)).toEqual([])
  })
})

describe('auxiliary parameters that cannot be meant', () => {
  it.each([
    [['-v', 'param=value'], 1, /^param=value is not an option: .* source/],
    [['--exclude a b'], 0, /^b is not an option/],
    [['-'], 0, /^- is not an option/],
    [['--exclude'], 0, /^--exclude needs a value$/],
    [['--bwlimit=5', '-vB'], 1, /^-B needs a value$/],
    [['--daemon'], 0, /something else than copy/],
    [['--version'], 0, /something else than copy/],
    [['-V'], 0, /something else than copy/],
    [['--list-only'], 0, /something else than copy/],
    [['-vn'], 0, /copies nothing/],
    [['--dry-run'], 0, /copies nothing/],
    [['--exclude', 'a', '-n'], 2, /copies nothing/],
  ])('%j: parameter %i is an error', (extra, index, message) => {
    const found = adviseParameters(extra)
    expect(found).toMatchObject([{ index, level: 'error' }])
    expect(found[0]?.message).toMatch(message)
  })
})

describe('auxiliary parameters that want a second look', () => {
  it.each([
    [['--exlude=a'], 0, /--exlude is not an option of rsync/],
    [['-vY'], 0, /^-Y is not an option of rsync/],
    [['-v', '--delete-excluded'], 1, /deletes files at the destination/],
    [['--del'], 0, /deletes files at the destination/],
    [['--remove-source-files'], 0, /deletes files at the source/],
    [['--ignore-errors'], 0, /safeguard/],
    [['--rsync-path="sudo rsync"'], 0, /on the remote host/],
    [['-e', 'ssh -p 9'], 0, /remote shell/],
    [['--out-format=%n'], 0, /replaced by the app/],
  ])('%j: parameter %i gets a caution', (extra, index, message) => {
    const found = adviseParameters(extra)
    expect(found[0]).toMatchObject({ index, level: 'caution' })
    expect(found[0]?.message).toMatch(message)
    expect(found.every(({ level }) => level === 'caution')).toBe(extra[0] !== '-e')
  })
})
