import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { marksPath } from '@core/run/line-marks'
import { LogReader } from '@core/run/log-reader'
import { RunLog } from '@core/run/run-log'
import { makeTempDir } from '../../../support/temp-dir'

async function logFile(content: string | Buffer = ''): Promise<string> {
  const folder = await makeTempDir()
  onTestFinished(() => folder.dispose())
  const path = join(folder.path, '1.log')
  await writeFile(path, content)
  return path
}

const numbered = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}`)
const asText = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')

describe('a page of a log', () => {
  it.each([
    [0, 3, ['line 0', 'line 1', 'line 2']],
    [3, 2, ['line 3', 'line 4']],
    [3, 100, ['line 3', 'line 4']],
    [5, 1, []],
    [99, 1, []],
  ])('from line %i, at most %i of five', async (firstLine, count, lines) => {
    const path = await logFile(asText(numbered(5)))
    const page = await new LogReader().read(path, firstLine, count)
    expect(page).toEqual({ lines, firstLine, totalLines: 5 })
  })

  it('of no file is empty', async () => {
    expect(await new LogReader().read('/nowhere/1.log', 0, 10)).toEqual({
      ...{ lines: [], firstLine: 0, totalLines: 0 },
    })
  })

  it('of an empty file is empty', async () => {
    expect(await new LogReader().read(await logFile(), 0, 10)).toMatchObject({ totalLines: 0 })
  })

  it('keeps empty lines, blanks and bytes that are no text as what they are', async () => {
    const path = await logFile(Buffer.from('\n  a  \n\xe9\n\u0000\n', 'latin1'))
    const { lines } = await new LogReader().read(path, 0, 10)
    expect(lines).toEqual(['', '  a  ', '\ufffd', '\0'])
  })

  it('has lines longer than what is read at once', async () => {
    const long = 'x'.repeat(700_000)
    const path = await logFile(`a\n${long}\nb\n`)
    expect((await new LogReader().read(path, 0, 3)).lines).toEqual(['a', long, 'b'])
  })
})

describe('a log that grows', () => {
  it('shows the new lines', async () => {
    const path = await logFile(asText(['a', 'b']))
    const reader = new LogReader()
    expect(await reader.read(path, 0, 10)).toMatchObject({ lines: ['a', 'b'], totalLines: 2 })
    await appendFile(path, 'c\nd\n')
    expect(await reader.read(path, 1, 10)).toMatchObject({ lines: ['b', 'c', 'd'], totalLines: 4 })
  })

  it('shows a line only when it is whole', async () => {
    const path = await logFile('a\nha')
    const reader = new LogReader()
    expect(await reader.read(path, 0, 10)).toMatchObject({ lines: ['a'], totalLines: 1 })
    await appendFile(path, 'lf')
    expect((await reader.read(path, 0, 10)).totalLines).toBe(1)
    await appendFile(path, '\n')
    expect(await reader.read(path, 0, 10)).toMatchObject({ lines: ['a', 'half'], totalLines: 2 })
  })

  it('passes the thousand in small steps and stays right', async () => {
    const path = await logFile()
    const reader = new LogReader()
    const lines = numbered(2500)
    for (let at = 0; at < lines.length; at += 499) {
      await appendFile(path, asText(lines.slice(at, at + 499)))
      await reader.read(path, 0, 1)
    }
    for (const first of [0, 998, 999, 1000, 1001, 1999, 2000, 2499]) {
      expect((await reader.read(path, first, 3)).lines).toEqual(lines.slice(first, first + 3))
    }
  })
})

describe('a long log', () => {
  const lines = numbered(100_000)

  it('is read at any place', async () => {
    const path = await logFile(asText(lines))
    const reader = new LogReader()
    for (const first of [0, 999, 1000, 12_345, 98_000, 99_990, 99_999]) {
      const page = await reader.read(path, first, 2000)
      expect(page.totalLines).toBe(100_000)
      expect(page.lines).toEqual(lines.slice(first, first + 2000))
    }
  })

  it('is counted once when several pages are asked for at the same time', async () => {
    const path = await logFile(asText(lines))
    const reader = new LogReader()
    const pages = await Promise.all([0, 50_000, 99_000].map((first) => reader.read(path, first, 2)))
    expect(pages.map(({ totalLines }) => totalLines)).toEqual([100_000, 100_000, 100_000])
    expect(pages.map((page) => page.lines[0])).toEqual(['line 0', 'line 50000', 'line 99000'])
  })
})

it('logs do not get in the way of each other, however many there are', async () => {
  const reader = new LogReader()
  const paths = await Promise.all(numbered(12).map((name) => logFile(`${name}\n`)))
  for (const round of [0, 1]) {
    for (const [i, path] of paths.entries()) {
      const page = await reader.read(path, 0, 1)
      expect(page, `round ${round}`).toMatchObject({ lines: [`line ${i}`], totalLines: 1 })
    }
  }
})

describe('a log whose lines were marked while it was written', () => {
  async function written(count: number): Promise<string> {
    const path = await logFile()
    const log = await RunLog.open(path)
    await log.write(numbered(count))
    await log.close()
    return path
  }

  it('is read from the mark before, not counted from its beginning', async () => {
    const path = await written(5500)
    // Only who counts from the beginning sees the line ends that are gone.
    const bytes = await readFile(path)
    await writeFile(path, bytes.fill(' ', 0, 1000))
    const page = await new LogReader().read(path, 5000, 2)
    expect(page).toEqual({ lines: ['line 5000', 'line 5001'], firstLine: 5000, totalLines: 5500 })
  })

  it.each([
    ['are beyond its end', '1000000\n'],
    ['do not ascend', '90\n80\n'],
    ['are no numbers', 'x\n'],
  ])('is counted when the marks %s', async (_, marks) => {
    const path = await written(2500)
    await writeFile(marksPath(path), marks)
    const page = await new LogReader().read(path, 2000, 1)
    expect(page).toEqual({ lines: ['line 2000'], firstLine: 2000, totalLines: 2500 })
  })

  it('has no marks when it went on in a log that was there', async () => {
    const path = await written(10)
    const log = await RunLog.open(path)
    await log.write(numbered(3000))
    await log.close()
    const page = await new LogReader().read(path, 2010, 1)
    expect(page).toEqual({ lines: ['line 2000'], firstLine: 2010, totalLines: 3010 })
  })
})
