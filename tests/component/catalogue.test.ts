import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from '@renderer/i18n/en'
import { t, type MessageKey } from '@renderer/i18n/i18n'

const SOURCES = join(import.meta.dirname, '../../renderer/src')

function keysOf(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  )
}

const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
  (path) => /\.(ts|vue)$/.test(path) && !path.startsWith('i18n'),
)
const sources = new Map(files.map((path) => [path, readFileSync(join(SOURCES, path), 'utf8')]))
const all = [...sources.values()].join('\n')
const keys = keysOf(en)

describe('the catalogue of texts', () => {
  it('has no text that nothing shows', () => {
    // One of a family is named by its last part alone, as in t(`family.${one}`).
    const families = [...all.matchAll(/\bt\(\s*`([\w.]+\.)\$\{[^}]+\}`/g)].map((match) => match[1])
    const isShown = (key: string) =>
      all.includes(`'${key}'`) || families.includes(key.slice(0, key.lastIndexOf('.') + 1))
    expect(keys.filter((key) => !isShown(key))).toEqual([])
  })

  it('has every text that something shows', () => {
    const used = [...all.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? '')
    expect(used.filter((key) => !keys.includes(key))).toEqual([])
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
    const words = [...sources].flatMap(([path, source]) => {
      const template = /<template>([\s\S]*)<\/template>/.exec(source)?.[1] ?? ''
      const plain = template.replace(/<!--[\s\S]*?-->|\{\{[\s\S]*?\}\}|<(?:"[^"]*"|[^">])*>/g, ' ')
      const found = /[A-Za-z]{2,}/.exec(plain)
      return found ? [`${path}: ${found[0]}`] : []
    })
    expect(words).toEqual([])
  })
})
