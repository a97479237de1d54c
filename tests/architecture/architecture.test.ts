import { describe, expect, it } from 'vitest'
import { formFindings } from './support/forms'
import { LAYERS, layerFindings } from './support/layers'
import { PLACE_RULES, placeFindings, staleExceptions } from './support/places'
import { sentenceFindings, staleTexts, TEXT_EXCEPTIONS } from './support/sentences'
import { readSources } from './support/source'

const PRODUCT = readSources('electron', 'renderer')
const TOOLS = readSources('build', 'tests')

describe('the product', () => {
  it('is all looked at', () => {
    for (const { folder } of LAYERS) {
      expect(
        PRODUCT.some(({ path }) => path.startsWith(folder)),
        folder,
      ).toBe(true)
    }
    expect(PRODUCT.filter(({ path }) => path.endsWith('.vue')).length).toBeGreaterThan(10)
  })

  it('keeps the direction of its layers', () => {
    expect(layerFindings(PRODUCT)).toEqual([])
  })

  it.each(PLACE_RULES)('$what only where it may', (rule) => {
    expect(placeFindings([rule], PRODUCT)).toEqual([])
  })

  it('says no words that are in no catalogue', () => {
    expect(sentenceFindings(PRODUCT, TEXT_EXCEPTIONS)).toEqual([])
  })

  it('needs every exception that is made', () => {
    expect(staleExceptions(PLACE_RULES, PRODUCT)).toEqual([])
    expect(staleTexts(PRODUCT, TEXT_EXCEPTIONS)).toEqual([])
  })
})

it('every file has a name in the form of its kind', () => {
  expect(formFindings([...PRODUCT, ...TOOLS])).toEqual([])
})
