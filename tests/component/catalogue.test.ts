import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '@renderer/i18n/en'
import { t, type MessageKey } from '@renderer/i18n/i18n'
import { catalogueFaults, textsOf } from '../support/catalogue'

const SOURCES = join(import.meta.dirname, '../../renderer/src')

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.(ts|vue)$/.test(path) && !path.startsWith('i18n'),
)
const sources = new Map(files.map((path) => [path, readFileSync(join(SOURCES, path), 'utf8')]))
const templates = [...sources].map(
  ([path, source]) => [path, /<template>([\s\S]*)<\/template>/.exec(source)?.[1] ?? ''] as const,
)
const keys = textsOf(en).map(([key]) => key)

describe('the catalogue of texts', () => {
  it('has every text that something shows, and no other', () => {
    const faults = catalogueFaults(keys, sources.values(), 't')
    expect(faults).toEqual({ unused: [], missing: [] })
  })

  it('has only texts that can be shown', () => {
    const values = { name: 'N', n: 1, percent: 1, count: 1 }
    for (const key of keys) {
      const text = t(key as MessageKey, values, 1)
      expect([key, text === key || text === '']).toEqual([key, false])
    }
    expect(t('fields.extra.placeholder')).toBe('--exclude=\\*.tmp')
    expect(t('fields.extra.help')).toContain("(\\*.txt) or put it inside single quotes ('*.txt')")
    expect(t('fields.remoteHost.help')).toContain('username@remote_host')
  })

  it('is where every word of a template stands', () => {
    const words = [...templates].flatMap(([path, template]) => {
      const plain = template.replace(/<!--[\s\S]*?-->|\{\{[\s\S]*?\}\}|<(?:"[^"]*"|[^">])*>/g, ' ')
      const found = /[A-Za-z]{2,}/.exec(plain)
      return found ? [`${path}: ${found[0]}`] : []
    })
    expect(words).toEqual([])
  })

  it('is where the words of an attribute stand', () => {
    const shown =
      /\s(?:label|aria-label|title|subtitle|text|placeholder|hint|alt)="[^"]*[A-Za-z]{2,}[^"]*"/
    const words = [...templates].flatMap(([path, template]) => {
      const found = shown.exec(template)
      return found ? [`${path}:${found[0]}`] : []
    })
    expect(words).toEqual([])
  })
})
