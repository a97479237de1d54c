import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT, readSources } from './support/source'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** The classes that a style sheet has rules for. */
function classesIn(css: string): Set<string> {
  return new Set([...css.matchAll(/^ *\.([a-z][\w-]*)/gm)].map(([, name = '']) => name))
}

/** The classes of Vuetify's that a component asks for by name, or through a property. */
function classesOf(text: string): string[] {
  const named = [...text.matchAll(/\bclass="([^"]*)"/g)].flatMap(([, names = '']) =>
    names.split(/\s+/),
  )
  const properties = /\b(rounded|elevation|border)(?:="|: ')([\w-]+)["']/g
  return [...named, ...[...text.matchAll(properties)].map(([, name, value]) => `${name}-${value}`)]
}

it('each utility class of Vuetify’s that is used is among those the page has', () => {
  const all = classesIn(read('node_modules/vuetify/lib/styles/utilities.css'))
  const ours = classesIn(read('renderer/src/styles/utilities.css'))
  const used = readSources('renderer/src').flatMap(({ text }) => classesOf(text))
  expect(new Set(used.filter((name) => all.has(name)))).toEqual(ours)
})
