/** What an rsync program says of itself. */
export interface RsyncProgram {
  /** `openrsync` is the one of OpenBSD and macOS, which knows a part of rsync's options. */
  readonly kind: 'rsync' | 'openrsync'
  /** `3.2.7`; of openrsync the rsync it says it is compatible with. */
  readonly version: string
  readonly protocol: number
  /** Names of `rsync -VV`, such as `xattrs` and `ACLs`, that are built in. */
  readonly capabilities: readonly string[]
  /** Ways of `--compress-choice`; null where the version does not list them. */
  readonly compressions: readonly string[] | null
}

/**
 * The answer of `rsync -VV`, JSON since 3.2.7 (peers 7d).
 * @returns null when it is something else, as older versions answer with text
 */
export function parseVersionJson(text: string): RsyncProgram | null {
  const answer = parsed(text)
  const { program, version, protocol } = answer
  if (program !== 'rsync' || typeof version !== 'string') return null
  const given = { ...asObject(answer['capabilities']), ...asObject(answer['optimizations']) }
  const compressions = answer['compress_list']
  return {
    ...{ kind: 'rsync', version, protocol: Math.trunc(Number(protocol)) || 0 },
    capabilities: Object.keys(given).filter((name) => given[name] !== false),
    compressions: Array.isArray(compressions) ? compressions.map(String) : null,
  }
}

/**
 * The answer of `rsync --version`, in the words of every version so far and of openrsync.
 * @returns null when it is not rsync that answered
 */
export function parseVersionText(text: string): RsyncProgram | null {
  const open = /^openrsync:?\s+protocol version (\d+)/m.exec(text)
  if (open) {
    const version = /^rsync version (\d[\w.]*)/m.exec(text)?.[1] ?? ''
    const none = { capabilities: [], compressions: null }
    return { kind: 'openrsync', version, protocol: Number(open[1]), ...none }
  }
  const [, version, protocol] =
    /^rsync\s+version v?(\d[\w.]*)\s+protocol version (\d+)/m.exec(text) ?? []
  if (version === undefined) return null
  const compressions = listAfter(text, 'Compress list')
  return {
    ...{ kind: 'rsync', version, protocol: Number(protocol) },
    capabilities: capabilitiesIn(text),
    compressions: compressions === '' ? null : compressions.split(/\s+/),
  }
}

/** True when a version is at least another one; `3.10.0` is newer than `3.9.0`. */
export function isAtLeast(version: string, wanted: string): boolean {
  const parts = (text: string) => text.split(/[^\d]+/).map(Number)
  const [has, needs] = [parts(version), parts(wanted)]
  const at = needs.findIndex((part, index) => (has[index] ?? 0) !== part)
  return at < 0 || (has[at] ?? 0) > (needs[at] ?? 0)
}

/** `no xattrs` says that it is not there; `optional secluded-args` that it is. */
function capabilitiesIn(text: string): string[] {
  return listAfter(text, 'Capabilities')
    .split(/,\s*/)
    .filter((name) => name !== '' && !name.startsWith('no '))
    .map((name) => name.replace(/^optional /, '').replaceAll('-', '_'))
}

/** The indented lines after a heading, as one. */
function listAfter(text: string, heading: string): string {
  const [, first = '', rest = ''] =
    new RegExp(`^ *${heading}:(.*)\\n((?:[ \\t]+[^\\n]*\\n?)*)`, 'm').exec(text) ?? []
  return `${first} ${rest}`.replace(/\s+/g, ' ').trim()
}

function parsed(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return {}
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
