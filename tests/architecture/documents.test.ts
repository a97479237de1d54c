import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchorsOf, readDocument, readDocuments } from '../support/documents'
import { ROOT } from './support/source'

const DOCUMENTS = readDocuments()

/** Links and pictures of a document that lead to something in the project. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^( *)```[\s\S]*?^\1```$/gm, '').replace(/`[^`\n]*`/g, '')
  const inText = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
  const inMarkup = [...prose.matchAll(/(?:src|srcset|href)="([^"]+)"/g)]
  return [...inText, ...inMarkup]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
}

/** What is wrong with a link; null when it leads somewhere. */
function brokenLink(from: string, link: string): string | null {
  const [target = '', anchor] = link.split('#')
  const path = target === '' ? from : posix.join(posix.dirname(from), target)
  if (!existsSync(join(ROOT, path))) return `${from}: there is no ${path}`
  if (anchor === undefined || anchorsOf(readDocument(path)).has(anchor)) return null
  return `${from}: ${path} has no heading #${anchor}`
}

describe('the documents', () => {
  it('link only to what is there', () => {
    const links = DOCUMENTS.flatMap(({ path, text }) =>
      linksOf(text).map((link) => ({ path, link })),
    )
    expect(links.length).toBeGreaterThan(50)
    expect(links.map(({ path, link }) => brokenLink(path, link)).filter(Boolean)).toEqual([])
  })

  it.each([
    ['there is no file', 'docs/guide.md', 'nowhere.md'],
    ['there is no heading', 'README.md', 'docs/guide.md#nowhere'],
    ['the way up leads out', 'docs/guide.md', 'README.md'],
  ])('are told of a link where %s', (_, from, link) => {
    expect(brokenLink(from, link)).toContain(from)
  })

  it('are all reached from the README', () => {
    const reached = linksOf(readDocument('README.md').text)
    const docs = DOCUMENTS.map(({ path }) => path).filter((path) => path.startsWith('docs/'))
    expect(docs.filter((path) => !reached.includes(path))).toEqual([])
  })

  it('show every picture that is kept for them, and those are small', () => {
    const folder = join(ROOT, 'docs/pictures')
    const shown = DOCUMENTS.flatMap(({ text }) => linksOf(text)).map((link) => posix.basename(link))
    const kept = readdirSync(folder)
    expect(kept.filter((name) => !shown.includes(name))).toEqual([])
    const sizes = kept.map((name) => statSync(join(folder, name)).size)
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(1_500_000)
  })

  it('have a README of a length that is read', () => {
    const lines = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n').length
    expect(lines).toBeLessThanOrEqual(130)
  })
})
