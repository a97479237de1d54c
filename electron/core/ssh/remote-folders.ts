import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import type { RemoteListing } from '@common/ipc/contract'
import { FirstNames } from '../folders/first-names'
import { MAX_ENTRIES } from '../folders/folder-browser'
import { SftpClient } from './sftp-client'
import type { SshSessions, SshTarget } from './ssh-session'
import { MalformedMessage } from './wire-format'

/** Listing takes several answers of the host, each of which may be slow. */
const PATIENCE = 3

/**
 * The directories in a remote folder, links to directories included, by name.
 * @param path empty for the folder one is in after the login
 * @throws AppError REMOTE_FAILED with one sentence
 */
export async function listRemoteFolders(
  sessions: SshSessions,
  target: SshTarget,
  path: string,
  showHidden: boolean,
): Promise<RemoteListing> {
  const request = await sessions.subsystem(target, 'sftp')
  const client = new SftpClient(request, target.connectTimeout * 1000 * PATIENCE)
  try {
    await client.open()
    const folder = await client.realPath(path === '' ? '.' : path)
    const folders = new FirstNames(MAX_ENTRIES)
    const links: string[] = []
    for await (const { name, kind } of client.readFolder(folder)) {
      if (!showHidden && name.startsWith('.')) continue
      // A name that is not UTF-8 cannot be typed, shown or passed on as text.
      if (name.includes('\uFFFD')) continue
      if (kind === 'directory') folders.add(name)
      if (kind === 'link' && links.length < MAX_ENTRIES) links.push(name)
    }
    for (const name of links) if (await client.isFolder(below(folder, name))) folders.add(name)
    return { path: folder, mountPoints: [], ...folders.take() }
  } catch (error) {
    if (error instanceof MalformedMessage)
      throw new AppError('REMOTE_FAILED', say('sftp.otherProtocol'))
    throw error
  } finally {
    await client.close()
  }
}

function below(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`
}
