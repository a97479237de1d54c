import { describe, expect, it } from 'vitest'
import { limitFindings, type Deletions } from '@common/guard/delete-limits'
import { moduleSettings } from '../../builders'

/** All files, of one byte each, unless something else is said. */
const deletions = (
  deleted: number,
  existing: number,
  more: Partial<Deletions> = {},
): Deletions => ({
  ...{ deleted, deletedFiles: deleted, existing, existingFiles: existing, isSourceEmpty: false },
  bytes: { deleted, existing },
  ...{ replaced: { count: 0, first: '' }, isFound: true },
  ...more,
})
const noSizes = { bytes: null }
const notFound = { ...noSizes, isFound: false }
const bytes = (deleted: number, existing: number) => ({ bytes: { deleted, existing } })

describe('the limits that a task has from the start', () => {
  it('name what of it is replaced by something of another kind', () => {
    const count = deletions(9, 9, { replaced: { count: 2, first: 'photos' } })
    const [found] = limitFindings(moduleSettings(), count)
    expect(found?.message).toMatch(/2 of them, such as photos, are files that a folder, a link or/)
  })

  it.each<[string, Deletions, string[]]>([
    ['nothing is deleted', deletions(0, 0), []],
    ['one of three files is removed', deletions(1, 3), []],
    ['the only file is empty', deletions(1, 1, bytes(0, 0)), []],
    ['nine of ten are tidied away', deletions(9, 10), []],
    ['half of a big folder rotates', deletions(5000, 10_000), []],
    ['one of three dumps rotates', deletions(1, 3, bytes(5e11, 15e11)), []],
    ['everything of a small folder would go', deletions(3, 3), ['delete-limit']],
    [
      'all files of it, and a folder is left',
      deletions(9, 10, { existingFiles: 9 }),
      ['delete-limit'],
    ],
    [
      'most files, among as many folders',
      deletions(94, 200, { existingFiles: 100, ...bytes(94, 200) }),
      ['delete-limit'],
    ],
    [
      'half of the files, among as many folders',
      deletions(50, 200, { existingFiles: 100, ...bytes(94, 200) }),
      [],
    ],
    [
      'nine of ten files, among many folders',
      deletions(9, 200, { existingFiles: 10, ...bytes(9, 20) }),
      [],
    ],
    [
      'most folders, and few files',
      deletions(150, 200, { deletedFiles: 3, existingFiles: 9, ...bytes(3, 9) }),
      ['delete-limit'],
    ],
    ['two empty files of two', deletions(2, 2, bytes(0, 0)), []],
    ['more than half would go', deletions(10, 19), ['delete-limit']],
    ['a hundred thousand and one would go', deletions(100_001, 9_000_000), ['delete-limit']],
    ['the only file would go', deletions(1, 1), ['delete-limit']],
    [
      'one disk image of one, beside notes',
      deletions(1, 500, bytes(9e12, 9.1e12)),
      ['delete-limit'],
    ],
    ['95 % of the bytes, just so', deletions(1, 9, bytes(95, 100)), ['delete-limit']],
    ['a little less than 95 % of the bytes', deletions(1, 9, bytes(94, 100)), []],
    ['two of three, and nobody knows how large', deletions(2, 3, noSizes), []],
    ['three of five, and nobody knows how large', deletions(3, 5, noSizes), ['delete-limit']],
    ['two of many that are not found', deletions(2, 900, notFound), []],
    ['three of many, and they are not found', deletions(3, 900, notFound), ['delete-limit']],
    ['the source is empty', deletions(1, 9, { isSourceEmpty: true }), ['source-empty']],
    ['source and destination are empty', deletions(0, 0, { isSourceEmpty: true }), []],
  ])('%s', (_, count, kinds) => {
    expect(limitFindings(moduleSettings(), count).map(({ kind }) => kind)).toEqual(kinds)
  })
})

describe('limits of a task', () => {
  const found = (
    settings: Parameters<typeof moduleSettings>[0],
    deleted: number,
    existing = 1000,
  ) => limitFindings(moduleSettings(settings), deletions(deleted, existing, bytes(1, 100)))

  it('can be set, each, and taken away', () => {
    expect(found({ deleteLimit: 20 }, 20)).toEqual([])
    expect(found({ deleteLimit: 20 }, 21)).toMatchObject([{ field: 'deleteLimit' }])
    expect(found({ deleteLimitPercent: 5 }, 50)).toEqual([])
    expect(found({ deleteLimitPercent: 5 }, 51)).toMatchObject([{ field: 'deleteLimitPercent' }])
    expect(found({ deleteLimit: null, deleteLimitPercent: null }, 1000)).toEqual([])
  })

  it('do without the one by bytes where there is none by per cent', () => {
    const dear = deletions(1, 9, bytes(99, 100))
    expect(limitFindings(moduleSettings({ deleteLimitPercent: null }), dear)).toEqual([])
    expect(limitFindings(moduleSettings({ deleteLimitPercent: 100 }), dear)).toHaveLength(1)
  })

  it('are named with what goes beyond them', () => {
    expect(found({}, 999)[0]?.message).toBe(
      'This run would delete 999 of 1000 entries of the destination (99 %, the limit is 50 %): look at the list, then run it anyway once, or raise the limit.',
    )
  })

  it('say how many bytes would go, and in how many entries', () => {
    const [found] = limitFindings(moduleSettings(), deletions(9, 30, bytes(98e9, 100e9)))
    expect(found?.message).toMatch(
      /^This run would delete 98.0 GB of 100.0 GB .*98 %.* in 9 entries:/,
    )
  })
})
