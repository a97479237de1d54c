import { say } from '../i18n/say'
import { Refused } from './reading'
import { isAssignment, type ShellToken, type ShellWord, type Statement } from './shell-text'

/** The one rsync a command line starts, out of everything that stands around it. */
export interface RsyncCall {
  /** What stands behind `rsync`. */
  readonly words: readonly ShellWord[]
  /** From `cd DIR &&`; null when the command does not say. */
  readonly folder: string | null
  /** From `sudo`; null when the command does not say. */
  readonly user: string | null
  /** From `RSYNC_RSH=`; `-e` counts more. */
  readonly remoteShell: string | null
  readonly notes: readonly string[]
}

/** Programs that start another one, with those of their options that take a word of their own. */
const STARTERS: Readonly<Record<string, { readonly valued: string; readonly words: number }>> = {
  nice: { valued: 'n', words: 0 },
  ionice: { valued: 'cnp', words: 0 },
  flock: { valued: 'wE', words: 1 },
  timeout: { valued: 'ks', words: 1 },
  chrt: { valued: '', words: 1 },
  stdbuf: { valued: 'ioe', words: 0 },
  nohup: { valued: '', words: 0 },
  setsid: { valued: '', words: 0 },
  time: { valued: '', words: 0 },
  chronic: { valued: '', words: 0 },
  exec: { valued: '', words: 0 },
  command: { valued: '', words: 0 },
  env: { valued: 'u', words: 0 },
}

/** Variables that have no say in what rsync copies. */
const HARMLESS = /^(LC_\w+|LANG|LANGUAGE|PATH|SHELL|HOME|TERM|MAILTO|SSH_AUTH_SOCK)$/

const nameOf = (program: string) => program.slice(program.lastIndexOf('/') + 1)

/** True for a word that a command of a crontab may begin with, as far as rsync is concerned. */
export function isStarter(text: string): boolean {
  const name = nameOf(text)
  return name === 'rsync' || name === 'sudo' || name === 'cd' || name in STARTERS
}

/**
 * Finds the rsync in a command line.
 * @throws Refused when there is none, or the line does more than start it
 */
export function findRsync({ tokens, problem, text }: Statement): RsyncCall {
  if (!/rsync/.test(text)) throw new Refused(say('exchange.refused.noRsync'))
  if (problem !== null) throw new Refused(problem)
  const { words: all, isRedirected } = withoutRedirections(tokens)
  const { folder, words } = afterCd(all)
  const call = unwrap(words.map(asWord))
  const notes = isRedirected ? [...call.notes, say('exchange.notes.redirected')] : call.notes
  return { ...call, folder, notes }
}

function asWord(token: ShellToken): ShellWord {
  if (token.kind === 'word') return token
  const isPipe = token.text.startsWith('|') && token.text !== '||'
  throw new Refused(say(isPipe ? 'exchange.refused.pipe' : 'exchange.refused.moreThanOne'))
}

function withoutRedirections(tokens: readonly ShellToken[]) {
  const words: ShellToken[] = []
  let isRedirected = false
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as ShellToken
    if (token.kind === 'operator' && /[<>]/.test(token.text)) {
      isRedirected = true
      i++
    } else words.push(token)
  }
  // A lone `;` at the end separates nothing.
  const last = words.at(-1)
  if (last?.kind === 'operator' && last.text === ';') words.pop()
  return { words, isRedirected }
}

function afterCd(tokens: readonly ShellToken[]) {
  const [first, folder, operator] = tokens
  const isCd = first?.kind === 'word' && first.text === 'cd' && folder?.kind === 'word'
  if (!isCd || operator?.kind !== 'operator' || !['&&', ';'].includes(operator.text))
    return { folder: null, words: tokens }
  if (!folder.text.startsWith('/') || folder.isPattern)
    throw new Refused(say('exchange.refused.relative', { path: folder.text }))
  return { folder: folder.text, words: tokens.slice(3) }
}

/** Takes away what stands before `rsync`. */
function unwrap(given: readonly ShellWord[]): Omit<RsyncCall, 'folder'> {
  const notes: string[] = []
  let [words, user, remoteShell]: [readonly ShellWord[], string | null, string | null] = [
    given,
    null,
    null,
  ]
  for (;;) {
    const [first, ...rest] = words
    if (!first) throw new Refused(say('exchange.refused.noRsync'))
    const name = nameOf(first.text)
    if (isAssignment(first.text)) {
      remoteShell = takeVariable(first.text, notes) ?? remoteShell
      words = rest
    } else if (name === 'rsync') return { words: rest, user, remoteShell, notes }
    else if (name === 'sudo') ({ user, words } = takeSudo(rest))
    else {
      const starter = Object.hasOwn(STARTERS, name) ? STARTERS[name] : undefined
      if (!starter) throw new Refused(say('exchange.refused.program', { program: first.text }))
      words = behind(rest, starter)
      if (starter.valued !== '' || starter.words > 0)
        notes.push(say('exchange.notes.starter', { program: name }))
    }
  }
}

/** The remote shell, if it is that which is set. */
function takeVariable(text: string, notes: string[]): string | null {
  const [name = ''] = text.split('=')
  if (name === 'RSYNC_RSH') return text.slice(name.length + 1)
  if (name === 'RSYNC_PASSWORD') notes.push(say('exchange.notes.password'))
  else if (!HARMLESS.test(name)) notes.push(say('exchange.notes.variable', { name }))
  return null
}

function takeSudo(words: readonly ShellWord[]) {
  const at = words.findIndex(({ text }) => /^(-u|--user)/.test(text))
  const flag = at < 0 ? '' : (words[at]?.text ?? '')
  const attached = flag.replace(/^(-u|--user=?)/, '')
  const user = flag === '' ? 'root' : attached === '' ? (words[at + 1]?.text ?? '') : attached
  return { user, words: behind(words, { valued: 'ugCp', words: 0 }) }
}

/** The words behind a program's own options and operands. */
function behind(
  words: readonly ShellWord[],
  { valued, words: operands }: { valued: string; words: number },
) {
  let at = 0
  while (at < words.length) {
    const text = words[at]?.text ?? ''
    if (!text.startsWith('-') || text === '-') break
    at++
    if (text === '--') break
    // `-n 10` has its value in the next word, `-n10` and `--adjustment=10` have it with them.
    if (text.length === 2 && valued.includes(text.charAt(1))) at++
  }
  return words.slice(at + operands)
}
