import { describe, expect, it } from 'vitest'
import { countDeletions, limitFindings } from '@common/guard/delete-limits'
import { NO_TOTALS } from '@common/preview/preview'
import { moduleSettings } from '../../builders'

const stats = (filesKnown: number, filesCreated: number) => ({
  ...{ filesKnown, filesCreated, filesDeleted: 0, filesTransferred: 0 },
  ...{ totalSize: 0, matchedSize: 0, transferredSize: 0 },
})
const deleting = (count: number) => ({ ...NO_TOTALS, deleted: { count, bytes: 0 } })

it.each([
  // deletions, files known, files created: what the destination has
  [3, 11, 0, 13, false],
  [3, 11, 10, 3, false],
  [3, 11, 11, 3, false],
  [3, 1, 0, 3, true],
  [0, 1, 1, 0, true],
])('%i deletions, %i entries known, %i new: the destination has %i', (n, known, made, all, empty) =>
  expect(countDeletions(deleting(n), stats(known, made))).toEqual({
    ...{ deleted: n, existing: all, isSourceEmpty: empty },
  }),
)

describe('the limits that a task has from the start', () => {
  it.each([
    ['nothing is deleted', 0, 0, false, []],
    ['one of three files is removed', 1, 3, false, []],
    ['the only file is replaced by another', 1, 1, false, []],
    ['a dump and its checksum are replaced', 2, 2, false, []],
    ['nine of ten are tidied away', 9, 10, false, []],
    ['half of a big folder rotates', 5000, 10_000, false, []],
    ['everything of a small folder would go', 3, 3, false, ['delete-limit']],
    ['more than half would go', 10, 19, false, ['delete-limit']],
    ['a hundred thousand and one would go', 100_001, 9_000_000, false, ['delete-limit']],
    ['the source is empty', 1, 1, true, ['source-empty']],
    ['the source is empty and the destination, too', 0, 0, true, []],
  ] as const)('%s', (_, deleted, existing, isSourceEmpty, kinds) => {
    const findings = limitFindings(moduleSettings(), { deleted, existing, isSourceEmpty })
    expect(findings.map(({ kind }) => kind)).toEqual(kinds)
  })
})

describe('limits of a task', () => {
  const found = (
    settings: Parameters<typeof moduleSettings>[0],
    deleted: number,
    existing = 1000,
  ) => limitFindings(moduleSettings(settings), { deleted, existing, isSourceEmpty: false })

  it('can be set, each, and taken away', () => {
    expect(found({ deleteLimit: 20 }, 20)).toEqual([])
    expect(found({ deleteLimit: 20 }, 21)).toMatchObject([{ field: 'deleteLimit' }])
    expect(found({ deleteLimitPercent: 5 }, 50)).toEqual([])
    expect(found({ deleteLimitPercent: 5 }, 51)).toMatchObject([{ field: 'deleteLimitPercent' }])
    expect(found({ deleteLimit: null, deleteLimitPercent: null }, 1000)).toEqual([])
  })

  it('are named with what goes beyond them', () => {
    expect(found({}, 999)[0]?.message).toBe(
      'This run would delete 999 of 1000 entries of the destination (99 %, the limit is 50 %): look at the list, then run it anyway once, or raise the limit.',
    )
  })
})
