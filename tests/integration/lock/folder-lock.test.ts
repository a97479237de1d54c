import { createHash } from 'node:crypto'
import { chown, lchown, link, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, onTestFinished } from 'vitest'
import { requestWindow } from '@main/control/control-client'
import { lockFolder, lockHolder } from '@main/control/folder-lock'
import { encode } from '@main/control/messages'
import { socketPath } from '@main/control/socket-path'
import { tempDir } from '../../support/engine'
import { run, runOk } from '../../support/run'

setFlagsFromString('--expose-gc')

/** Whether another process gets the lock of a folder, started by the given words. */
async function canLock(folder: string, ...starter: readonly string[]): Promise<boolean> {
  const [program = 'flock', ...rest] = [
    ...starter,
    'flock',
    '-x',
    '-n',
    join(folder, 'lock'),
    'true',
  ]
  return (await run(program, rest)).code === 0
}

it('a folder is held by one process, also against root and another network namespace', async () => {
  const folder = await tempDir()
  const release = await lockFolder(folder, 'run')
  expect(release).not.toBeNull()
  expect(await lockFolder(folder)).toBeNull()
  expect(await canLock(folder)).toBe(false)
  expect(await canLock(folder, 'unshare', '--net')).toBe(false)
  expect(await lockHolder(folder)).toMatchObject({ pid: process.pid, command: 'run' })
  release?.()
  await expect.poll(() => canLock(folder)).toBe(true)
  expect(await lockFolder(folder)).not.toBeNull()
})

it('a folder stays held when memory is collected', async () => {
  const folder = await tempDir()
  expect(await lockFolder(folder)).not.toBeNull()
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('gc is not exposed')
  for (let round = 0; round < 3; round++) {
    collect()
    await new Promise(setImmediate)
  }
  expect(await canLock(folder)).toBe(false)
})

it('a name that somebody took on the network of this computer keeps nobody out', async () => {
  const folder = await tempDir()
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32)
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(`\0rsync-tasks-0-${name}`, resolve))
  onTestFinished(() => void squatter.close())
  expect(await lockFolder(folder)).not.toBeNull()
})

it('a lock that root makes in the folder of another user is that user’s too', async () => {
  const folder = await tempDir()
  await chown(folder, 65534, 65534)
  const release = await lockFolder(folder)
  expect((await stat(join(folder, 'lock'))).uid).toBe(65534)
  const asOwner = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  expect(await canLock(folder, ...asOwner)).toBe(false)
  release?.()
  await expect.poll(() => canLock(folder, ...asOwner)).toBe(true)
})

it('a folder whose lock file was deleted is still held by the process that answers for it', async () => {
  const folder = await tempDir()
  const server = createServer((socket) => socket.destroy())
  const { path, release } = socketPath(folder)
  await new Promise<void>((resolve) => server.listen(path, resolve))
  release()
  await lockFolder(folder)
  await rm(join(folder, 'lock'), { force: true })
  expect(await lockFolder(folder)).toBeNull()
  await new Promise((resolve) => server.close(resolve))
  expect(await lockFolder(folder)).not.toBeNull()
})

it.each([
  ['of a process that has ended', JSON.stringify({ pid: 2 ** 22 + 1, host: '', command: '' })],
  ['of another program', 'something else'],
  ['with wrong types', JSON.stringify({ pid: '1', host: 1, command: null })],
])('a lock file with the text %s names no holder', async (_, text) => {
  const folder = await tempDir()
  await writeFile(join(folder, 'lock'), text.replace('"host":""', `"host":"${hostname()}"`))
  expect(await lockHolder(folder)).toBeNull()
})

/** What another user may have left in a folder that was open once. */
describe('in a folder that was open to others', () => {
  const STRANGER = 65_534
  const words = `in the data folder belongs to user ${STRANGER} and cannot be trusted`

  it('a lock file of another user is refused and not written to', async () => {
    const folder = await tempDir()
    await writeFile(join(folder, 'lock'), 'theirs', { mode: 0o666 })
    await chown(join(folder, 'lock'), STRANGER, STRANGER)
    await expect(lockFolder(folder)).rejects.toThrow(words)
    expect(await readFile(join(folder, 'lock'), 'utf8')).toBe('theirs')
  })

  it('a pipe in the place of the lock file is refused at once', async () => {
    const folder = await tempDir()
    await runOk('mkfifo', [join(folder, 'lock')])
    await expect(lockFolder(folder)).rejects.toThrow('is no file and no folder. Remove it: rm ')
    expect(await lockHolder(folder)).toBeNull()
  })

  it('a lock file that is another file of the user as well leaves that one as it is', async () => {
    const [folder, elsewhere] = [await tempDir(), await tempDir()]
    await writeFile(join(elsewhere, 'letter'), 'dear')
    await link(join(elsewhere, 'letter'), join(folder, 'lock'))
    const release = await lockFolder(folder)
    expect(release).not.toBeNull()
    expect(await readFile(join(elsewhere, 'letter'), 'utf8')).toBe('dear')
    expect(await lockHolder(folder)).toMatchObject({ pid: process.pid })
    expect(await canLock(folder)).toBe(false)
    release?.()
  })

  it('a socket of another user is not spoken to', async () => {
    const folder = await tempDir()
    let callers = 0
    const server = createServer((socket) => {
      callers++
      socket.write(encode({ kind: 'ready' }))
    })
    await new Promise<void>((done) => server.listen(join(folder, 'control.sock'), done))
    onTestFinished(() => void server.close())
    const ask = () =>
      requestWindow(
        folder,
        { isHidden: true, link: null },
        {
          ...{ giveUp: AbortSignal.timeout(5000), onReady: () => undefined },
          ...{ silentMs: 1000, onSilence: () => undefined },
        },
      )
    await ask()
    expect(callers).toBe(1)
    await lchown(join(folder, 'control.sock'), STRANGER, STRANGER)
    await expect(ask()).rejects.toThrow(words)
    await expect(lockFolder(folder)).rejects.toThrow(words)
    await rm(join(folder, 'control.sock'))
    await symlink('/no/such/socket', join(folder, 'control.sock'))
    await expect(ask()).rejects.toThrow('is a link that leads out')
    expect(callers).toBe(1)
  })
})
