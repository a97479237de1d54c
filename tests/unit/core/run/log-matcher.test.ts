import { appendFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { LogMatcher } from '@core/run/log-matcher'
import { LogReader } from '@core/run/log-reader'
import { RunLog } from '@core/run/run-log'
import { makeTempDir } from '../../../support/temp-dir'

async function logFile(text = ''): Promise<string> {
  const dir = await makeTempDir()
  onTestFinished(() => dir.dispose())
  const path = join(dir.path, '7.log')
  await writeFile(path, text)
  return path
}

const find = async (matcher: LogMatcher, path: string, text: string, errorsOnly = false) => {
  const { matches, totalMatches } = await matcher.read(path, { text, errorsOnly }, 0, 100)
  return { lines: matches.map(({ line, text: found }) => `${line} ${found}`), totalMatches }
}

describe('the lines of a log that match', () => {
  it.each([
    ['in any case', 'PHOTO', ['1 Photo one', '3 the last photo']],
    ['with an umlaut', 'grüß', ['2 viele Grüße']],
    ['with characters that mean something in patterns', '.*', []],
    ['nowhere', 'missing', []],
    ['in the first line', 'head', ['0 head']],
  ])('are found %s', async (_how, text, expected) => {
    const path = await logFile('head\nPhoto one\nviele Grüße\nthe last photo\n')
    expect((await find(new LogMatcher(new LogReader()), path, text)).lines).toEqual(expected)
  })

  it('are found once each, also when the text stands in a line twice', async () => {
    const path = await logFile('a a\n\na\n')
    expect((await find(new LogMatcher(new LogReader()), path, 'a')).lines).toEqual(['0 a a', '2 a'])
  })

  it('are found while the log grows, half a line only when it is whole', async () => {
    const path = await logFile('one x\ntwo x')
    const matcher = new LogMatcher(new LogReader())
    expect((await find(matcher, path, 'x')).lines).toEqual(['0 one x'])
    await appendFile(path, ' and more\nthree\nfour x\n')
    expect((await find(matcher, path, 'x')).lines).toEqual([
      '0 one x',
      '1 two x and more',
      '3 four x',
    ])
  })

  it('are found across chunks of the file, with their right numbers', async () => {
    const lines = Array.from(
      { length: 60_000 },
      (_, i) => `${i % 20_000 === 7 ? 'needle' : 'hay'} ${'z'.repeat(40)}`,
    )
    const path = await logFile(`${lines.join('\n')}\n`)
    const { matches, totalMatches } = await new LogMatcher(new LogReader()).read(
      path,
      { text: 'needle', errorsOnly: false },
      1,
      5,
    )
    expect(totalMatches).toBe(3)
    expect(matches.map(({ line }) => line)).toEqual([20_007, 40_007])
  })

  it('are those of standard error alone when asked for errors, and can be searched as well', async () => {
    const path = await logFile()
    const log = await RunLog.open(path)
    await log.write(['# start', 'rsync: a file called so'])
    await log.writeErrors(['rsync: denied', 'ssh: lost'])
    await log.write(['more'])
    await log.writeErrors(['rsync error: code 23'])
    await log.close()
    const matcher = new LogMatcher(new LogReader())
    const all = ['2 rsync: denied', '3 ssh: lost', '5 rsync error: code 23']
    expect((await find(matcher, path, '', true)).lines).toEqual(all)
    expect((await find(matcher, path, 'rsync', true)).lines).toEqual([all[0], all[2]])
    expect((await find(matcher, path, 'rsync')).totalMatches).toBe(3)
  })

  it('are none where there is no log', async () => {
    const path = join(await logFile(), '..', 'none.log')
    expect(await find(new LogMatcher(new LogReader()), path, 'x')).toEqual({
      lines: [],
      totalMatches: 0,
    })
  })
})
