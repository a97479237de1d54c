import ts from 'typescript'
import { find, importsOf, type Finding, type Source } from './source'

/** Something that only these files may do. */
export interface PlaceRule {
  readonly what: string
  /** The files that may, each with its reason; empty when nobody may. */
  readonly allowed: Readonly<Record<string, string>>
  readonly uses: (source: Source) => Finding[]
}

const identifier = (name: string) => (node: ts.Node) =>
  ts.isIdentifier(node) && node.text === name && !isPartOfName(node)

/** True for `x.name` and `{ name: … }`, where the identifier is a mere label. */
function isPartOfName({ parent, ...node }: ts.Identifier): boolean {
  const label =
    (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name
  return label !== false && label.pos === node.pos
}

const constructed = (...names: string[]) => {
  return (node: ts.Node) =>
    ts.isNewExpression(node) && ts.isIdentifier(node.expression)
      ? names.includes(node.expression.text)
      : ts.isCallExpression(node) && names.includes(node.expression.getText())
}

const setTo = (name: string, value: ts.SyntaxKind) => (node: ts.Node) =>
  ts.isPropertyAssignment(node) &&
  node.name.getText().replaceAll(/['"]/g, '') === name &&
  node.initializer.kind === value

const textWith = (part: string) => (node: ts.Node) =>
  (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) && node.getText().includes(part)

const rule = (
  what: string,
  isUse: (node: ts.Node) => boolean,
  allowed: PlaceRule['allowed'] = {},
): PlaceRule => ({ what, allowed, uses: (source) => find(source, isUse, what) })

const CHILD_PROCESS = /^(node:)?child_process$/

/** Imports of Node's module for programs, all of it or only names with this form. */
const childProcess = (what: string, isWanted: (name: string) => boolean) => {
  return (source: Source): Finding[] =>
    importsOf(source)
      .filter(({ specifier, names }) => CHILD_PROCESS.test(specifier) && names.some(isWanted))
      .map(({ line }): Finding => `${source.path}:${line} ${what}`)
}

export const PLACE_RULES: readonly PlaceRule[] = [
  rule('makes the engine', constructed('Engine.open'), {
    'electron/main/compose.ts': 'puts the real parts together',
  }),
  rule('constructs the engine', constructed('Engine'), {
    'electron/core/engine.ts': 'Engine.open, which reads the records first',
  }),
  rule('opens a store', constructed('openSettings'), {
    'electron/main/compose.ts': 'puts the real parts together',
  }),
  rule('constructs a store', constructed('Store', 'ElectronSettingsStore'), {
    'electron/main/adapters/electron-settings-store.ts': 'openSettings, which repairs first',
  }),
  rule('uses ipcMain', identifier('ipcMain'), {
    'electron/main/ipc/register.ts': 'checks the sender of every call',
  }),
  rule('uses ipcRenderer', identifier('ipcRenderer'), {
    'electron/preload/index.ts': 'the bridge',
  }),
  rule(
    'touches window.rsyncTasks',
    (node) =>
      (ts.isPropertyAccessExpression(node) && node.name.text === 'rsyncTasks') ||
      (ts.isElementAccessExpression(node) && /rsyncTasks/.test(node.argumentExpression.getText())),
    { 'renderer/src/bridge/bridge.ts': 'turns answers into values and errors' },
  ),
  {
    what: 'starts programs',
    allowed: {
      'electron/core/run/process-group.ts': 'rsync and ssh, in a group that can be stopped whole',
      'electron/core/run/stop-through.ts': 'sudo kill, for what another user runs',
      'electron/core/system/own-folder.ts': 'ls, at the start and before a file is saved',
      'electron/core/system/flock.ts': 'flock, which needs an open file of ours',
      'electron/core/practice/practice-daemon.ts': 'the practice daemon',
    },
    uses: childProcess('starts programs', () => true),
  },
  rule(
    'looks for a program itself, and waits for every folder of PATH (startedFrom)',
    (node) =>
      ts.isCallExpression(node) &&
      /^(spawn|spawnSync|execFile|execFileSync)$/.test(node.expression.getText()) &&
      node.arguments[0] !== undefined &&
      ts.isStringLiteralLike(node.arguments[0]),
  ),
  {
    what: 'could pass something through a shell',
    allowed: {},
    uses: childProcess('could pass something through a shell', (name) =>
      /^(exec|execSync|default|\*)$/.test(name),
    ),
  },
  rule('passes something through a shell', setTo('shell', ts.SyntaxKind.TrueKeyword)),
  rule('gives a page the powers of Node', setTo('nodeIntegration', ts.SyntaxKind.TrueKeyword)),
  rule('takes a page out of its sandbox', setTo('sandbox', ts.SyntaxKind.FalseKeyword)),
  rule('mixes page and bridge', setTo('contextIsolation', ts.SyntaxKind.FalseKeyword)),
  rule('names a file: page', textWith('file://')),
  rule(
    'loads a file: page',
    (node) => ts.isPropertyAccessExpression(node) && node.name.text === 'loadFile',
  ),
  rule(
    'reads the clock of the day, which may be set while something waits',
    (node) => ts.isPropertyAccessExpression(node) && node.getText() === 'Date.now',
    {
      'electron/main/compose.ts': 'the times of schedules and records',
      'electron/main/desktop/desktop-shell.ts': 'the times in the menu of the tray',
      'electron/core/log/app-log.ts': 'the times of entries',
      'electron/core/schedule/agenda.ts': 'the dates that node-schedule takes',
      'electron/core/system/sweep-temp.ts': 'the age of files',
      'renderer/src/composables/use-now.ts': 'the times that the page shows',
      'renderer/src/composables/use-pause.ts': 'the end of a pause',
      'renderer/src/features/history/history-columns.ts':
        'the year, which dates of this one leave out',
    },
  ),
  rule(
    'holds up all of main for an answer',
    (node) =>
      ts.isPropertyAccessExpression(node) &&
      /^show(\w+Dialog|MessageBox)Sync$/.test(node.name.text),
  ),
]

/** What stands where it may not. */
export function placeFindings(rules: readonly PlaceRule[], sources: readonly Source[]): Finding[] {
  return rules.flatMap(({ allowed, uses }) =>
    sources.filter(({ path }) => !(path in allowed)).flatMap(uses),
  )
}

/** Exceptions that no file needs any more. */
export function staleExceptions(rules: readonly PlaceRule[], sources: readonly Source[]): string[] {
  return rules.flatMap(({ what, allowed, uses }) =>
    Object.keys(allowed)
      .filter((path) => !sources.some((source) => source.path === path && uses(source).length > 0))
      .map((path) => `${path} no longer ${what}`),
  )
}
