import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  linkSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { closeTree, lookThroughTree } from '@core/store/close-tree'
import { findProgram } from '../../../support/run'
import { makeTempDir } from '../../../support/temp-dir'

const uid = process.getuid?.() ?? 0
const STRANGER = 54_321

let folder = ''
let outside = ''
beforeEach(async () => {
  const temp = await makeTempDir()
  onTestFinished(() => temp.dispose())
  ;[folder, outside] = [join(temp.path, 'data'), join(temp.path, 'outside')]
  for (const one of [folder, outside]) mkdirSync(one, { mode: 0o700 })
})

function put(name: string, mode: number, text = name): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

const modeOf = (path: string) => (lstatSync(path).mode & 0o777).toString(8)

describe('what is in the data folder', () => {
  it.each([
    ['settings.json', 0o644, '600'],
    ['settings.json', 0o666, '600'],
    ['runs/journal.jsonl', 0o640, '600'],
    ['runs/1.log', 0o604, '600'],
    ['runs/9.log', 0o000, '600'],
    ['previews/1/as-listed', 0o777, '700'],
  ])('%s of mode %o is closed to others', (name, mode, closed) => {
    const path = put(name, mode)
    expect(closeTree(folder, uid).opened).toEqual((mode & 0o077) === 0 ? [] : [path])
    expect(modeOf(path)).toBe(closed)
    expect(readFileSync(path, 'utf8')).toBe(name)
    expect(closeTree(folder, uid)).toEqual({ opened: [], linked: [] })
  })

  it('includes folders, also those that nobody could enter, and sockets', async () => {
    const log = put('runs/deep/er/1.log', 0o666)
    chmodSync(join(folder, 'runs/deep'), 0o777)
    chmodSync(join(folder, 'runs'), 0o000)
    const server = createServer()
    await new Promise<void>((done) => server.listen(join(folder, 'control.sock'), done))
    onTestFinished(() => void server.close())
    chmodSync(join(folder, 'control.sock'), 0o777)
    expect(closeTree(folder, uid).opened).toHaveLength(3)
    expect([modeOf(join(folder, 'runs')), modeOf(join(folder, 'runs/deep'))]).toEqual([
      '700',
      '700',
    ])
    expect([modeOf(log), modeOf(join(folder, 'control.sock'))]).toEqual(['600', '700'])
  })

  it.each(['settings.json', 'runs/journal.jsonl', 'runs'])(
    'is refused with the remedy when %s belongs to somebody else',
    (name) => {
      put('settings.json', 0o600)
      put('runs/journal.jsonl', 0o600)
      lchownSync(join(folder, name), STRANGER, STRANGER)
      expect(() => closeTree(folder, uid)).toThrow(
        `${join(folder, name)} in the data folder belongs to user ${STRANGER} and cannot be trusted. Remove it, or make it yours: sudo chown -h "$(id -u)" ${join(folder, name)}`,
      )
    },
  )

  it.each([
    ['a file outside', (target: string) => target],
    ['a folder outside', (target: string) => dirname(target)],
    ['a relative way out', () => '../outside/target'],
    ['the folder itself', () => '.'],
    ['nothing', () => '/no/such/file'],
  ])('is refused when a link leads to %s, and nothing there is touched', (_, targetOf) => {
    const target = join(outside, 'target')
    writeFileSync(target, 'text')
    chmodSync(target, 0o644)
    symlinkSync(targetOf(target), join(folder, 'settings.json'))
    expect(() => closeTree(folder, uid)).toThrow(
      /settings\.json in the data folder is a link that leads out of it\. .*rm /,
    )
    expect(modeOf(target)).toBe('644')
  })

  it('may hold a link to what is in it', () => {
    put('runs/1.log', 0o600)
    symlinkSync('runs/1.log', join(folder, 'last.log'))
    expect(closeTree(folder, uid)).toEqual({ opened: [], linked: [] })
  })

  it('is refused when a pipe is in it, which would never answer', () => {
    execFileSync('mkfifo', [join(folder, 'settings.json')])
    expect(() => closeTree(folder, uid)).toThrow(
      /settings\.json in the data folder is no file and no folder/,
    )
  })

  it.each([0o666, 0o620, 0o602])('is out of reach for who has opened it with mode %o', (mode) => {
    const path = put('settings.json', mode, 'mine')
    const file = openSync(path, 'r+')
    onTestFinished(() => closeSync(file))
    expect(closeTree(folder, uid).opened).toEqual([path])
    writeSync(file, 'evil')
    expect([readFileSync(path, 'utf8'), modeOf(path)]).toEqual(['mine', '600'])
  })

  it('is parted from names that a file has outside', () => {
    const path = put('settings.json', 0o600)
    linkSync(path, join(outside, 'also'))
    expect(closeTree(folder, uid).linked).toEqual([path])
    writeFileSync(path, 'new')
    expect(readFileSync(join(outside, 'also'), 'utf8')).toBe('settings.json')
    expect([modeOf(path), lstatSync(path).nlink]).toEqual(['600', 1])
  })

  it('may have two names for one file, as the settings and their previous version are', () => {
    linkSync(put('settings.json', 0o600), join(folder, 'settings.previous.json'))
    expect(closeTree(folder, uid)).toEqual({ opened: [], linked: [] })
    expect(lstatSync(join(folder, 'settings.json')).nlink).toBe(2)
  })
})

