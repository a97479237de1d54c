import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

import { afterAll, beforeAll } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { moduleTask, tempDir } from './engine'
import { startRsyncd, type Rsyncd } from './rsyncd'
import { useSshLogin } from './ssh-login'
import { makeTempDir, type TempDir } from './temp-dir'
import { makeTree, type TreeSpec } from './tree'

export interface Sides {
  readonly source: TreeSpec
  /** What is in the place that the source is copied to. */
  readonly destination: TreeSpec
  /** Whether the side that is not here is behind ssh; else it is in a module. */
  readonly isSsh: boolean
  /** At the end of the source. */
  readonly slash: '' | '/'
  readonly settings: Partial<TaskSettings> & Pick<TaskSettings, 'direction'>
}

export interface LaidOut {
  readonly from: string
  /** The folder that the task names. */
  readonly to: string
  /** The folder that corresponds to `from`: `to`, or one in it. */
  readonly target: string
  readonly settings: Partial<TaskSettings>
}

/** Outside of a chroot a daemon changes links, unless it is told not to (rsyncd.conf(5)). */
const moduleAt = (path: string) => `[links]\npath = ${path}\nread only = no\nmunge symlinks = no\n`

/**
 * One daemon and one sshd for all tests of a file. Out: what lays a source and a destination out
 * with one of them here and the other there, and the task from one to the other.
 */
export function useTwoSides(): (sides: Sides) => Promise<LaidOut> {
  const ssh = useSshLogin()
  let [daemon, module]: [Rsyncd, TempDir] = [] as never
  beforeAll(async () => {
    module = await makeTempDir('rtm')
    daemon = await startRsyncd({ extraConfig: moduleAt(module.path) })
  })
  afterAll(async () => {
    await daemon.stop()
    await module.dispose()
  })
  let count = 0
  return async ({ source, destination, isSsh, slash, settings }) => {
    const name = `far${++count}`
    const base = isSsh ? await tempDir() : module.path
    const [near, far] = [`${await tempDir()}/near`, `${base}/${name}`]
    const isPush = settings.direction === 'PUSH'
    const [from, to] = isPush ? [near, far] : [far, near]
    const target = slash === '/' ? to : `${to}/${isPush ? 'near' : name}`
    await mkdir(target, { recursive: true })
    await makeTree(from, source)
    await makeTree(target, destination)
    // The folder around it, too: an option may name one beside it.
    await ssh.login.give(dirname(near))
    // Limits have tests of their own; here nothing may stand in the way.
    const free = { ...settings, deleteLimit: null, deleteLimitPercent: null } as const
    const [path, remotePath] = isPush ? [`${near}${slash}`, far] : [near, `${far}${slash}`]
    const task = isSsh
      ? ssh.login.task({ ...free, path, remotePath })
      : moduleTask(daemon, `links/${name}${isPush ? '' : slash}`, { ...free, path })
    return { from, to, target, settings: task }
  }
}
