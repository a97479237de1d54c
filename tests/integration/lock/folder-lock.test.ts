import { createHash } from 'node:crypto'
import { chown, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it, onTestFinished } from 'vitest'
import { lockFolder, lockHolder } from '@main/control/folder-lock'
import { socketPath } from '@main/control/socket-path'
import { tempDir } from '../../support/engine'
import { run } from '../../support/run'

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
