import { userInfo } from 'node:os'

import { serverMark } from './kill-tree'

/** What a test server's sshd_config is made of. */
export interface SshdConfig {
  readonly port: number
  readonly hostKeyFiles: readonly string[]
  readonly authorizedKeysFile: string
  readonly mark: string
  /** PATH of remote commands; the default is our own, which has rsync. */
  readonly remotePath?: string
  readonly extra?: string
  /** Lines before all others, which so overrule them. */
  readonly first?: string
  /** Whether bash, as a login's shell, reads the account's ~/.bashrc. */
  readonly readsBashrc?: boolean
}

/**
 * The text of an sshd_config which uses nothing of the machine's own ssh settings.
 *
 * `StrictModes no` is needed: strict modes refuse an authorized_keys file below a directory that
 * everyone may write to, and the temporary directory is one (sshd 9.2: "bad ownership or modes
 * for directory /tmp").
 */
export function sshdConfig(config: SshdConfig): string {
  const path = config.remotePath ?? process.env['PATH'] ?? '/usr/bin:/bin'
  return [
    config.first ?? '',
    'ListenAddress 127.0.0.1',
    `Port ${config.port}`,
    ...config.hostKeyFiles.map((file) => `HostKey ${file}`),
    `AuthorizedKeysFile ${config.authorizedKeysFile}`,
    'StrictModes no',
    'UsePAM no',
    'UseDNS no',
    'PidFile none',
    'PubkeyAuthentication yes',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    `PermitRootLogin ${userInfo().uid === 0 ? 'prohibit-password' : 'no'}`,
    // Nothing of the real user's ~/.ssh may take part.
    'PermitUserRC no',
    'PermitUserEnvironment no',
    'PrintLastLog no',
    // Many tests may connect at once; the default starts to refuse at ten.
    'MaxStartups 200',
    // SHLVL keeps bash from reading the real user's ~/.bashrc, which it does when started by sshd.
    `SetEnv ${serverMark}=${config.mark} ${config.readsBashrc ? '' : 'SHLVL=1'} "PATH=${path}"`,
    // sshd does not accept a quoted path here, so the subsystem is the built-in one.
    'Subsystem sftp internal-sftp',
    config.extra ?? '',
    '',
  ].join('\n')
}
