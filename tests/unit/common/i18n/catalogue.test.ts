import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { en } from '@common/i18n/en'
import { say, type Sentence } from '@common/i18n/say'
import { lineOf, parse, readSources, type Source } from '../../../architecture/support/source'
import { catalogueFaults, textsOf } from '../../../support/catalogue'

const SOURCES = readSources('electron').filter(({ path }) => !path.includes('/i18n/en/'))
const TEXTS = new Map(textsOf(en))
const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')

describe('the catalogue of what is said outside of the page', () => {
  it('has every sentence that something says, and no other', () => {
    const texts = SOURCES.map(({ text }) => text)
    const faults = catalogueFaults([...TEXTS.keys()], texts, 'say|sayLater')
    expect(faults).toEqual({ unused: [], missing: [] })
  })

  it('has only sentences that can be said, each form with its values', () => {
    for (const [key, text] of TEXTS) {
      const values = Object.fromEntries(placesIn(text).map((name) => [name, `«${name}»`]))
      const forms = text.split(' | ')
      const said = forms.map((_, i) =>
        say(key as Sentence, values, forms.length > 1 ? i + 1 : undefined),
      )
      expect(said).toEqual(forms.map(filled))
    }
  })

  it('is given the values that a sentence has places for', () => {
    const calls = SOURCES.flatMap(callsIn)
    expect(calls.length).toBeGreaterThan(100)
    expect(calls.filter((call) => call.given !== call.wanted)).toEqual([])
  })
})

function filled(form: string): string {
  return form.replaceAll(/\{'(.)'\}/g, '$1').replaceAll(/\{(\w+)\}/g, '«$1»')
}

/** Every `say('key', { … })` whose values can be read there. `count` comes by itself. */
function callsIn(source: Source) {
  const file = parse(source)
  const calls: { place: string; given: string; wanted: string }[] = []
  const visit = (node: ts.Node) => {
    ts.forEachChild(node, visit)
    if (!ts.isCallExpression(node) || !/^say(Later)?$/.test(node.expression.getText())) return
    const [key, values] = node.arguments
    const given = namesOf(values)
    if (!key || !ts.isStringLiteral(key) || given === null) return
    calls.push({
      place: `${source.path}:${lineOf(file, node)}`,
      given: sorted(given),
      wanted: sorted(placesIn(TEXTS.get(key.text) ?? '').filter((name) => name !== 'count')),
    })
  }
  visit(file)
  return calls
}

function namesOf(values: ts.Expression | undefined): string[] | null {
  if (values === undefined) return []
  if (!ts.isObjectLiteralExpression(values)) return null
  return values.properties.map((property) => property.name?.getText() ?? '…')
}

const sorted = (names: readonly string[]) => [...new Set(names)].sort().join()
