import { assert, constantFrom, array, property, nat, tuple, integer } from 'fast-check'
import { expect, it } from 'vitest'
import { FirstNames } from '@core/folders/first-names'

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

it('keeps what a sort of all names would put first, in whatever order they come', () => {
  const name = tuple(constantFrom('folder ', 'Folder ', 'ä', 'z-'), nat(12_000))
  const names = array(
    name.map(([word, number]) => `${word}${number}`),
    { minLength: 0, maxLength: 9000, size: 'max' },
  )
  assert(
    property(names, integer({ min: 1, max: 6000 }), (given, limit) => {
      const first = new FirstNames(limit)
      for (const one of given) first.add(one)
      const sorted = [...given].sort(collator.compare)
      const { names: kept, left } = first.take()
      expect(kept.map((one) => one.toLowerCase())).toEqual(
        sorted.slice(0, limit).map((one) => one.toLowerCase()),
      )
      expect(left).toBe(Math.max(0, given.length - limit))
    }),
    { numRuns: 20 },
  )
})

it('knows the first names of folders that come last to first', () => {
  const first = new FirstNames(3)
  for (let i = 10_000; i > 0; i--) first.add(`folder ${i}`)
  expect(first.take()).toEqual({ names: ['folder 1', 'folder 2', 'folder 3'], left: 9997 })
})
