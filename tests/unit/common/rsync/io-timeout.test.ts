import { describe, expect, it } from 'vitest'
import { buildCommand } from '@common/rsync/build-command'
import { ioTimeout } from '@common/rsync/option-questions'
import { readOptions } from '@common/rsync/read-options'
import { moduleSettings } from '../../builders'

describe('the time without data after which a run ends', () => {
  it.each([
    [[], 300],
    [['--timeout=2'], 2],
    [['--timeout 7'], 7],
    [['--timeout=7', '--timeout=60'], 60],
    [['--timeout=0'], null],
    [['--no-timeout'], null],
    [['--timeout=nonsense'], null],
  ])('with the auxiliary parameters %j is %j', (extra, seconds) => {
    expect(ioTimeout(readOptions(buildCommand(moduleSettings({ extra })).argv))).toBe(seconds)
  })

  it('is not taken from a path', () => {
    expect(ioTimeout(readOptions(['--timeout=5', '--', '--timeout=9', 'x']))).toBe(5)
  })
})
