import { describe, expect, it } from 'vitest'
import { ITEM_PREFIX } from '@common/rsync/build-command'
import {
  parseLine,
  type ItemRecord,
  type OutputRecord,
  type StatRecord,
} from '@common/rsync/parse-line'
import { OutputReader } from '@core/run/output-reader'
import { itemLine } from '../../builders'
import { RECORDED_ITEMS, recordedOutput } from '../../recorded-output'

/** Reads chunks, and notes all that is told and what goes to the log. */
function read(chunks: readonly Buffer[], withItems: boolean) {
  const progress: OutputRecord[] = []
  const stats: StatRecord[] = []
  const items: ItemRecord[] = []
  const listener = {
    progress: (line: Buffer) => void progress.push(parseLine(line.toString())),
    stat: (record: StatRecord) => void stats.push(record),
    ...(withItems ? { item: (record: ItemRecord) => void items.push(record) } : {}),
  }
  const reader = new OutputReader(listener, ITEM_PREFIX)
  const lines = [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()]
  return { progress, stats, items, log: lines.map((line) => line.toString('latin1')) }
}

const record = '             12  50%    1.00MB/s    0:00:01 (xfr#1, to-chk=0/1)'

describe('the output of a real rsync', () => {
  const whole = read([recordedOutput()], true)

  it('names every item, however hostile its name is', () => {
    expect(whole.items.map(({ name }) => name)).toEqual(RECORDED_ITEMS)
  })

  it('gives its figures, and a file that is called like one does not count', () => {
    expect(whole.stats.filter(({ name }) => name === 'Number of files')).toEqual([
      { kind: 'stat', name: 'Number of files', value: 15 },
    ])
  })

  it('leaves all but progress in the log, without our prefix', () => {
    expect(whole.log).toHaveLength(RECORDED_ITEMS.length + 17)
    expect(whole.log).toContain('>f+++++++++ 5000 100% cotton')
    expect(whole.log).toContain('>f+++++++++ 2 @@|>f+++++++++ 3 x')
    expect(whole.log.filter((line) => /^\s+\d+\s+\d+%/.test(line))).toEqual([])
  })

  it('has the same log when nobody asks for items', () => {
    expect(read([recordedOutput()], false)).toEqual({ ...whole, items: [] })
  })

  it('has the same log, figures and items wherever it is cut', () => {
    const bytes = recordedOutput()
    for (let at = 1; at < bytes.length; at += 7) {
      const cut = read([bytes.subarray(0, at), bytes.subarray(at)], true)
      const { log, stats, items } = cut
      expect({ log, stats, items }, `cut at byte ${at}`).toEqual({
        ...{ log: whole.log, stats: whole.stats, items: whole.items },
      })
      expect(cut.progress.at(-1)).toEqual(whole.progress.at(-1))
    }
  })
})

describe('progress', () => {
  it('is told before its line has ended', () => {
    const { progress, log } = read([Buffer.from(`\r${record}`)], false)
    expect(progress[0]).toMatchObject({ bytes: 12, percent: 50 })
    expect(log).toEqual([])
  })

  it('cannot be told by a file name', () => {
    const { progress, log } = read([Buffer.from(`${itemLine(record)}\n${itemLine(record)}`)], true)
    expect(progress).toEqual([])
    expect(log).toEqual([`>f+++++++++ 2 ${record}`, `>f+++++++++ 2 ${record}`])
  })
})

it('bytes that are not UTF-8 reach the log unchanged', () => {
  const name = Buffer.from([0x6c, 0xe9, 0xff, 0xc3])
  const { log } = read([Buffer.concat([Buffer.from(itemLine('')), name, Buffer.from('\n')])], true)
  expect(log).toEqual([`>f+++++++++ 2 ${name.toString('latin1')}`])
})
