import { copiesContents } from '@common/rsync/safeguards'
import { bracketed, parseRemoteHost } from '@common/task/remote-host'
import type { TaskFormValues } from './form-values'

/** What a run copies and where it arrives, in the parts a sentence needs. */
export interface Destination {
  readonly what: 'contents' | 'folder'
  /** Name of the folder that is copied, or whose contents are. */
  readonly name: string
  readonly target: string
}

/**
 * rsync's rule in words: a slash at the end of the source means its contents. Null while too
 * little is known. A module pulled as a whole always gives its contents.
 */
export function destinationOf(values: TaskFormValues): Destination | null {
  const remote = remotePlace(values)
  if (remote === null || values.path === '' || values.direction === null) return null
  const isPush = values.direction === 'PUSH'
  const isModulePull = !isPush && values.mode === 'MODULE'
  const source = isPush ? values.path : isModulePull ? values.remoteModule : values.remotePath
  const target = isPush ? remote : values.path
  const name = lastName(source)
  if (isModulePull || copiesContents(source)) return { what: 'contents', name, target }
  return { what: 'folder', name, target: `${target.replace(/\/+$/, '')}/${name}` }
}

function remotePlace(values: TaskFormValues): string | null {
  if (values.mode === 'SSH' && values.connectUsing === 'keychain') {
    return values.remotePath === '' ? null : values.remotePath
  }
  const remote = parseRemoteHost(values.remoteHost.trim())
  if (remote === null) return null
  const host = bracketed(remote.host)
  if (values.mode === 'SSH') return values.remotePath === '' ? null : `${host}:${values.remotePath}`
  const module = values.remoteModule.trim()
  return module === '' ? null : `rsync://${host}/${module}`
}

function lastName(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) || path
}
