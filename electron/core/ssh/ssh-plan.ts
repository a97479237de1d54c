import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { knownHostsName } from '@common/ssh/host-key-text'
import type { Account } from '../system/accounts'
import type { Environment } from '../system/run-as'

/** What ssh would do to reach a host, as `ssh -G` says it. Paths are absolute. */
export interface SshPlan {
  /** The name or address that ssh connects to, which may be another than the one it was given. */
  readonly host: string
  readonly port: number
  readonly user: string
  /** Private keys, or public keys of which an agent has the private one; many need not exist. */
  readonly identityFiles: readonly string[]
  /** True when only the keys of {@link identityFiles} are offered. */
  readonly identitiesOnly: boolean
  /** Socket of the agent; null for the one of the environment, empty for none. */
  readonly identityAgent: string | null
  /** True when keys come from a smart card or a provider of its own. */
  readonly hasProvider: boolean
  /** What ssh goes through: the value of ProxyJump or ProxyCommand; null when it goes straight. */
  readonly proxyJump: string | null
  readonly proxyCommand: string | null
  /** The name under which known_hosts holds the host, with its port in brackets where it has one. */
  readonly knownHostsName: string
  readonly userKnownHostsFiles: readonly string[]
  readonly globalKnownHostsFiles: readonly string[]
  /** True when a command of the person tells host keys, too. */
  readonly hasKnownHostsCommand: boolean
  /** 4 or 6 where only one family of addresses may be used; else 0. */
  readonly family: 0 | 4 | 6
  /** True when ssh binds to an address of its own, which no other program would do. */
  readonly isBound: boolean
}

/** What ssh was asked with. */
export interface SshQuestion {
  readonly host: string
  /** Null or 0: as ssh has it. */
  readonly port: number | null
  /** Null: as ssh has it. */
  readonly username: string | null
}

/** True where only ssh itself knows the way, so that a plain connection would end elsewhere. */
export function isOnlyForSsh({ proxyJump, proxyCommand, isBound }: SshPlan): boolean {
  return proxyJump !== null || proxyCommand !== null || isBound
}

/** What ssh goes through, for people; empty when it goes straight. */
export function viaText({ proxyJump, proxyCommand }: SshPlan): string {
  if (proxyJump !== null) return proxyJump
  return proxyCommand === null ? '' : 'ProxyCommand'
}

const NONE = /^(none|no|false|)$/i

/**
 * Reads what `ssh -G` printed.
 * @param environment which that ssh had, for names of files
 * @returns null when it is no such text, as of an ssh that does not know `-G`
 */
export function readPlan(
  text: string,
  asked: SshQuestion,
  account: Account,
  environment: Environment,
): SshPlan | null {
  const lines = text.split('\n').flatMap((line) => {
    const [, key, value] = /^(\w+)(?: (.*))?$/.exec(line) ?? []
    return key === undefined ? [] : [[key.toLowerCase(), value ?? ''] as const]
  })
  const all = (name: string) => lines.filter(([key]) => key === name).map(([, value]) => value)
  const value = (name: string) => all(name).find((text) => !NONE.test(text)) ?? null
  const host = value('hostname')
  if (host === null) return null
  const port = Number(value('port') ?? 22)
  const user = value('user') ?? account.name
  const alias = value('hostkeyalias')
  const proxyJump = value('proxyjump')
  const names = { host, port, user, asked, alias, proxyJump, account, environment }
  const files = (name: string) =>
    all(name)
      .flatMap(splitFiles)
      .map((file) => inHome(file, account))
  const agent = all('identityagent')[0] ?? null
  return {
    ...{ host, port, user, proxyJump },
    identityFiles: all('identityfile')
      .filter((file) => !NONE.test(file))
      .map((file) => inHome(expand(file, names), account)),
    identitiesOnly: value('identitiesonly') !== null,
    identityAgent: agentSocket(agent, names),
    hasProvider: value('pkcs11provider') !== null,
    proxyCommand: value('proxycommand'),
    knownHostsName: alias ?? knownHostsName(host, port),
    userKnownHostsFiles: files('userknownhostsfile'),
    globalKnownHostsFiles: files('globalknownhostsfile'),
    hasKnownHostsCommand: value('knownhostscommand') !== null,
    family: { inet: 4 as const, inet6: 6 as const }[value('addressfamily') ?? ''] ?? 0,
    isBound: value('bindaddress') !== null || value('bindinterface') !== null,
  }
}

/** How a host is reached where ssh has nothing to say about it. */
export function plainPlan({ host, port, username }: SshQuestion, account: Account): SshPlan {
  const said = [
    ...[`hostname ${host.toLowerCase()}`, `port ${port || 22}`],
    ...[`user ${username ?? account.name}`],
    ...DEFAULT_KEYS.map((name) => `identityfile ~/.ssh/${name}`),
    'userknownhostsfile ~/.ssh/known_hosts ~/.ssh/known_hosts2',
    'globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2',
  ]
  return readPlan(said.join('\n'), { host, port, username }, account, {}) as SshPlan
}

/** The keys that ssh tries by itself and that are safe to use. */
const DEFAULT_KEYS = ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk']

interface Names {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly asked: SshQuestion
  readonly alias: string | null
  readonly proxyJump: string | null
  readonly account: Account
  readonly environment: Environment
}

/** The tokens of ssh_config(5) that `ssh -G` leaves as they are in names of files. */
function expand(text: string, names: Names): string {
  const { host, port, user, asked, alias, account, environment } = names
  const [local, jump] = [hostname(), names.proxyJump ?? '']
  // ssh before 9.6 leaves the jump host out.
  const way = `${local}${host}${port}${user}${jump}`
  const tokens: Readonly<Record<string, string>> = {
    ...{ '%': '%', d: account.home, u: account.name, i: String(account.uid) },
    h: host,
    p: String(port),
    r: user,
    n: asked.host,
    k: alias ?? asked.host,
    j: jump,
    l: local,
    L: local.split('.')[0] ?? local,
    C: createHash('sha1').update(way).digest('hex'),
  }
  return text
    .replace(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole)
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => environment[name] ?? whole)
}

function agentSocket(text: string | null, names: Names): string | null {
  if (text === null || text === 'SSH_AUTH_SOCK') return null
  return NONE.test(text) ? '' : inHome(expand(text, names), names.account)
}

/** `ssh -G` parts the files by blanks and quotes none, so a blank before a new path parts two. */
function splitFiles(text: string): string[] {
  return text.split(/ +(?=[/~%$])/).filter((file) => !NONE.test(file) && file !== '/dev/null')
}

function inHome(path: string, { home }: Account): string {
  if (path.startsWith('~/')) return `${home}${path.slice(1)}`
  return path.startsWith('/') ? path : `${home}/${path}`
}
