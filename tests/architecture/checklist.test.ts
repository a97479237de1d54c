import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './support/source'

const FOLDER = join(ROOT, 'tests/e2e/package')

/** Titles of the tests of the packaged app, by the items of the checklist that they are tagged with. */
function shownByTests(): Record<number, string[]> {
  const shown: Record<number, string[]> = {}
  const tagged = /test\(\s*'([^']+)',\s*\{\s*tag:\s*(\[[^\]]*\]|'[^']*'),?\s*\}/g
  for (const file of readdirSync(FOLDER)
    .filter((name) => name.endsWith('.spec.ts'))
    .sort()) {
    for (const [, title = '', tags = ''] of readFileSync(join(FOLDER, file), 'utf8').matchAll(
      tagged,
    )) {
      for (const [, item] of tags.matchAll(/@item-(\d+)/g)) (shown[Number(item)] ??= []).push(title)
    }
  }
  return shown
}

it('every item of Electron’s security checklist is shown by the tests that the table names', () => {
  const table = readFileSync(join(FOLDER, 'CHECKLIST.md'), 'utf8')
  const rows = [...table.matchAll(/^\| (\d+) +\|[^|]+\| (.+?) +\|$/gm)]
  const named = rows.map(([, item, titles = '']) => [Number(item), titles.split('; ')])
  expect(rows).toHaveLength(20)
  expect(Object.fromEntries(named)).toEqual(shownByTests())
})
