import { execFileSync, spawnSync } from 'node:child_process'
import {
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
import { sweepPipes } from '@core/run/output-pipes'
import { makeTempDir } from '../../../support/temp-dir'

let temp = ''
beforeEach(async () => {
  const dir = await makeTempDir()
  onTestFinished(() => dir.dispose())
  temp = dir.path
  vi.stubEnv('TMPDIR', temp)
})
afterEach(() => void vi.unstubAllEnvs())

/** The number of a process that has ended. */
const ended = () => spawnSync('true').pid

function folderOf(prefix: string): string {
  const folder = mkdtempSync(join(temp, prefix))
  execFileSync('mkfifo', ['stdout', 'stderr'], { cwd: folder })
  return folder
}

function aged(folder: string): string {
  utimesSync(folder, 0, 0)
  return folder
}

it('removes the pipes of processes that have ended, however far they came', async () => {
  const left = [
    folderOf(`rsync-tasks-pipes-${ended()}-`),
    mkdtempSync(join(temp, `rsync-tasks-pipes-${ended()}-`)),
    aged(folderOf('rsync-tasks-')),
  ]
  await sweepPipes()
  expect(left.filter((folder) => existsSync(folder))).toEqual([])
})

it('leaves alone what is at work, what is of others, and whatever is no pipe', async () => {
  const outside = join(temp, 'outside')
  mkdirSync(outside)
  execFileSync('mkfifo', ['stdout'], { cwd: outside })
  const link = join(temp, `rsync-tasks-pipes-${ended()}-aaaaaa`)
  symlinkSync(outside, link)
  const foreign = folderOf(`rsync-tasks-pipes-${ended()}-`)
  chownSync(foreign, 54_321, 54_321)
  const filled = folderOf(`rsync-tasks-pipes-${ended()}-`)
  writeFileSync(join(filled, 'file'), 'kept')
  const others = [
    folderOf(`rsync-tasks-pipes-${process.pid}-`),
    folderOf(`rsync-tasks-pipes-1-`),
    folderOf('rsync-tasks-'),
    aged(folderOf('rsync-other-')),
  ]
  await sweepPipes()
  for (const folder of others) expect(existsSync(join(folder, 'stdout')), folder).toBe(true)
  expect(existsSync(join(outside, 'stdout'))).toBe(true)
  expect([existsSync(link), existsSync(join(foreign, 'stdout'))]).toEqual([true, true])
  expect([existsSync(join(filled, 'file')), existsSync(join(filled, 'stdout'))]).toEqual([
    true,
    false,
  ])
})
