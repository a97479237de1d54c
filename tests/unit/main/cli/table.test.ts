import { expect, it } from 'vitest'
import { table } from '@main/cli/table'

it('a table has as many lines as there are', () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => [String(i + 1), 'x'])
  const lines = table(['no', 'place'], rows).split('\n')
  expect(lines).toHaveLength(rows.length + 2)
  expect(lines[1]).toBe('1       x')
  expect(lines.at(-2)).toBe('200000  x')
})
