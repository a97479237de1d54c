import { invalidInput, type FieldError } from '@common/errors'
import { say } from '@common/i18n/say'
import { whyUnusable } from '@common/rsync/program-check'
import { isAtLeast, type RsyncProgram } from '@common/rsync/rsync-program'
import type { ProgramSettings, ProgramsState } from '@common/settings/program-settings'
import { systemErrorText } from '@common/text/system-error'
import { isProgram } from '../files/files'
import { RSYNC, SSH } from '../run/programs'
import type { SettingsStore } from '../store/settings-store'
import { askRsync, askSsh } from './rsync-version'

/** The first that binds an agent to its session (its release notes). */
const BINDING_SSH = '8.9'
/** An update of rsync is noticed within this time. */
const REMEMBER_MS = 600_000

/** The rsync and the ssh of all runs and questions: those of PATH, or those a person chose. */
export class Programs {
  private known: { path: string; at: number; answer: Promise<RsyncProgram | null> } | null = null

  private knownSsh: { path: string; answer: Promise<string | null> } | null = null

  constructor(private readonly store: SettingsStore) {}

  get rsync(): string {
    return this.store.read().programs.rsync ?? RSYNC
  }

  get ssh(): string {
    return this.store.read().programs.ssh ?? SSH
  }

  /** What the rsync in use says of itself, asked for at most every ten minutes. */
  current(): Promise<RsyncProgram | null> {
    const [path, now] = [this.rsync, performance.now()]
    if (this.known?.path !== path || now - this.known.at > REMEMBER_MS) {
      const known = { path, at: now, answer: askRsync(path) }
      this.known = known
      // What could not be asked is asked again.
      known.answer.catch(() => this.known === known && (this.known = null))
    }
    return this.known.answer
  }

  /** Whether the ssh in use proves to an agent which session it signs in to (OpenSSH 8.9). */
  async isBindingSessions(): Promise<boolean> {
    const path = this.ssh
    if (this.knownSsh?.path !== path) {
      const known = { path, answer: askSsh(path) }
      this.knownSsh = known
      known.answer.catch(() => this.knownSsh === known && (this.knownSsh = null))
    }
    const version = await this.knownSsh.answer
    return version !== null && isAtLeast(version.replace(/^OpenSSH_/, ''), BINDING_SSH)
  }

  async state(): Promise<ProgramsState> {
    const [rsync, ssh] = await Promise.all([askRsync(this.rsync), askSsh(this.ssh)])
    return { chosen: this.store.read().programs, rsync, ssh, problem: rsync && whyUnusable(rsync) }
  }

  /**
   * @param changes absolute paths; null for the one of PATH
   * @throws AppError INVALID_INPUT on `rsync` or `ssh`: each must answer as what it is to be
   */
  async update(changes: Partial<ProgramSettings>): Promise<ProgramsState> {
    // What is undefined was not chosen.
    const chosen = Object.entries(changes).filter(([, path]) => path !== undefined)
    const errors: FieldError[] = []
    for (const [field, path] of chosen) {
      const message = path === null ? null : await whyNot(field as keyof ProgramSettings, path)
      if (message !== null) errors.push({ field, message })
    }
    if (errors.length > 0) throw invalidInput(errors)
    const stored = this.store.read()
    const programs = { ...stored.programs, ...Object.fromEntries(chosen) }
    this.store.write({ ...stored, programs })
    this.known = null
    this.knownSsh = null
    return this.state()
  }
}

async function whyNot(which: keyof ProgramSettings, path: string): Promise<string | null> {
  if (!path.startsWith('/')) return say('programs.notAbsolute')
  try {
    return await whyNotAt(which, path)
  } catch (error) {
    return systemErrorText(error)
  }
}

async function whyNotAt(which: keyof ProgramSettings, path: string): Promise<string | null> {
  if (!(await isProgram(path))) return say('programs.notExecutable', { path })
  if (which === 'ssh')
    return (await askSsh(path)) === null ? say('programs.notSsh', { path }) : null
  const rsync = await askRsync(path)
  return rsync === null ? say('programs.notRsync', { path }) : whyUnusable(rsync)
}
