import { dirname } from 'node:path'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { HostKey } from '@common/ssh/credentials'
import { brokenKnownHostsLine } from '@common/ssh/host-key-text'
import type { Account, Accounts } from '../system/accounts'
import { runAs } from '../system/run-as'
import { describeHostKeys, fingerprint } from './fingerprint'
import { isHostKey, notAHostKey } from './host-key'
import type { SshPlan } from './ssh-plan'

/** A key that known_hosts has for a host. */
interface KnownKey extends HostKey {
  readonly isRevoked: boolean
}

/**
 * The known_hosts of a user for one host: those that ssh would look into, under the name that ssh
 * would look up. They are read and written as that user; looking a host up is left to the real
 * ssh-keygen, which knows hashed names, patterns and ports.
 */
export class KnownHostsFile {
  /** The file that ssh adds new keys to. */
  readonly path: string

  constructor(
    private readonly account: Account,
    private readonly accounts: Accounts,
    private readonly plan: SshPlan,
  ) {
    this.path = plan.userKnownHostsFiles[0] ?? `${account.home}/.ssh/known_hosts`
  }

  /** Why a file cannot be relied on, in TrueNAS's words (truenas (c) 16); null when all can. */
  async problem(): Promise<string | null> {
    for (const path of this.plan.userKnownHostsFiles) {
      const { text, error } = await this.read(path)
      if (error !== null) return say('home.unreadable', { path, error })
      const broken = brokenKnownHostsLine(text ?? '')
      if (broken !== null) return say('home.brokenLine', { path, line: broken })
    }
    return null
  }

  /** Whether ssh would know the host, by these files or the machine's. */
  async knows(): Promise<boolean> {
    // What it would say is known when it is run, and only then.
    if (this.plan.hasKnownHostsCommand) return true
    const known = await this.keysIn([
      ...this.plan.userKnownHostsFiles,
      ...this.plan.globalKnownHostsFiles,
    ])
    return known.some(({ isRevoked }) => !isRevoked)
  }

  /**
   * Adds the keys of a host that ssh does not know yet, after what the file holds. One that it knows
   * gets no further key, of another kind say: whoever has that could stand in for the host.
   * @throws AppError INVALID_INPUT for what is no key; CONFLICT when ssh knows another key of the
   *   same kind, or only keys of other kinds, or has it revoked
   */
  async add(keys: readonly HostKey[]): Promise<void> {
    // One line that ssh cannot read, or reads as a marker, would be in the file for good.
    const broken = keys.find((key) => !isHostKey(key))
    if (broken) throw new AppError('INVALID_INPUT', notAHostKey(`${broken.type} ${broken.base64}`))
    const { knownHostsName: name, userKnownHostsFiles, globalKnownHostsFiles } = this.plan
    if (userKnownHostsFiles.length === 0) throw new AppError('CONFLICT', say('home.noFile'))
    const known = await this.keysIn([...userKnownHostsFiles, ...globalKnownHostsFiles])
    for (const key of keys) assertNotChanged(name, key, known)
    const valid = known.filter(({ isRevoked }) => !isRevoked)
    const isKnown = keys.some(({ base64 }) => valid.some((other) => other.base64 === base64))
    if (isKnown || keys.length === 0) return
    const types = [...new Set(valid.map(({ type }) => type))].join(', ')
    if (types !== '') throw new AppError('CONFLICT', say('home.otherKinds', { host: name, types }))
    const { text, error } = await this.read(this.path)
    if (error !== null)
      throw new AppError('STORAGE_FAILED', say('home.unreadable', { path: this.path, error }))
    const lines = keys.map(({ type, base64 }) => `${name} ${type} ${base64}\n`).join('')
    if (text === null) await this.create(lines)
    else
      await this.as(
        'tee',
        ['-a', this.path],
        text === '' || text.endsWith('\n') ? lines : `\n${lines}`,
      )
  }

  private async create(lines: string): Promise<void> {
    await this.as('mkdir', ['-p', '-m', '700', dirname(this.path)])
    await this.as('install', ['-m', '600', '/dev/null', this.path])
    await this.as('tee', ['-a', this.path], lines)
  }

  private async keysIn(files: readonly string[]): Promise<KnownKey[]> {
    return (await Promise.all(files.map((file) => this.keysOf(file)))).flat()
  }

  private async keysOf(file: string): Promise<KnownKey[]> {
    const argv = ['-F', this.plan.knownHostsName, '-f', file]
    const { stdout } = await runAs(this.account, this.accounts, 'ssh-keygen', argv)
    return stdout
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .flatMap((line) => {
        const isRevoked = line.startsWith('@revoked')
        const key = line.replace(/^@\S+[ \t]+/, '').replace(/^\S+[ \t]+/, '')
        return describeHostKeys(key).map((described) => ({ ...described, isRevoked }))
      })
  }

  private async read(path: string): Promise<{ text: string | null; error: string | null }> {
    const { exitCode, stdout, stderr } = await runAs(this.account, this.accounts, 'cat', [
      '--',
      path,
    ])
    if (exitCode === 0) return { text: stdout, error: null }
    const reason = stderr.trim().split(': ').at(-1) ?? ''
    return { text: null, error: /No such file/.test(reason) ? null : reason }
  }

  private async as(program: string, argv: readonly string[], input?: string): Promise<void> {
    const { exitCode, stderr } = await runAs(this.account, this.accounts, program, argv, input)
    if (exitCode !== 0) {
      throw new AppError(
        'STORAGE_FAILED',
        say('home.unwritten', { path: this.path, error: stderr.trim() }),
      )
    }
  }
}

function assertNotChanged(host: string, key: HostKey, known: readonly KnownKey[]): void {
  const same = known.filter(({ type }) => type === key.type)
  if (same.some(({ base64, isRevoked }) => isRevoked && base64 === key.base64)) {
    throw new AppError('CONFLICT', say('home.revoked', { type: key.type, host }))
  }
  const others = same.filter(({ isRevoked }) => !isRevoked)
  if (others.length === 0 || others.some(({ base64 }) => base64 === key.base64)) return
  const old = others.map(({ base64 }) => fingerprint(base64)).join(', ')
  throw new AppError(
    'CONFLICT',
    say('home.changed', { type: key.type, host, old, found: fingerprint(key.base64) }),
  )
}
