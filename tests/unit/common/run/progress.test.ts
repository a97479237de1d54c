import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLine, type ProgressRecord } from '@common/rsync/parse-line'
import { advance, NO_PROGRESS } from '@common/run/progress'
import type { RunProgress } from '@common/run/run'
import { aProgress } from '../../builders'
import { recordedOutput } from '../../recorded-output'

const through = (records: readonly ProgressRecord[]): RunProgress[] => {
  let progress = NO_PROGRESS
  return records.map((record) => (progress = advance(progress, record)))
}

const checked = (percent: number, sent: number, left: number, known: number) =>
  aProgress({ percent, files: { sent, left, known }, isListComplete: true })

/** A run as rsync tells of it: bytes and files grow; files are found at first, then all known. */
const anyRun = fc
  .array(
    fc.record({
      percent: fc.nat(100),
      sent: fc.nat(50),
      left: fc.nat(50),
      hasFiles: fc.boolean(),
      isComplete: fc.boolean(),
    }),
  )
  .map((steps) =>
    steps
      .toSorted((a, b) => Number(a.isComplete) - Number(b.isComplete))
      .map(({ percent, sent, left, hasFiles, isComplete }) =>
        hasFiles
          ? { ...checked(percent, sent, left, left + 50), isListComplete: isComplete }
          : aProgress({ percent }),
      ),
  )

describe('the percent of a run', () => {
  it('never falls and stays within 0 and 99', () => {
    fc.assert(
      fc.property(anyRun, (records) => {
        let before = -1
        for (const { percent } of through(records)) {
          expect(percent === null ? before === -1 : percent >= before && percent <= 99).toBe(true)
          before = percent ?? before
        }
      }),
    )
  })

  it('stands while rsync still finds files, and goes on from the first whole list on', () => {
    const finding = aProgress({
      ...{ percent: 80, secondsLeft: 5, isListComplete: false },
      files: { sent: 1, left: 9, known: 10 },
    })
    const seen = through([aProgress({ percent: 7 }), finding, checked(20, 2, 8, 10)])
    expect(seen.map(({ percent }) => percent)).toEqual([7, 7, 20])
    expect(seen.map(({ filesKnown }) => filesKnown)).toEqual([null, null, 10])
    expect(seen.map(({ secondsLeft }) => secondsLeft)).toEqual([null, null, null])
  })

  it('keeps 100 for the end', () => {
    expect(through([checked(100, 10, 0, 10)]).at(-1)?.percent).toBe(99)
  })

  it.each([
    [10, 1],
    [50, 5],
    [90, 9],
  ])('follows the bytes of a fresh copy: %i %%', (percent, sent) => {
    expect(through([checked(percent, sent, 10 - sent, 10)]).at(-1)?.percent).toBe(percent)
  })

  it('follows the bytes within a long file too', () => {
    const records = [checked(10, 1, 1, 2), aProgress({ percent: 40 }), aProgress({ percent: 70 })]
    expect(through(records).map(({ percent }) => percent)).toEqual([10, 40, 70])
  })

  it('of an up-to-date run rises to the top by the files that were checked', () => {
    const records = [100, 75, 50, 25, 0].map((left) => checked(0, 0, left, 100))
    expect(through(records).map(({ percent }) => percent)).toEqual([0, 25, 50, 75, 99])
  })

  it('of a run that changes little counts checked and sent files alike', () => {
    const records = [checked(0, 1, 50, 101), checked(1, 2, 0, 101)]
    expect(through(records).map(({ percent }) => percent)).toEqual([49, 98])
  })
})

describe('the figures of a run', () => {
  it('are those of the newest record, with the last known files', () => {
    const records = [
      checked(10, 3, 6, 10),
      aProgress({ bytes: 77, percent: 20, bytesPerSecond: 5, secondsLeft: 8 }),
    ]
    expect(through(records).at(-1)).toEqual({
      ...{ percent: 28, bytes: 77, bytesPerSecond: 5, secondsLeft: 6 },
      ...{ filesDone: 4, filesSent: 3, filesKnown: 10, currentFile: null },
    })
  })

  it.each([
    ['half', { percent: 50, bytes: 500 }, 5],
    ['nearly all', { percent: 99, bytes: 990 }, 1],
    ['all', { percent: 100, bytes: 1000 }, 0],
    ['hardly any', { percent: 0, bytes: 3 }, null],
  ])('tell the time left at the end of a file after %s of the bytes', (_, done, secondsLeft) => {
    // Where rsync tells the time that went by.
    const files = { sent: 1, left: 1, known: 2 }
    const record = aProgress({ ...done, bytesPerSecond: 100, files, isListComplete: true })
    expect(advance(NO_PROGRESS, record).secondsLeft).toBe(secondsLeft)
  })

  it('of a recorded run end with every file checked', () => {
    const records = recordedOutput()
      .toString()
      .split(/[\r\n]/)
      .map(parseLine)
      .filter((line) => line.kind === 'progress')
    expect(records).toHaveLength(15)
    expect(through(records).at(-1)).toMatchObject({
      ...{ percent: 99, bytes: 375014, filesDone: 15, filesSent: 10, filesKnown: 15 },
    })
  })
})

describe('a run whose plan is known', () => {
  const plan = { bytes: 1000, files: 10 }
  const percents = (records: readonly ProgressRecord[], given = plan) => {
    let progress = NO_PROGRESS
    return records.map((one) => (progress = advance(progress, one, given)).percent)
  }

  it('follows the planned bytes, even while rsync still finds files', () => {
    const finding = { isListComplete: false, files: { sent: 1, left: 9, known: 10 } }
    const records = [100, 550, 990].map((bytes) => aProgress({ bytes, percent: 2, ...finding }))
    expect(percents(records)).toEqual([10, 55, 99])
  })

  it('never falls, nor gets past 99 when there is more to send than was planned', () => {
    const records = [500, 400, 2000].map((bytes) => aProgress({ bytes }))
    expect(percents(records)).toEqual([50, 50, 99])
  })

  it('takes the time left from the planned bytes', () => {
    const record = aProgress({ bytes: 200, bytesPerSecond: 100, secondsLeft: 4000 })
    expect(advance(NO_PROGRESS, record, plan).secondsLeft).toBe(8)
  })

  it('without any bytes to send counts the files that were checked', () => {
    const records = [50, 0].map((left) => checked(0, 0, left, 100))
    expect(percents(records, { bytes: 0, files: 0 })).toEqual([50, 99])
  })
})
