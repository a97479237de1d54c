import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A document of the project; `path` is relative to its root. */
export interface Document {
  readonly path: string
  readonly text: string
}

/** A fenced block of a document. */
export interface Block {
  readonly language: string
  readonly text: string
}

/** Every document that people read. */
export function readDocuments(): Document[] {
  const top = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'tests/e2e/package/CHECKLIST.md']
  const below = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'))
  return [...top, ...below.sort().map((name) => `docs/${name}`)].map(readDocument)
}

export function readDocument(path: string): Document {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') }
}

/** The fenced blocks in their order, without the indentation of a list they may stand in. */
export function blocksOf({ text }: Document): Block[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = '', language = '', lines = '']) => ({
      language,
      text: lines.replace(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  )
}

/** The rows of the table under a heading, cell by cell, without its head. */
export function tableUnder({ text }: Document, heading: string): string[][] {
  const section = text.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  )
}

/** The anchor that GitHub gives each heading. */
export function anchorsOf({ text }: Document): Set<string> {
  const prose = text.replace(/^( *)```[\s\S]*?^\1```$/gm, '')
  const headings = [...prose.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) => words)
  return new Set(
    headings.map((words) =>
      words
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
