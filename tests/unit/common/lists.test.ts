import { expect, it } from 'vitest'
import { append, largest } from '@common/lists'

const MANY = Array.from({ length: 500_000 }, (_, i) => i)

it('a list takes more values than a call takes arguments', () => {
  const list = [-1]
  append(list, MANY)
  expect(list).toHaveLength(MANY.length + 1)
  expect(list.at(-1)).toBe(MANY.length - 1)
})

it('the largest of any number of numbers is found, and the least where there is none', () => {
  expect(largest(MANY, 0)).toBe(MANY.length - 1)
  expect(largest([], 7)).toBe(7)
  expect(largest([1, 2], 7)).toBe(7)
})
