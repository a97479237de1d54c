import { chmod, chown, copyFile, mkdir, writeFile } from 'node:fs/promises'

import { findProgram } from './run'
import { makeTempDir } from './temp-dir'

/** What a home directory must know to log in to one server. */
export interface SshAccess {
  readonly host: string
  readonly port: number
  readonly clientKeyFile: string
  /** Lines for known_hosts, each with a newline at its end. */
  readonly knownHosts: string
}

/** A home directory with a key and a known host. */
export interface SshHome {
  readonly home: string
  readonly keyFile: string
  readonly knownHostsFile: string
  /** HOME, and a PATH whose `ssh` looks into this home; for the environment of what is tested. */
  readonly env: NodeJS.ProcessEnv
  /** Arguments with which the plain ssh uses this home and nothing of the real one. */
  readonly sshArgs: readonly string[]
  /** The same as one string for `rsync -e`. */
  readonly rsh: string
  dispose(): Promise<void>
}

/** An account by number: the owner of files, or whom to run a program as. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

const explicitArgs = (ssh: string, port: number): string[] => [
  // "none" also skips /etc/ssh/ssh_config; known hosts of the machine are named separately.
  ...['-F', 'none', '-p', String(port), '-i', `${ssh}/id_ed25519`],
  ...['-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=none', '-o', 'BatchMode=yes'],
  ...['-o', 'StrictHostKeyChecking=yes', '-o', `UserKnownHostsFile=${ssh}/known_hosts`],
  ...['-o', 'GlobalKnownHostsFile=/dev/null'],
]

const fixtureConfig = (ssh: string): string =>
  [
    `Include ${ssh}/config`,
    'IdentityAgent none',
    `UserKnownHostsFile ${ssh}/known_hosts`,
    'GlobalKnownHostsFile /dev/null',
    '',
  ].join('\n')

// Like the keys of the real ~/.ssh, this one is offered only when the caller names no key himself.
const sshScript = (ssh: string): string => `#!/bin/sh
identity='-oIdentityFile=${ssh}/id_ed25519'
for argument; do
  case $argument in
    -i* | *[Ii]dentity[Ff]ile*) identity='-oIdentitiesOnly=yes' ;;
  esac
done
exec '${findProgram('ssh')}' -F '${ssh}/fixture_config' "$identity" "$@"
`

// ssh asks the password database, not HOME, where ~/.ssh is. This command stands in for that
// lookup only: the real ssh runs, with the defaults of ~/.ssh spelled out in a configuration
// file, where every option on the command line overrules them.
async function writeSshCommand(home: string): Promise<void> {
  await mkdir(`${home}/bin`)
  await writeFile(`${home}/bin/ssh`, sshScript(`${home}/.ssh`), { mode: 0o755 })
  await writeFile(`${home}/.ssh/fixture_config`, fixtureConfig(`${home}/.ssh`))
}

/** Writes `.ssh` (0700) with the private key (0600) and known_hosts into an existing home. */
export async function fillSshHome(
  home: string,
  access: SshAccess,
  owner?: Account,
): Promise<Omit<SshHome, 'env' | 'dispose'>> {
  const ssh = `${home}/.ssh`
  const [keyFile, knownHostsFile] = [`${ssh}/id_ed25519`, `${ssh}/known_hosts`]
  await mkdir(ssh, { mode: 0o700, recursive: true })
  await copyFile(access.clientKeyFile, keyFile)
  await chmod(keyFile, 0o600)
  await writeFile(knownHostsFile, access.knownHosts, { mode: 0o600 })
  if (owner !== undefined) {
    for (const path of [ssh, keyFile, knownHostsFile]) await chown(path, owner.uid, owner.gid)
  }
  const sshArgs = explicitArgs(ssh, access.port)
  return { home, keyFile, knownHostsFile, sshArgs, rsh: ['ssh', ...sshArgs].join(' ') }
}

/**
 * Makes a temporary home directory that can log in to the server.
 *
 * Out: the home, its files, and three ways to make ssh use it: {@link SshHome.env} for a program
 * that calls plain `ssh`, {@link SshHome.sshArgs} for explicit calls, {@link SshHome.rsh} for
 * rsync. HOME alone is not enough, see {@link SshHome.env}.
 */
export async function makeSshHome(access: SshAccess): Promise<SshHome> {
  const dir = await makeTempDir('rth')
  const home = dir.path
  const filled = await fillSshHome(home, access)
  await writeSshCommand(home)
  const { SSH_AUTH_SOCK: _agent, ...rest } = process.env
  const env = { ...rest, HOME: home, PATH: `${home}/bin:${process.env['PATH'] ?? ''}` }
  return { ...filled, env, dispose: () => dir.dispose() }
}
