import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './support/source'

const FOLDER = join(ROOT, 'tests/faults')
const NO_TAG = '–'

/** Rows of the table: tag, and tests with the file they stand in when it is not in this folder. */
function rows() {
  const table = readFileSync(join(FOLDER, 'FAULTS.md'), 'utf8')
  return [...table.matchAll(/^\| ([a-z–-]+) +\|(?:[^|]+\|){3} (.+?) +\|$/gm)]
    .filter(([, tag = '']) => tag !== 'tag' && !/^-+$/.test(tag))
    .map(([, tag = '', tests = '']) => ({
      tag,
      tests: tests.split('; ').map((test) => {
        const [, title = '', file] = /^(.*?)(?: \(`(.+)`\))?$/.exec(test) ?? []
        return { title, file }
      }),
    }))
}

/** Titles of the tests in the folder, with their tags. */
function tagged() {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.test.ts'))
  return files.flatMap((name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8')
    const found = text.matchAll(/['`]([^'`\n]+)['`],\s*\{ tags: '([^']+)'/g)
    const tests = [...found].map(([, title = '', tag = '']) => ({ title, tag }))
    expect({ name, tests: tests.length }).not.toEqual({ name, tests: 0 })
    return tests
  })
}

it('every test of a fault stands in the table, in a row with its tag', () => {
  for (const { title, tag } of tagged()) {
    const named = rows().filter((row) => row.tag === tag)
    const titles = named.flatMap(({ tests }) => tests.filter(({ file }) => file === undefined))
    expect(
      titles.some((test) => title.endsWith(test.title)),
      `${tag}: ${title}`,
    ).toBe(true)
  }
})

it('every test that the table names is there', () => {
  const here = tagged()
  expect(rows().length).toBeGreaterThan(15)
  for (const { tag, tests } of rows()) {
    for (const { title, file } of tests) {
      const isThere =
        file === undefined
          ? here.some((test) => test.tag === tag && test.title.endsWith(title))
          : readFileSync(join(ROOT, file), 'utf8').includes(`'${title}'`)
      expect(isThere, `${tag}: ${title}`).toBe(true)
      expect(tag === NO_TAG && file === undefined).toBe(false)
    }
  }
})
