import type { constants } from 'node:os'

/** What programs of the C library say for an error of the system, in the C locale (strerror(3)). */
const TEXTS: Readonly<Record<string, keyof typeof constants.errno>> = {
  'Permission denied': 'EACCES',
  'No such file or directory': 'ENOENT',
  'Not a directory': 'ENOTDIR',
  'Is a directory': 'EISDIR',
  'Operation not permitted': 'EPERM',
  'Too many levels of symbolic links': 'ELOOP',
  'File name too long': 'ENAMETOOLONG',
  'Input/output error': 'EIO',
  'Transport endpoint is not connected': 'ENOTCONN',
  'Software caused connection abort': 'ECONNABORTED',
  'Stale file handle': 'ESTALE',
  'No such device': 'ENODEV',
  'No such device or address': 'ENXIO',
  'Host is down': 'EHOSTDOWN' as keyof typeof constants.errno,
  'No route to host': 'EHOSTUNREACH',
  'Connection timed out': 'ETIMEDOUT',
  'Read-only file system': 'EROFS',
  'No space left on device': 'ENOSPC',
  'Disk quota exceeded': 'EDQUOT',
  'Too many open files': 'EMFILE',
  'Too many open files in system': 'ENFILE',
  'Cannot allocate memory': 'ENOMEM',
  'Argument list too long': 'E2BIG',
  'Exec format error': 'ENOEXEC',
  'Resource temporarily unavailable': 'EAGAIN',
  'Text file busy': 'ETXTBSY',
}

/**
 * The error that a call would have thrown where a program such as `stat` said this.
 * @param path what it was asked about, where that is known
 */
export function errorOf(stderr: string, path?: string): NodeJS.ErrnoException {
  const [line = ''] = stderr.trim().split('\n')
  const reason = line.split(': ').at(-1) ?? ''
  const code = TEXTS[reason]
  const error = new Error(
    code === undefined ? line : [`${code}: ${reason}`, path].filter(Boolean).join(', '),
  )
  if (code === undefined) return error
  return Object.assign(error, { code }, path === undefined ? {} : { path })
}
