import ts from 'typescript'
import { find, type Finding, type Source } from './source'

/** Text in a file that looks like words for people and is none. */
export interface TextException {
  readonly path: string
  /** What it looks like, so that another sentence in the file is still noticed. */
  readonly text: RegExp
  readonly why: string
}

const CATALOGUES = ['electron/common/i18n/en/', 'renderer/src/i18n/en']
/** Programming errors: nobody who uses the app can bring them about. */
const MISTAKE = 'a mistake of ours, which no user can make'
const PROTOCOL = 'a broken peer, told of in the log of the app alone'

/** All texts in scripts that look like words for people and are none. */
const APP_LOG = 'a line of the log of the app'

export const TEXT_EXCEPTIONS: readonly TextException[] = [
  { path: 'electron/preload/index.ts', text: /^Unknown (call|event) …$/, why: MISTAKE },
  {
    path: 'electron/common/rsync/build-command.ts',
    text: /^(auxiliary parameters may not|not a remote host)/,
    why: 'the schema refuses such a task before',
  },
  {
    path: 'electron/common/exchange/owner-note.ts',
    text: /^Rsync Tasks, to run as$/,
    why: 'a mark that the import reads again, the same in every language',
  },
  {
    path: 'electron/common/exchange/starter-grammars.ts',
    text: /^[a-z… -]+$/,
    why: 'names of options',
  },
  {
    path: 'electron/common/exchange/mentions.ts',
    text: /^[a-z\d_ [:-]+$/,
    why: 'names of programs',
  },
  {
    path: 'electron/common/rsync/rsync-program.ts',
    text: /^Compress list$/,
    why: 'a word of rsync itself',
  },
  {
    path: 'electron/common/run/written-tree.ts',
    text: /^home of … on … …$/,
    why: 'a place, to be compared with others',
  },
  { path: 'electron/core/dbus/bus.ts', text: /D-Bus/, why: PROTOCOL },
  { path: 'electron/core/dbus/marshal.ts', text: /D-Bus/, why: PROTOCOL },
  { path: 'electron/core/dbus/message.ts', text: /D-Bus/, why: PROTOCOL },
  {
    path: 'electron/core/practice/practice-files.ts',
    text: /^Note …/,
    why: 'made-up text, to be copied',
  },
  { path: 'electron/core/practice/practice-service.ts', text: /^on the server$/, why: 'a folder' },
  { path: 'electron/core/run/perform-run.ts', text: /^# /, why: 'a line of the log' },
  { path: 'electron/main/compose.ts', text: /^engine$/, why: APP_LOG },
  { path: 'electron/main/open-app.ts', text: /^a process of Chromium is gone/, why: APP_LOG },
  { path: 'electron/main/start-cli.ts', text: /^command line$/, why: APP_LOG },
  { path: 'electron/main/cli/execute.ts', text: /^command …$/, why: APP_LOG },
  { path: 'electron/main/ipc/register.ts', text: /^call …$/, why: APP_LOG },
  { path: 'electron/main/window/page-keeper.ts', text: /^the page /, why: APP_LOG },
  {
    path: 'electron/core/run/run-rsync.ts',
    text: /^(Number|Total|Matched)/,
    why: 'words of rsync',
  },
  { path: 'electron/core/schedule/agenda.ts', text: /^The timer for …/, why: MISTAKE },
  {
    path: 'electron/core/ssh/wire-format.ts',
    text: /^The message is too (short|long)$/,
    why: 'told in other words where it is caught',
  },
  {
    path: 'electron/main/adapters/secret-service.ts',
    text: /^(ReadAlias|default|Locked|type=.*)$/,
    why: 'D-Bus names',
  },
  { path: 'electron/main/protocol/app-protocol.ts', text: /^style-src/, why: 'a policy' },
  { path: 'electron/main/tray/tray-presence.ts', text: /^IsStatusNotifier/, why: 'a D-Bus name' },
  {
    path: 'renderer/src/format/cron-words.ts',
    text: /^ in a month$/,
    why: 'words of cronstrue, which are taken away',
  },
]

const MESSAGE = 'says words that are in no catalogue'

/** Three words in a row; a capital and a word after it; a value with words around it. */
const SENTENCE = [
  /[A-Za-z][a-z’']+ [a-z’']+ [a-z’']{2,}/,
  /^[A-Z][a-z]+[:,]? (…|[a-z’']{2,})/,
  /^… [a-z’']{3,}|… [a-z’']{2,} [a-z’']{2,}/,
  /(^| )[a-z’']{2,}:? … [a-z’']{2,}/,
]
const WORD = /[A-Za-z]{2,}/

/** Properties that are shown, in dialogs, menus, notes, answers and components. */
const SHOWN_PROPERTIES = new Set([
  ...['label', 'message', 'detail', 'title', 'body', 'toolTip', 'buttons', 'buttonLabel'],
  ...['text', 'fix', 'reason', 'placeholder', 'ariaLabel', 'aria-label', 'help'],
])
/** Errors whose message is shown. */
const SHOWN_ERRORS = new Set([
  ...['AppError', 'UsageError', 'UnreadableSettings', 'NewerSettings', 'UnusableKey'],
])
/** Methods that show a text: of yup, of the command line, of Electron. */
const SHOWN_BY = new Set([
  ...['typeError', 'required', 'integer', 'positive', 'min', 'max', 'noUnknown'],
  ...['out', 'error', 'showErrorBox', 'setToolTip'],
])

/** Words for people that stand in a script instead of a catalogue. */
export function sentenceFindings(
  sources: readonly Source[],
  exceptions: readonly TextException[],
): Finding[] {
  return sources
    .filter(({ path }) => !CATALOGUES.some((folder) => path.startsWith(folder)))
    .flatMap((source) => {
      const own = exceptions.filter(({ path }) => path === source.path)
      return find(
        source,
        (node) => isForPeople(node) && !own.some(({ text }) => text.test(textOf(node) ?? '')),
        MESSAGE,
      )
    })
}

/** Exceptions that no text needs any more. */
export function staleTexts(
  sources: readonly Source[],
  exceptions: readonly TextException[],
): string[] {
  return exceptions
    .filter((exception) => {
      const others = exceptions.filter((one) => one !== exception)
      const own = sources.filter(({ path }) => path === exception.path)
      return sentenceFindings(own, others).length === sentenceFindings(own, exceptions).length
    })
    .map(({ path, text }) => `${path} no longer has ${text}`)
}

function isForPeople(node: ts.Node): boolean {
  const text = textOf(node)
  if (text === null || isCode(node)) return false
  return SENTENCE.some((form) => form.test(text)) || (WORD.test(text) && isShown(node))
}

/** The text of a literal; a value inside of it is `…`. */
function textOf(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return null
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
}

/** Names of modules, properties and types, keys of a catalogue, and what is compared. */
function isCode(node: ts.Node): boolean {
  const { parent } = node
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isLiteralTypeNode(parent) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    ts.isElementAccessExpression(parent) ||
    ts.isCaseClause(parent) ||
    (ts.isBinaryExpression(parent) && /^[!=]==$/.test(parent.operatorToken.getText()))
  )
}

/** Whether a literal is, by itself or as one of several choices, what a person is shown. */
function isShown(node: ts.Node): boolean {
  const { parent } = node
  // A key of a catalogue.
  if (/^\w+(\.\w+)+$/.test(textOf(node) ?? '')) return false
  if (ts.isPropertyAssignment(parent)) return SHOWN_PROPERTIES.has(nameOf(parent.name))
  if (ts.isNewExpression(parent)) {
    const name = parent.expression.getText()
    return SHOWN_ERRORS.has(name) && (name !== 'AppError' || parent.arguments?.[0] !== node)
  }
  if (ts.isCallExpression(parent)) {
    const { expression } = parent
    return ts.isPropertyAccessExpression(expression) && SHOWN_BY.has(expression.name.text)
  }
  const isChoice =
    (ts.isConditionalExpression(parent) && parent.condition !== node) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    (ts.isBinaryExpression(parent) && ['??', '||', '+'].includes(parent.operatorToken.getText()))
  return isChoice && isShown(parent)
}

const nameOf = (name: ts.PropertyName) =>
  ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : ''
