import { describe, expect, it } from 'vitest'
import { textOfFile } from '@core/exchange/text-of-file'
import { commandsOf } from './import-table'

describe('a text', () => {
  const LINE = '0 3 * * * rsync -a /a/ nas:/b'
  it.each([
    ['a mark at its start', `\uFEFF${LINE}\n`],
    ['line ends of Windows', `# x\r\n${LINE}\r\n`],
    ['no line end', LINE],
  ])('may have %s', (_what, text) => {
    expect(commandsOf(text)).toEqual(['-a -- /a/ ada@nas:/b'])
  })

  it.each(['utf8', 'utf16le'] as const)('is read in %s with its mark', (encoding) => {
    expect(textOfFile(Buffer.from(`\uFEFF${LINE} # é`, encoding))).toBe(`${LINE} # é`)
  })

  it('that begins with a test or a group is no JSON', () => {
    for (const start of [
      '[ -d /x ] || exit 1',
      '[ "$X" ] || exit',
      '{ true; }',
      '[[ -d /x ]] || exit',
    ])
      expect(commandsOf(`${start}\nrsync -a /a/ nas:/b`)).toEqual(['-a -- /a/ ada@nas:/b'])
  })
})