/** Waits as another user in the folder until that was listed, and lays a link there. */
const PLANT = `import ctypes, os, sys
os.chdir(sys.argv[1])
os.setgroups([])
os.setgid(${STRANGER})
os.setuid(${STRANGER})
libc = ctypes.CDLL(None)
events = libc.inotify_init()
CLOSED, FOLDER = 0x10, 0x40000000
libc.inotify_add_watch(events, b'.', CLOSED)
print('ready', flush=True)
while not int.from_bytes(os.read(events, 4096)[4:8], sys.byteorder) & FOLDER: pass
os.symlink(sys.argv[2], 'laid')
os.rename('laid', 'client_id')`

const isOwn = (apart: readonly string[] = []) => lookThroughTree(folder, uid, apart).isOwn

describe('before others write in the data folder', () => {
  it('it is looked through, and no file in it is changed', () => {
    const [path, log] = [put('Local State', 0o644), put('runs/1.log', 0o644)]
    linkSync(put('settings.json', 0o600), join(folder, 'settings.previous.json'))
    expect(isOwn()).toBe(true)
    linkSync(log, join(outside, 'also'))
    expect([isOwn(['runs']), isOwn()]).toEqual([true, false])
    linkSync(path, join(outside, 'and this'))
    expect([modeOf(path), isOwn(['runs'])]).toEqual(['644', false])
  })

  it('the folders in it are closed, also those that are not entered', () => {
    put('runs/1/log', 0o600)
    put('Crashpad/new/a', 0o600)
    const open = ['runs', 'Crashpad', 'Crashpad/new'].map((name) => join(folder, name))
    for (const path of open) chmodSync(path, 0o777)
    expect(lookThroughTree(folder, uid, ['runs']).opened.toSorted()).toEqual(open.toSorted())
    expect(open.map(modeOf)).toEqual(['700', '700', '700'])
    expect(lookThroughTree(folder, uid, []).opened).toEqual([])
  })

  it.runIf(uid === 0)('nobody lays anything there once it was looked at', async () => {
    put('Crashpad/client_id', 0o600)
    const [open, letter] = [join(folder, 'Crashpad'), join(outside, 'letter')]
    for (const path of [folder, open]) chmodSync(path, 0o777)
    const other = spawn(findProgram('python3'), ['-c', PLANT, open, letter])
    onTestFinished(() => void other.kill())
    const ended = once(other, 'exit')
    await once(other.stdout, 'data')
    chmodSync(folder, 0o700)
    expect(isOwn()).toBe(true)
    expect((await ended)[0]).toBe(1)
    expect(lstatSync(join(open, 'client_id')).isFile()).toBe(true)
  })

  it('it is refused with what is not the user’s, where it is entered', () => {
    put('Crashpad/client_id', 0o600)
    lchownSync(join(folder, 'Crashpad/client_id'), STRANGER, STRANGER)
    expect(() => isOwn()).toThrow('cannot be trusted')
    expect(isOwn(['Crashpad'])).toBe(true)
    lchownSync(join(folder, 'Crashpad'), STRANGER, STRANGER)
    expect(() => isOwn(['Crashpad'])).toThrow('cannot be trusted')
  })
})
