import { describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { chosenOf } from '@core/exchange/exchange-desk'

const job = (options: string, hour: number) =>
  `0 ${hour} * * * rsync -a ${options} /srv/a/ nas:/x\n`
const crontab = job('', 1) + job('--log-file=/srv/log', 2) + job('--rsync-path=/srv/x', 3)
const task = (extra: string[]) => ({
  ...{ path: '/srv/a/', user: 'ada', remotehost: 'nas', remotemodule: 'm', enabled: true, extra },
})
const json = JSON.stringify([
  task([]),
  task(['--log-file=/srv/log']),
  task(['--rsync-path=/srv/x']),
])

const enabled = (text: string, enable: boolean, chosen: number[] | null = null) => {
  const context = { user: 'ada', home: '/home/ada', connections: [] }
  return chosenOf(readImport(text, context), { chosen, enable }).map((one) => one.enabled)
}

describe.each([
  ['a crontab', crontab],
  ['JSON', json],
])('what is chosen of %s', (_, text) => {
  it('is off, whatever it was where it comes from', () => {
    expect(enabled(text, false)).toEqual([false, false, false])
  })

  it('is on where that is asked for, but for what starts a program or writes a file', () => {
    expect(enabled(text, true)).toEqual([true, false, false])
    expect(enabled(text, true, [1])).toEqual([false])
  })
})

describe('what a text has twice', () => {
  it('is taken once', () => {
    expect(enabled(crontab + crontab, true)).toEqual(enabled(crontab, true))
  })
})
