import { expect, it } from 'vitest'
import type { RunProgress } from '@common/run/run'
import { ProgressMeter } from '@core/run/progress-meter'

it('records that came between two tellings count, though not each of them is read', () => {
  const told: RunProgress[] = []
  const meter = new ProgressMeter((progress) => told.push(progress), null)
  for (const record of [
    '  10  10%  1.00MB/s  0:00:09 (xfr#1, to-chk=9/10)',
    '  20  20%  1.00MB/s  0:00:08 (xfr#2, to-chk=8/10)',
    '  30  30%  1.00MB/s  0:00:07 (xfr#3, to-chk=7/10)',
    '  35  35%  1.00MB/s  0:00:06',
  ]) {
    meter.record(Buffer.from(record))
  }
  expect(told).toMatchObject([{ percent: 10, bytes: 10, filesDone: 1 }])
  meter.finish()
  expect(told.at(-1)).toMatchObject({ percent: 100, bytes: 35, filesDone: 3, filesSent: 3 })
})
