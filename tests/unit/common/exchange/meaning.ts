import { OPTIONS } from '@common/rsync/option-table'

const VALUED = OPTIONS.filter(({ value }) => value !== 'none')
const LONG_WITH_VALUE = new Set(VALUED.flatMap(({ name, synonyms }) => [name, ...synonyms]))
const SHORT_WITH_VALUE = new Set(VALUED.flatMap(({ letter }) => letter ?? []))

/** What an rsync command does, whatever the way it is written. */
export interface Meaning {
  readonly options: readonly string[]
  /** Filter rules and negations, whose order counts. */
  readonly ordered: readonly string[]
  readonly places: readonly string[]
}

const LONG: Readonly<Record<string, string>> = {
  ...{ a: 'archive', r: 'recursive', t: 'times', p: 'perms', X: 'xattrs', z: 'compress' },
  ...{ q: 'quiet', e: 'rsh', h: 'human-readable', i: 'itemize-changes', s: 'secluded-args' },
  ...{ f: 'filter', v: 'verbose', l: 'links', g: 'group', o: 'owner', D: 'D', M: 'remote-option' },
  ...{ 'new-compress': 'compress', 'protect-args': 'secluded-args', 'log-format': 'out-format' },
  ...{ 'no-perms': 'no-p', 'no-i-r': 'no-inc-recursive' },
}
/** Only shows something (or not), which the app does in its own way, or is what the app always has. */
const SHOWN =
  /^(quiet|partial|progress|human-readable|no-h|itemize-changes|stats|no-8-bit-output|out-format=.*|outbuf=.*|info=progress2.*|secluded-args|timeout=300|contimeout=30|partial-dir=\.rsync-tasks-partial)$/

/** @param user who signs in where nobody is named */
export function meaningOf(argv: readonly string[], user: string, folder = ''): Meaning {
  const options = new Set<string>()
  const ordered: string[] = []
  const operands: string[] = []
  let [port, login] = [22, user]
  let daemonPort = ''
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? ''
    if (word === '--') {
      operands.push(...argv.slice(i + 1))
      break
    }
    if (!word.startsWith('-')) {
      operands.push(word)
      continue
    }
    const { names, value, takesNext } = partsOf(word)
    const given = takesNext ? (argv[++i] ?? '') : value
    for (const [at, short] of names.entries()) {
      const name = LONG[short] ?? short
      const own = at === names.length - 1 ? given : null
      if (name === 'rsh') {
        port = Number(
          /-p\s?(\d+)|Port=(\d+)/
            .exec(own ?? '')
            ?.slice(1)
            .find(Boolean) ?? port,
        )
        login = /-l (\S+)/.exec(own ?? '')?.[1] ?? login
      } else if (name === 'port') daemonPort = own ?? ''
      else if (name === 'archive') for (const part of 'rlptgoD') options.add(LONG[part] ?? part)
      else if (name === 'P') continue
      else if (/^del(ete(-\w+)?)?$/.test(name)) {
        options.add('delete')
        if (name === 'delete-excluded') options.add(name)
      } else {
        const text = own === null ? name : `${name}=${own}`
        if (SHOWN.test(text)) continue
        if (/^(exclude|include|filter|no-)/.test(name)) ordered.push(text)
        else options.add(text)
      }
    }
  }
  const places = operands.map((operand) =>
    placeOf(operand, { port, login, user, daemonPort, folder }),
  )
  // The app's own safeguards of Delete; and what was off anyway needs no switching off.
  const rules = ordered.filter(
    (text) => !/^(no-(inc-recursive|p|perms|times)|filter=Pp \.rsync-tasks-partial\/)$/.test(text),
  )
  return { options: [...options].sort(), ordered: rules, places }
}

function partsOf(word: string): { names: string[]; value: string | null; takesNext: boolean } {
  if (word.startsWith('--')) {
    const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
    const takesNext = value === undefined && LONG_WITH_VALUE.has(name)
    return { names: [name], value: value ?? null, takesNext }
  }
  const letters = [...word.slice(1)]
  const at = letters.findIndex((letter) => SHORT_WITH_VALUE.has(letter))
  if (at < 0) return { names: letters, value: null, takesNext: false }
  const value = letters.slice(at + 1).join('')
  return { names: letters.slice(0, at + 1), value, takesNext: value === '' }
}

interface Around {
  port: number
  login: string
  user: string
  daemonPort: string
  folder: string
}

function placeOf(operand: string, { port, login, user, daemonPort, folder }: Around): string {
  const url = /^rsync:\/\/(?:(.*)@)?(\[.*\]|[^:/]+)(?::(\d+))?\/(.*)$/s.exec(operand)
  const double = /^(?:([^/:]*)@)?(\[.*\]|[^:/]+)::(.*)$/s.exec(operand)
  if (url || double) {
    const [, who = user, host, given, path] = url ?? [
      ...(double ?? []).slice(0, 3),
      undefined,
      double?.[3],
    ]
    return `daemon ${who} ${host} ${given ?? daemonPort} ${path}`
  }
  const ssh = /^(?:([^/:]*)@)?(\[.*\]|[^:/]+):(.*)$/s.exec(operand)
  if (ssh) return `ssh ${ssh[1] ?? login} ${ssh[2]} ${port} ${ssh[3]?.replace(/^~\//, '') || '.'}`
  const isRelative = !operand.startsWith('/')
  return isRelative ? `${folder}/${operand.replace(/^\.\/(?=.)/, '')}` : operand
}
