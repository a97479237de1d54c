import { say } from '../i18n/say'
import { splitRsh } from '../rsync/quote'
import { inOneLine, Refused } from './reading'

/** What `-e` says of the way to the host, as far as a task can say it. */
export interface SshWay {
  readonly port: number | null
  readonly user: string | null
  /** The hosts in between, as ssh is given them; `none` for none whatever ssh_config says. */
  readonly jump: string | null
  readonly notes: readonly string[]
}

/** Options of ssh(1) that have a value. */
const VALUED = 'BbcDEeFIiJLlmOoPpQRSWw'
/** Letters that change nothing of where the files go. */
const HARMLESS = new Set('46AaCKkqTtvXxYy')

/** Settings of ssh_config(5) that a run has its own of, or that change nothing of the copy. */
const HARMLESS_SETTINGS =
  /^(batchmode|connecttimeout|connectionattempts|serveralive\w+|tcpkeepalive|controlmaster|controlpath|controlpersist|compression|compressionlevel|loglevel|ciphers?|macs|kexalgorithms|identitiesonly|preferredauthentications|passwordauthentication|addressfamily|requesttty|forwardagent|forwardx11|clearallforwardings|ipqos|checkhostip|updatehostkeys|pubkeyauthentication)$/
/** Those that loosen the check of the host key, or lead it elsewhere. */
const HOST_KEY_SETTINGS =
  /^(stricthostkeychecking|userknownhostsfile|globalknownhostsfile|hostkeyalias|hostkeyalgorithms)$/

/** The keys that ssh tries by itself. */
const HOME_KEY = /(^|\/)\.ssh\/id_(ed25519|ecdsa|rsa)$/

/**
 * Reads the value of `-e`.
 * @throws Refused where it leads the copy another way than a task can go
 */
export function readRemoteShell(line: string): SshWay {
  const words = splitRsh(line)
  const [program = '', ...rest] = words ?? []
  if (!/(^|\/)ssh$/.test(program))
    throw new Refused(say('exchange.refused.remoteProgram', { program: inOneLine(line) }))
  const reader = new SshReader()
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? ''
    if (!/^-[A-Za-z0-9]/.test(word))
      throw new Refused(say('exchange.refused.sshOption', { option: inOneLine(word) }))
    const at = [...word].findIndex((letter, place) => place > 0 && VALUED.includes(letter))
    reader.plain(at < 0 ? word.slice(1) : word.slice(1, at))
    if (at >= 0) reader.valued(word.charAt(at), word.slice(at + 1) || (rest[++i] ?? ''))
  }
  return reader
}

class SshReader implements SshWay {
  port: number | null = null
  user: string | null = null
  jump: string | null = null
  readonly notes: string[] = []

  plain(letters: string): void {
    const stranger = [...letters].find((letter) => !HARMLESS.has(letter))
    if (stranger !== undefined) this.refuse(`-${stranger}`)
  }

  valued(letter: string, value: string): void {
    if (letter === 'p') this.setPort(value)
    // The first one counts.
    else if (letter === 'l') this.user ??= value
    else if (letter === 'J') this.jump ??= value
    else if (letter === 'i') this.key(value)
    else if (letter === 'o') this.setting(value)
    else if (!'cmbBE'.includes(letter)) this.refuse(`-${letter}`)
  }

  private setting(text: string): void {
    const [, name = '', value = ''] = /^\s*([^\s=]+)(?:\s*=\s*|\s+)?(.*)$/s.exec(text) ?? []
    const key = name.toLowerCase()
    if (key === 'port') this.setPort(value)
    else if (key === 'user') this.user ??= value
    else if (key === 'proxyjump') this.jump ??= value
    else if (key === 'identityfile') this.key(value)
    else if (HOST_KEY_SETTINGS.test(key)) {
      const isOurs = key === 'stricthostkeychecking' && value === 'yes'
      if (!isOurs) this.note(say('exchange.notes.hostKey'))
    } else if (!HARMLESS_SETTINGS.test(key)) this.refuse(`-o ${name}`)
  }

  private setPort(text: string): void {
    // 0 is no port to ssh, and to a task the one that ssh has.
    if (!/^0*[1-9]\d{0,4}$/.test(text)) this.refuse(`-p ${text}`)
    this.port ??= Number(text)
  }

  private key(path: string): void {
    if (!HOME_KEY.test(path)) this.note(say('exchange.notes.keyFile', { path: inOneLine(path) }))
  }

  private note(text: string): void {
    if (!this.notes.includes(text)) this.notes.push(text)
  }

  private refuse(option: string): never {
    throw new Refused(say('exchange.refused.sshOption', { option: inOneLine(option) }))
  }
}
