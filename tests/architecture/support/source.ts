import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** A file of the project. `path` is relative to its root, with slashes. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** Something in a file that breaks a rule, as an editor can jump to it. */
export type Finding = `${string}:${number} ${string}`

const IGNORED = new Set(['node_modules', 'out', 'release', '.cache', 'coverage'])

/** All TypeScript and Vue files below these folders. */
export function readSources(...folders: string[]): Source[] {
  return folders
    .flatMap((folder) => readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && /\.(ts|vue)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: pathOf(file), text: readFileSync(file, 'utf8') }))
    .filter(({ path }) => !path.split('/').some((part) => IGNORED.has(part)))
}

const pathOf = (file: string) => file.slice(ROOT.length).replaceAll('\\', '/')

/** Every rule reads every file; parsing each once is what takes the time. */
const parsed = new WeakMap<Source, ts.SourceFile>()

/** The script of a file, with every line where it stands in the file. */
export function parse(source: Source): ts.SourceFile {
  const known = parsed.get(source)
  if (known) return known
  const { path, text } = source
  const script = path.endsWith('.vue') ? scriptOf(text) : text
  const file = ts.createSourceFile(path, script, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
  parsed.set(source, file)
  return file
}

function scriptOf(text: string): string {
  const match = /<script\b[^>]*>([\s\S]*?)<\/script>/.exec(text)
  const start = match ? match.index + match[0].indexOf('>') + 1 : 0
  return text.slice(0, start).replace(/[^\n]/g, ' ') + (match?.[1] ?? '')
}

/** Every node of a file that the question is true for, as a finding. */
export function find(
  source: Source,
  isWanted: (node: ts.Node) => boolean,
  message: string,
): Finding[] {
  const file = parse(source)
  const found: Finding[] = []
  const visit = (node: ts.Node) => {
    if (isWanted(node)) found.push(`${source.path}:${lineOf(file, node)} ${message}`)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

export function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
}

export interface Import {
  readonly specifier: string
  readonly line: number
  /** Names taken from it; `*` for a whole module, `default` for its default. */
  readonly names: readonly string[]
}

/** Everything a file imports: `import`, `export … from`, `import()`, `import('…').T`, `require`. */
export function importsOf(source: Source): Import[] {
  const file = parse(source)
  const imports: Import[] = []
  const visit = (node: ts.Node) => {
    const specifier = specifierOf(node)
    if (specifier !== null) {
      imports.push({ specifier, line: lineOf(file, node), names: namesOf(node) })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return imports
}

function specifierOf(node: ts.Node): string | null {
  const text = (target: ts.Node | undefined) =>
    target && ts.isStringLiteralLike(target) ? target.text : null
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return text(node.moduleSpecifier)
  if (ts.isExternalModuleReference(node)) return text(node.expression)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return text(node.argument.literal)
  }
  if (!ts.isCallExpression(node)) return null
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require'
  return isImport || isRequire ? text(node.arguments[0]) : null
}

function namesOf(node: ts.Node): string[] {
  if (!ts.isImportDeclaration(node)) return ['*']
  const clause = node.importClause
  if (!clause) return []
  const bindings = clause.namedBindings
  const named = !bindings
    ? []
    : ts.isNamespaceImport(bindings)
      ? ['*']
      : bindings.elements.map((element) => (element.propertyName ?? element.name).text)
  return [...(clause.name ? ['default'] : []), ...named]
}

const ALIASES: readonly (readonly [string, string])[] = [
  ['@common/', 'electron/common/'],
  ['@core/', 'electron/core/'],
  ['@main/', 'electron/main/'],
  ['@renderer/', 'renderer/src/'],
]

/** What an import means: a file of the project, or a package. */
export function resolve(from: string, specifier: string): { file: string } | { package: string } {
  const alias = ALIASES.find(([prefix]) => specifier.startsWith(prefix))
  if (alias) return { file: posix.normalize(alias[1] + specifier.slice(alias[0].length)) }
  if (specifier.startsWith('.')) return { file: posix.join(posix.dirname(from), specifier) }
  if (specifier.startsWith('node:')) return { package: 'node:' }
  const parts = specifier.split('/')
  return { package: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}
