import { parseRemoteHost } from './remote-host'
import type { TaskSettings } from './task'

/** The Remote SSH Port that leaves port and user to ssh_config. */
export const AS_SSH_HAS_IT = 0

/** TrueNAS's default (truenas e.1). */
const DEFAULT_PORT = 22

/** Where a task without a saved connection goes, and as whom. */
export interface SshPlaceOfTask {
  readonly host: string
  /** {@link AS_SSH_HAS_IT}, or a port. */
  readonly port: number
  /** Null: as ssh has it. */
  readonly username: string | null
}

/**
 * Where ssh is told to go. A port of its own makes the local user's name the remote one's, as TrueNAS
 * has it; with {@link AS_SSH_HAS_IT} ssh_config says both, and by default it means the same name.
 * @returns null when Remote Host cannot be read
 */
export function sshPlaceOf(
  task: Pick<TaskSettings, 'user' | 'remoteHost' | 'remotePort'>,
): SshPlaceOfTask | null {
  const remote = parseRemoteHost(task.remoteHost ?? '')
  if (remote === null) return null
  const port = task.remotePort ?? DEFAULT_PORT
  const username = remote.user ?? (port === AS_SSH_HAS_IT ? null : task.user)
  return { host: remote.host, port, username }
}
