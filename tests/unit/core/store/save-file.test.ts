import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  constants,
  lchownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { replaceWithCopy, replaceWithText } from '@core/store/save-file'
import { makeTempDir } from '../../../support/temp-dir'

const STRANGER = 54_321
const isRoot = process.getuid?.() === 0
let folder = ''
let path = ''
beforeEach(async () => {
  const temp = await makeTempDir()
  onTestFinished(() => temp.dispose())
  folder = temp.path
  path = join(folder, 'key')
})

const modeOf = (file: string) => lstatSync(file).mode & 0o777
/** Runs with the umask, which is everybody's in this process. */
async function withUmask(mask: number, work: () => Promise<void>): Promise<void> {
  const usual = process.umask(mask)
  try {
    await work()
  } finally {
    process.umask(usual)
  }
}

/** A descriptor of a pipe that is in no folder, such as a shell makes. */
async function namelessPipe(): Promise<number> {
  const script = 'exec 9> >(exec tail --pid=$$ -f /dev/null); echo; exec cat'
  const shell = spawn('bash', ['-c', script])
  onTestFinished(() => void shell.stdin.end())
  await once(shell.stdout, 'data')
  const end = openSync(`/proc/${shell.pid}/fd/9`, constants.O_RDWR | constants.O_NONBLOCK)
  onTestFinished(() => closeSync(end))
  return end
}

describe('a file that a person saves', () => {
  it.each([0o000, 0o022, 0o077, 0o777])('is private with the umask %o', async (mask) => {
    await withUmask(mask, () => replaceWithText(path, 'secret'))
    expect([modeOf(path), readFileSync(path, 'utf8')]).toEqual([0o600, 'secret'])
    await withUmask(mask, () => replaceWithText(path, 'script', 0o700))
    expect([modeOf(path), readdirSync(folder)]).toEqual([0o700, ['key']])
  })

  it.each([0o644, 0o666, 0o777, 0o400, 0o000])(
    'is private over a file of mode %o',
    async (mode) => {
      writeFileSync(path, 'old')
      chmodSync(path, mode)
      await replaceWithText(path, 'secret')
      expect([modeOf(path), readFileSync(path, 'utf8')]).toEqual([0o600, 'secret'])
    },
  )

  it('is not read by who has the former file open, or under another name', async () => {
    writeFileSync(path, 'old text')
    chmodSync(path, 0o644)
    linkSync(path, join(folder, 'also'))
    const reader = openSync(path, 'r')
    await replaceWithText(path, 'secret')
    const found = Buffer.alloc(20)
    const length = readSync(reader, found)
    closeSync(reader)
    expect(found.subarray(0, length).toString()).toBe('old text')
    expect(readFileSync(join(folder, 'also'), 'utf8')).toBe('old text')
  })

  it('goes where a link of the user leads, also to what is not there yet', async () => {
    mkdirSync(join(folder, 'disk'))
    symlinkSync('disk/file', path)
    for (const text of ['one', 'two']) {
      await replaceWithText(path, text)
      expect(readFileSync(join(folder, 'disk/file'), 'utf8')).toBe(text)
      expect([lstatSync(path).isSymbolicLink(), modeOf(join(folder, 'disk/file'))]).toEqual([
        true,
        0o600,
      ])
    }
  })

  it('does not go where a link of somebody else leads, nor in a circle', async () => {
    const target = join(folder, 'target')
    writeFileSync(target, 'untouched')
    symlinkSync(target, path)
    lchownSync(path, STRANGER, STRANGER)
    await expect(replaceWithText(path, 'secret')).rejects.toThrow('of another user')
    expect(readFileSync(target, 'utf8')).toBe('untouched')
    symlinkSync('circle', join(folder, 'circle'))
    await expect(replaceWithText(join(folder, 'circle'), 'secret')).rejects.toThrow('circle')
  })

  it.runIf(isRoot).each(['the folder', 'a link'])(
    'is not saved by root where %s is of another user, who could lay links there meanwhile',
    async (what) => {
      const [of, target] = [join(folder, 'of'), join(folder, 'target')]
      for (const one of [of, target]) mkdirSync(one)
      if (what === 'the folder') lchownSync(of, STRANGER, STRANGER)
      else {
        symlinkSync(target, join(folder, 'link'))
        lchownSync(join(folder, 'link'), STRANGER, STRANGER)
      }
      const into = join(what === 'a link' ? join(folder, 'link') : of, 'key')
      await expect(replaceWithText(into, 'secret')).rejects.toThrow('Save in a folder of root')
      expect([readdirSync(of), readdirSync(target)]).toEqual([[], []])
    },
  )

  it('that cannot be saved leaves the former one, and nothing beside it', async () => {
    mkdirSync(path)
    await expect(replaceWithText(path, 'secret')).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['key'])
    await expect(replaceWithText(join(folder, 'no/such/folder'), 'secret')).rejects.toThrow(
      'ENOENT',
    )
  })

  it('may be a device or a pipe, which stays one', async () => {
    execFileSync('mkfifo', [path])
    const read = readFile(path, 'utf8')
    await vi.waitFor(() => replaceWithText(path, 'text'))
    expect([await read, lstatSync(path).isFIFO()]).toEqual(['text', true])
    await replaceWithText('/dev/null', 'text')
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
    await expect(replaceWithText('/dev/full', 'text')).rejects.toMatchObject({ code: 'ENOSPC' })
  })

  it.each(['/dev/fd', '/proc/self/fd', 'a link to that folder', 'a link into it'])(
    'may be a pipe without a name, by %s',
    async (by) => {
      const end = await namelessPipe()
      const link = join(folder, 'link')
      if (by.endsWith('folder')) symlinkSync('/dev/fd', link)
      if (by.endsWith('into it')) symlinkSync(`/dev/fd/${end}`, link)
      const base = by.startsWith('/') ? by : link
      await replaceWithText(by.endsWith('into it') ? link : `${base}/${end}`, 'text')
      const found = Buffer.alloc(9)
      expect(found.toString('utf8', 0, readSync(end, found))).toBe('text')
    },
  )

  it('may be a pipe whose reader takes its time, and gets all of it', async () => {
    execFileSync('mkfifo', [path])
    const log = join(folder, '1.log')
    writeFileSync(log, 'log line\n'.repeat(100_000))
    for (const save of [
      () => replaceWithText(path, readFileSync(log, 'utf8')),
      () => replaceWithCopy(log, path),
    ]) {
      const reader = spawn('sh', ['-c', 'exec < "$1"; sleep 0.3; exec cmp - "$2"', '', path, log])
      const ended = new Promise((resolve) => reader.once('exit', resolve))
      await vi.waitFor(save, { timeout: 10_000 })
      expect(await ended).toBe(0)
    }
  })

  it('is not a pipe that nobody reads, nor a socket, which is said at once', async () => {
    execFileSync('mkfifo', [path])
    const link = join(folder, 'link')
    symlinkSync('key', link)
    for (const at of [path, link])
      await expect(replaceWithText(at, 'secret')).rejects.toThrow('is a pipe that nobody reads')
    await expect(replaceWithCopy(process.execPath, path)).rejects.toThrow('that nobody reads')
    expect([lstatSync(path).isFIFO(), readdirSync(folder).sort()]).toEqual([true, ['key', 'link']])
    const server = createServer()
    await new Promise<void>((done) => server.listen(join(folder, 'sock'), done))
    onTestFinished(() => void server.close())
    await expect(replaceWithText(join(folder, 'sock'), 'secret')).rejects.toThrow('or a socket')
  })

  it.runIf(isRoot)('is no pipe of somebody else, who would read it', async () => {
    execFileSync('mkfifo', [path])
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    onTestFinished(() => closeSync(reader))
    lchownSync(path, STRANGER, STRANGER)
    const link = join(folder, 'link')
    symlinkSync('key', link)
    writeFileSync(join(folder, '1.log'), 'log')
    for (const at of [path, link]) {
      await expect(replaceWithText(at, 'secret')).rejects.toThrow('is a pipe of another user')
      await expect(replaceWithCopy(join(folder, '1.log'), at)).rejects.toThrow('of another user')
    }
    expect(readSync(reader, Buffer.alloc(9))).toBe(0)
    expect(lstatSync(path).isFIFO()).toBe(true)
  })

  it('is no pipe to which a link of somebody else leads', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
    onTestFinished(() => closeSync(reader))
    symlinkSync('pipe', path)
    lchownSync(path, STRANGER, STRANGER)
    await expect(replaceWithText(path, 'secret')).rejects.toThrow('of another user')
    expect(readSync(reader, Buffer.alloc(9))).toBe(0)
  })
})

