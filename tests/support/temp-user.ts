import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chown } from 'node:fs/promises'

import { allProcesses, waitUntil } from './processes'
import { run, runOk } from './run'
import { fillSshHome, type Account, type SshAccess } from './ssh-home'
import { makeTempDir } from './temp-dir'

/** A local user with a home directory of its own; spread `uid` and `gid` into spawn options. */
export interface TempUser extends Account {
  readonly name: string
  readonly home: string
  /** A login's environment: HOME, USER, LOGNAME, SHELL and our PATH; nothing else of ours. */
  readonly env: NodeJS.ProcessEnv
  /** Fills `~/.ssh` so that this user's plain `ssh` logs in to the server. */
  giveAccess(access: SshAccess): Promise<void>
  /** Ends all the user's processes and removes user and home; may be called again. */
  dispose(): Promise<void>
}

/** Whether {@link makeTempUser} can work here: only root may add users. */
export const canMakeUsers = process.getuid?.() === 0

const isLocked = /cannot lock|try again later/i

// The user database is locked while another test file changes it.
async function changeUsers(command: string, args: readonly string[]): Promise<void> {
  await waitUntil(
    async () => {
      const { code, stderr } = await run(command, args)
      if (code !== 0 && !isLocked.test(stderr)) throw new Error(`${command}: ${stderr}`)
      return code === 0
    },
    { what: `${command} to get the lock of the user database`, everyMs: 50 },
  )
}

const ownerOf = (pid: number): number | undefined => {
  try {
    return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1])
  } catch {
    return undefined
  }
}

function killAllOf(uid: number): boolean {
  const pids = allProcesses().map((info) => info.pid)
  const own = pids.filter((pid) => ownerOf(pid) === uid)
  for (const pid of own) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself in the meantime.
    }
  }
  return own.length === 0
}

async function idOf(name: string, which: '-u' | '-g'): Promise<number> {
  const id = Number((await runOk('id', [which, name])).stdout)
  // All processes of this id get killed in the end: root must never slip in.
  if (!(id > 0)) throw new Error(`Not an ordinary user: ${name}`)
  return id
}

async function removeUser(name: string, uid: number): Promise<void> {
  await waitUntil(() => killAllOf(uid), { what: `end of all processes of ${name}` })
  const { code } = await run('id', ['-u', name])
  if (code === 0) await changeUsers('userdel', [name])
}

/**
 * Adds a local user (root only, see {@link canMakeUsers}).
 *
 * Why: ssh finds `~/.ssh` through the password database and ignores HOME, so only another user
 * makes the unchanged ssh read another home.
 */
export async function makeTempUser(): Promise<TempUser> {
  const dir = await makeTempDir('rtu')
  const home = dir.path
  const name = `rt${randomBytes(5).toString('hex')}`
  // '*' is "no password"; the default '!' is "locked", which sshd without PAM refuses.
  const settings = ['-M', '-U', '-d', home, '-s', '/bin/sh', '-p', '*']
  await changeUsers('useradd', [...settings, name])
  const [uid, gid] = [await idOf(name, '-u'), await idOf(name, '-g')]
  await chown(home, uid, gid)
  const path = process.env['PATH'] ?? ''
  return {
    name,
    uid,
    gid,
    home,
    env: { HOME: home, USER: name, LOGNAME: name, SHELL: '/bin/sh', PATH: path },
    giveAccess: async (access) => void (await fillSshHome(home, access, { uid, gid })),
    dispose: async () => {
      await removeUser(name, uid)
      await dir.dispose()
    },
  }
}
