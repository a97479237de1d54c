import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { Accounts } from '@core/system/accounts'
import { sweepTemp } from '@core/system/sweep-temp'
import { TEMP_KINDS, tempPrefixOf } from '@core/system/temp-folder'
import { makeTempDir } from '../../../support/temp-dir'
import { canMakeUsers, makeTempUser } from '../../../support/temp-user'

const dataFolder = '/the/data/folder'
let temp = ''
beforeEach(async () => {
  const dir = await makeTempDir()
  onTestFinished(() => dir.dispose())
  temp = dir.path
  // As /tmp, which a folder of TMPDIR must be for others to reach it.
  chmodSync(temp, 0o1777)
  vi.stubEnv('TMPDIR', temp)
})
afterEach(() => void vi.unstubAllEnvs())

/** The number of a process that has ended. */
const ended = () => spawnSync('true').pid
const sweep = (...users: string[]) =>
  sweepTemp({ accounts: new Accounts(), dataFolder, users: new Set(users) })

function folderOf(prefix: string, ...names: string[]): string {
  const folder = mkdtempSync(join(temp, prefix))
  for (const name of names) writeFileSync(join(folder, name), 'text')
  return folder
}

function aged(folder: string): string {
  utimesSync(folder, 0, 0)
  return folder
}

it('removes what processes left that have ended, and what has the mark of the data folder', async () => {
  const left = [
    ...TEMP_KINDS.map((kind) => folderOf(`rsync-tasks-${kind}-${ended()}-`, 'a', 'b')),
    folderOf(tempPrefixOf(dataFolder), 'known_hosts'),
    // Earlier versions named no process.
    aged(folderOf('rsync-tasks-', 'stdout')),
    aged(folderOf('rsync-tasks-', 'copy')),
    aged(folderOf('rsync-tasks-keys-', 'rsa')),
  ]
  await sweep()
  expect(left.filter((folder) => existsSync(folder))).toEqual([])
})

it('leaves alone what is at work, links, and whatever is not ours', async () => {
  const outside = join(temp, 'outside')
  mkdirSync(outside)
  writeFileSync(join(outside, 'file'), 'kept')
  const links = [`rsync-tasks-saved-${ended()}-aaaaaa`, `${tempPrefixOf(dataFolder)}aaaaaa`]
  for (const name of links) symlinkSync(outside, join(temp, name))
  const foreign = folderOf(`rsync-tasks-keys-${ended()}-`, 'file')
  chownSync(foreign, 54_321, 54_321)
  const others = [
    outside,
    foreign,
    folderOf(`rsync-tasks-saved-${process.pid}-`, 'file'),
    folderOf('rsync-tasks-saved-1-', 'file'),
    folderOf(`rsync-tasks-other-${ended()}-`, 'file'),
    folderOf(tempPrefixOf('/another/data/folder'), 'file'),
    folderOf('rsync-tasks-', 'file'),
    aged(folderOf('rsync-tasks-', 'file', 'copy')),
  ]
  await sweep()
  for (const folder of others) expect(existsSync(join(folder, 'file')), folder).toBe(true)
  for (const name of links) expect(existsSync(join(temp, name, 'file')), name).toBe(true)
})

it.runIf(canMakeUsers)('removes what is of the user of a task as that user', async () => {
  const user = await makeTempUser()
  onTestFinished(() => user.dispose())
  const inside = folderOf(`rsync-tasks-keys-${ended()}-`, 'rsa')
  const roots = join(temp, 'of root')
  mkdirSync(roots)
  writeFileSync(join(roots, 'file'), 'kept')
  symlinkSync(roots, join(inside, 'link'))
  chownSync(inside, user.uid, user.gid)
  await sweep()
  expect(existsSync(inside)).toBe(true)
  await sweep(user.name)
  expect([existsSync(inside), existsSync(join(roots, 'file'))]).toEqual([false, true])
})
