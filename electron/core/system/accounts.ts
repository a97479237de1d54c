import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { LocalUser } from '@common/ipc/contract'
import { ifAbsent, isAbsent } from '@common/text/system-error'
import { answeringPath } from '../files/answering-path'
import { runProgram } from './run-program'

/** A user of this machine, as the passwd database describes it. */
export interface Account extends LocalUser {
  readonly uid: number
  readonly gid: number
}

/** People's accounts start here (Debian's and most others' UID_MIN). */
const FIRST_PERSON_UID = 1000
/** A directory service that takes longer is taken for one that does not know the user. */
const DIRECTORY_MS = 10_000
const NOBODY_UID = 65534

/** Looks users up where the system does, so that users of a directory service count too. */
export class Accounts {
  /** The user who runs the app. */
  readonly current: Account = currentAccount()

  /** The account of that name; null when there is none. */
  async find(name: string): Promise<Account | null> {
    if (name === this.current.name) return this.current
    const lines = await passwdEntry(name)
    return lines.map(parsePasswdLine).find((account) => account?.name === name) ?? null
  }

  /** The account of that number; null when there is none. */
  async findById(uid: number): Promise<Account | null> {
    if (uid === this.current.uid) return this.current
    const lines = await passwdEntry(String(uid))
    return lines.map(parsePasswdLine).find((account) => account?.uid === uid) ?? null
  }

  /** All local users: the current one first, then people and root, then service accounts. */
  async list(): Promise<LocalUser[]> {
    const accounts = (await passwdFile()).map(parsePasswdLine).filter((account) => account !== null)
    const rank = ({ name, uid }: Account) => {
      if (name === this.current.name) return 0
      return uid === 0 || (uid >= FIRST_PERSON_UID && uid !== NOBODY_UID) ? 1 : 2
    }
    const others = accounts.filter(({ name }) => name !== this.current.name)
    return [this.current, ...others]
      .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
      .map(({ name, home }) => ({ name, home }))
  }
}

/** @throws AppError FORBIDDEN for a user whom the computer does not know, as in a container */
function currentAccount(): Account {
  try {
    const { username, uid, gid, homedir } = userInfo()
    return { name: username, uid, gid, home: homedir }
  } catch (error) {
    const { info } = error as { info?: { code?: unknown } }
    if (info?.code !== 'ENOENT') throw error
    const uid = String(process.geteuid?.())
    throw new AppError('FORBIDDEN', say('machine.unknownOwn', { uid }), [], { cause: error })
  }
}

async function passwdEntry(name: string): Promise<string[]> {
  // A name with a dash in front would be an option of getent; no account has one.
  if (name.startsWith('-')) return []
  try {
    const env = { PATH: await answeringPath() }
    const request = { program: 'getent', argv: ['passwd', name], env, cwd: '/', killGraceMs: 0 }
    const { exitCode, stdout } = await runProgram(request, DIRECTORY_MS)
    return exitCode === 0 ? stdout.split('\n') : passwdFile()
  } catch (error) {
    if (!isAbsent(error)) throw error
    // getent is missing (macOS).
    return passwdFile()
  }
}

async function passwdFile(): Promise<string[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(ifAbsent(''))
  return text.split('\n')
}

/** passwd(5): name, password, uid, gid, comment, home, shell. */
function parsePasswdLine(line: string): Account | null {
  const [name = '', , uid, gid, , home = ''] = line.split(':')
  if (name === '' || name.startsWith('#') || !/^\d+$/.test(uid ?? '')) return null
  return { name, uid: Number(uid), gid: Number(gid), home }
}
