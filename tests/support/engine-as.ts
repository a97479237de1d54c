import { fork } from 'node:child_process'
import { chown } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { onTestFinished } from 'vitest'

import { fromWireError, type WireError } from '@common/errors'
import type { Task } from '@common/task/task'

import type { EngineCalls } from './engine-program'
import { makeTempDir } from './temp-dir'
import type { TempUser } from './temp-user'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = fileURLToPath(new URL('engine-program.ts', import.meta.url))

const HIDE = 'mount -t proc -o hidepid=2 proc /proc && exec "$0" "$@"'

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: WireError
}

/** The calls of {@link EngineCalls}, from another process. */
export type RemoteCalls = {
  [K in keyof EngineCalls]: (
    ...args: Parameters<EngineCalls[K]>
  ) => Promise<Awaited<ReturnType<EngineCalls[K]>>>
}

/** A real engine in a process of its own, which belongs to somebody else than the tests. */
export interface EngineOfUser {
  readonly calls: RemoteCalls
  readonly pid: number
  readonly folder: string
  /** Ends the process as a crash does. */
  kill(): void
}

export interface EngineAsOptions {
  /** A folder that an engine of the same user has used before. */
  readonly folder?: string
  readonly tasks?: readonly Task[]
  /** A network namespace to be in (ip-netns(8)). */
  readonly network?: string
  /** How many files the process may have open (ulimit -n). */
  readonly openFiles?: number
  /** /proc shows it no processes of other users (hidepid). */
  readonly hidesOthers?: boolean
}

/** Starts an engine as that user (root only). It ends with the running test. */
export async function startEngineAs(
  user: Pick<TempUser, 'uid' | 'gid' | 'env'>,
  options: EngineAsOptions = {},
): Promise<EngineOfUser> {
  const folder = options.folder ?? (await folderOf(user))
  const env = { ...process.env, TSX_TSCONFIG_PATH: `${root}/tests/tsconfig.json` }
  const { network, openFiles, hidesOthers = false } = options
  const [execPath = '', ...execArgv] = [
    ...(network === undefined ? [] : ['ip', 'netns', 'exec', network]),
    ...(openFiles === undefined ? [] : ['prlimit', `--nofile=${openFiles}`]),
    ...(hidesOthers ? ['unshare', '-m', 'sh', '-c', HIDE] : []),
    ...[process.execPath, '--import', 'tsx'],
  ]
  const child = fork(program, { cwd: root, env, execPath, execArgv })
  onTestFinished(() => void child.kill('SIGKILL'))
  const pending = new Map<number, (answer: Answer) => void>()
  child.on('message', (answer: Answer) => pending.get(answer.id)?.(answer))
  child.once('exit', () => {
    const error = { code: 'UNEXPECTED', message: 'The engine has ended.', fields: [] } as const
    for (const [id, answer] of pending) answer({ id, error })
  })
  const answerTo = async (id: number, message: object) => {
    const { error, value } = await new Promise<Answer>((resolve) => {
      pending.set(id, resolve)
      child.send(message)
    })
    pending.delete(id)
    if (error) throw fromWireError(error)
    return value
  }
  const { uid, gid } = user
  await answerTo(0, { uid, gid, env: user.env, folder, tasks: options.tasks ?? [] })
  let lastId = 0
  const calls = new Proxy({} as RemoteCalls, {
    get: (_, call) => (typeof call === 'string' && call !== 'then' ? caller(call) : undefined),
  })
  const caller =
    (call: string) =>
    (...args: unknown[]) => {
      const id = ++lastId
      return answerTo(id, { id, call, args })
    }
  return { calls, pid: child.pid ?? 0, folder, kill: () => void child.kill('SIGKILL') }
}

async function folderOf(user: Pick<TempUser, 'uid' | 'gid'>): Promise<string> {
  const dir = await makeTempDir('rte')
  onTestFinished(() => dir.dispose())
  await chown(dir.path, user.uid, user.gid)
  return dir.path
}
