import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { whyNotOwn } from '@core/system/own-folder'
import { findProgram, runOk } from '../../../support/run'
import { makeTempDir } from '../../../support/temp-dir'

const uid = process.getuid?.() ?? 0
const STRANGER = 54_321

let top = ''
let folder = ''
beforeEach(async () => {
  const temp = await makeTempDir()
  onTestFinished(() => temp.dispose())
  top = temp.path
  // Others may enter, unless a test says something else.
  chmodSync(top, 0o755)
  folder = join(top, 'a/b/c')
  mkdirSync(folder, { recursive: true, mode: 0o755 })
})

/** Names the stranger in an access control list (acl(5)), whose mask has the same rights. */
async function giveAcl(path: string, rights: number, others = 5): Promise<void> {
  const nobody = 0xffffffff
  const entries = [
    ...[
      [1, 7, nobody],
      [2, rights, STRANGER],
      [4, others, nobody],
      [16, rights, nobody],
    ],
    [32, 0, nobody],
  ]
  const write = `import os, struct, sys
acl = struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *entry) for entry in ${JSON.stringify(entries)})
os.setxattr(sys.argv[1], 'system.posix_acl_access', acl)`
  await runOk(findProgram('python3'), ['-c', write, path])
}

describe('a folder', () => {
  it('is the own one when root and the user alone decide what is there', () => {
    expect(whyNotOwn(folder, uid)).toBeNull()
    expect(whyNotOwn(join(folder, 'not/there/yet'), uid)).toBeNull()
    expect(whyNotOwn('/', uid)).toBeNull()
    expect(whyNotOwn('/tmp', uid)).toBeNull()
  })

  it.each([0o777, 0o707, 0o702])('is not when others may write (%o) on the way to it', (mode) => {
    chmodSync(join(top, 'a'), mode)
    expect(whyNotOwn(folder, uid)).toEqual({ path: join(top, 'a'), owner: null })
  })

  it('is not when a group with others in it may write on the way to it', () => {
    chownSync(join(top, 'a/b'), uid, STRANGER)
    chmodSync(join(top, 'a/b'), 0o770)
    expect(whyNotOwn(folder, uid)).toEqual({ path: join(top, 'a/b'), owner: null })
  })

  it('is not when an access control list lets somebody write on the way to it', async () => {
    const open = join(top, 'a/b')
    chmodSync(open, 0o770)
    expect(whyNotOwn(folder, uid)).toBeNull()
    await giveAcl(open, 7)
    expect(whyNotOwn(folder, uid)).toEqual({ path: open, owner: null })
    await giveAcl(open, 5)
    expect(whyNotOwn(folder, uid)).toBeNull()
  })

  it('is below a folder where all may write, but rename nothing of others', () => {
    chmodSync(join(top, 'a'), 0o1777)
    expect(whyNotOwn(folder, uid)).toBeNull()
  })

  it('is not below a folder of somebody else, whatever its mode is', () => {
    for (const mode of [0o755, 0o700, 0o1777]) {
      chownSync(join(top, 'a'), STRANGER, STRANGER)
      chmodSync(join(top, 'a'), mode)
      expect(whyNotOwn(folder, uid)).toEqual({ path: join(top, 'a'), owner: STRANGER })
    }
  })

  it('is not behind a link of somebody else, nor behind a link into what is open', () => {
    symlinkSync(folder, join(top, 'link'))
    expect(whyNotOwn(join(top, 'link'), uid)).toBeNull()
    lchownSync(join(top, 'link'), STRANGER, STRANGER)
    expect(whyNotOwn(join(top, 'link'), uid)).toEqual({ path: join(top, 'link'), owner: STRANGER })
    lchownSync(join(top, 'link'), uid, uid)
    chmodSync(join(top, 'a/b'), 0o777)
    expect(whyNotOwn(join(top, 'link'), uid)).toEqual({ path: join(top, 'a/b'), owner: null })
  })

  it('is not behind links that lead to each other', () => {
    symlinkSync('two', join(top, 'one'))
    symlinkSync('one', join(top, 'two'))
    expect(whyNotOwn(join(top, 'one'), uid)).not.toBeNull()
  })

  it('is the own one below a folder that others may not enter, whatever they may do there', () => {
    chmodSync(join(top, 'a/b'), 0o777)
    for (const mode of [0o755, 0o711, 0o701]) {
      chmodSync(join(top, 'a'), mode)
      expect(whyNotOwn(folder, uid)).toEqual({ path: join(top, 'a/b'), owner: null })
    }
    for (const mode of [0o700, 0o744]) {
      chmodSync(join(top, 'a'), mode)
      expect(whyNotOwn(folder, uid)).toBeNull()
    }
  })

  it('is not below one that a group or list lets others enter', async () => {
    const [gate, open] = [join(top, 'a'), join(top, 'a/b')]
    chmodSync(open, 0o777)
    chmodSync(gate, 0o710)
    expect(whyNotOwn(folder, uid)).toBeNull()
    await giveAcl(gate, 1, 0)
    expect(whyNotOwn(folder, uid)).toEqual({ path: open, owner: null })
    await giveAcl(gate, 0, 0)
    expect(whyNotOwn(folder, uid)).toBeNull()
    chmodSync(gate, 0o710)
    chownSync(gate, uid, STRANGER)
    expect(whyNotOwn(folder, uid)).toEqual({ path: open, owner: null })
  })

  it('is not below a closed one of somebody else, nor in what somebody else has there', () => {
    chmodSync(join(top, 'a/b'), 0o700)
    chownSync(join(top, 'a/b'), STRANGER, STRANGER)
    expect(whyNotOwn(folder, uid)).toEqual({ path: join(top, 'a/b'), owner: STRANGER })
    chmodSync(join(top, 'a'), 0o700)
    expect(whyNotOwn(folder, uid)).toEqual({ path: join(top, 'a/b'), owner: STRANGER })
  })

  it('is not where a link leads from there to what is open elsewhere', () => {
    chmodSync(join(top, 'a/b'), 0o777)
    mkdirSync(join(top, 'closed'), { mode: 0o700 })
    symlinkSync('../a/b', join(top, 'closed/link'))
    expect(whyNotOwn(join(top, 'closed/link/c'), uid)).toEqual({
      ...{ path: join(top, 'a/b'), owner: null },
    })
    symlinkSync(join(top, 'closed/b'), join(top, 'link'))
    mkdirSync(join(top, 'closed/b'))
    chmodSync(join(top, 'closed/b'), 0o777)
    expect(whyNotOwn(join(top, 'link'), uid)).toBeNull()
  })

  it.runIf(uid === 0).each([
    ['what is open is mounted there', 'open', 'closed/b'],
    ['what is there is mounted elsewhere', 'closed/b', 'open'],
  ])('is not where %s', async (_, from, to) => {
    for (const name of ['open', 'closed/b']) {
      mkdirSync(join(top, name), { recursive: true })
      chmodSync(join(top, name), 0o777)
    }
    chmodSync(join(top, 'closed'), 0o700)
    const path = join(top, 'closed/b')
    expect(whyNotOwn(path, uid)).toBeNull()
    await runOk('mount', ['--bind', join(top, from), join(top, to)])
    onTestFinished(async () => void (await runOk('umount', [join(top, to)])))
    expect(whyNotOwn(path, uid)).toEqual({ path, owner: null })
  })
})