/** Puts a link to `secret` in the place of each new file in `folder`, as whoever may write there can. */
const ATTACK = `
const { readdirSync, rmSync, symlinkSync } = require('node:fs')
const [folder, secret] = process.argv.slice(1)
process.stdout.write('ready')
for (;;)
  for (const name of readdirSync(folder))
    if (name.startsWith('.rsync-tasks-')) try {
      rmSync(folder + '/' + name)
      symlinkSync(secret, folder + '/' + name)
    } catch {}`

it('a link that somebody lays while a file is saved leads to no other file', async () => {
  const [shared, secret] = [join(folder, 'shared'), join(folder, 'secret')]
  mkdirSync(shared)
  writeFileSync(path, 'log')
  writeFileSync(secret, 'secret', { mode: 0o600 })
  const attacker = spawn(process.execPath, ['-e', ATTACK, shared, secret])
  onTestFinished(() => void attacker.kill('SIGKILL'))
  await once(attacker.stdout, 'data')
  for (let i = 0; i < 200; i++) {
    await replaceWithText(join(shared, `text${i}`), 'text', 0o644).catch(() => undefined)
    await replaceWithCopy(path, join(shared, `copy${i}`)).catch(() => undefined)
  }
  expect([modeOf(secret), readFileSync(secret, 'utf8')]).toEqual([0o600, 'secret'])
})

it('a copy that a person saves is private, too', async () => {
  writeFileSync(join(folder, '1.log'), 'log', { mode: 0o644 })
  writeFileSync(path, 'old', { mode: 0o666 })
  await replaceWithCopy(join(folder, '1.log'), path)
  expect([modeOf(path), readFileSync(path, 'utf8')]).toEqual([0o600, 'log'])
})
