import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'

import { onTestFinished } from 'vitest'

import { tempDir } from './engine'
import { waitUntil } from './processes'
import { run, runOk } from './run'

/** A network share: sshfs with a real server of files, which can stop to answer. */
export interface Share {
  /** Where it is mounted. */
  readonly path: string
  /** The folder on the server. */
  readonly served: string
  /** From now on nothing at `path` answers. */
  die(): void
  /** It answers again, and carries out what was asked meanwhile. */
  revive(): void
}

interface ShareOptions {
  /** Where to mount it; a new folder when left out. */
  readonly at?: string
  /** The folder that it shows; a new one when left out. */
  readonly served?: string
  /** The one user whom it lets in, as a user's own mount does; all when left out. */
  readonly onlyFor?: number
  /** Remembers for some seconds what it was asked, as shares do unless they are told not to. */
  readonly remembers?: boolean
  /** Finds a file by names that it does not list: it knows no letters but those of ASCII. */
  readonly isAscii?: boolean
}

/** Mounts a share; it is unmounted, and lets go whoever waits for it, with the end of the test. */
export async function mountShare(options: ShareOptions = {}): Promise<Share> {
  const { onlyFor, remembers = false, isAscii = false } = options
  const folder = await tempDir()
  const { served = `${folder}/served`, at: path = `${folder}/share` } = options
  await mkdir(served, { recursive: true })
  await mkdir(path, { recursive: true })
  // sshfs speaks to the server of files directly, as ssh would connect it.
  const connect = `${folder}/connect`
  const server = 'for at in /usr/lib/openssh /usr/libexec/openssh /usr/lib/ssh /usr/libexec'
  const start = `${server}; do [ -x $at/sftp-server ] && exec $at/sftp-server; done`
  await writeFile(connect, `#!/bin/sh\necho $$ > ${folder}/pid\n${start}\n`)
  await chmod(connect, 0o755)
  const fresh = remembers ? '' : ',dir_cache=no,attr_timeout=0,entry_timeout=0'
  const names = isAscii ? ',modules=iconv,from_code=ASCII//TRANSLIT,to_code=UTF-8' : ''
  const given = `-f -o ssh_command=${connect}${fresh}${names}`
  const mounted = `fd=9,rootmode=40000,user_id=${onlyFor},group_id=0`
  const command =
    onlyFor === undefined
      ? `exec sshfs ${given},allow_other server:${served} "$0"`
      : // What fusermount does for a user, as that user.
        `exec 9<>/dev/fuse; mount -i -t fuse.sshfs -o ${mounted} server: "$0" && exec sshfs ${given} server:${served} /dev/fd/9`
  const sshfs = spawn('bash', ['-c', command, path], { stdio: 'ignore' })
  const isMounted = async () => (await readFile('/proc/self/mounts', 'utf8')).includes(` ${path} `)
  onTestFinished(async () => {
    sshfs.kill('SIGKILL')
    await run('umount', ['-l', path])
  })
  await waitUntil(isMounted, { what: 'the share' })
  if (onlyFor === undefined) await runOk('ls', [path])
  await waitUntil(() => existsSync(`${folder}/pid`), { what: 'the server of files' })
  const pid = Number(await readFile(`${folder}/pid`, 'utf8'))
  onTestFinished(() => void process.kill(pid, 'SIGKILL'))
  return {
    ...{ path, served },
    die: () => void process.kill(pid, 'SIGSTOP'),
    revive: () => void process.kill(pid, 'SIGCONT'),
  }
}
