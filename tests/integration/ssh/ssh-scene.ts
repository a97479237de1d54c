import { chmod, chown, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'

import { expect, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { tempDir } from '../../support/engine'
import { startEngineAs } from '../../support/engine-as'
import { startSshd, type Sshd } from '../../support/sshd'
import { makeTempUser } from '../../support/temp-user'
import { settingsFor } from './support'

/** Two servers, of which one leads to the other. */
export interface TwoHosts {
  readonly nas: Sshd
  readonly jump: Sshd
  stop(): Promise<void>
}

export async function startTwoHosts(): Promise<TwoHosts> {
  const nas = await startSshd({ hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] })
  const jump = await startSshd()
  return { nas, jump, stop: async () => void (await Promise.all([nas.stop(), jump.stop()])) }
}

/** The app of a user with a real `~/.ssh`, to be filled by the test. */
export async function openSshScene({ nas, jump }: TwoHosts) {
  const user = await makeTempUser()
  onTestFinished(() => user.dispose())
  const ssh = (name: string) => `${user.home}/.ssh/${name}`
  await mkdir(ssh(''), { mode: 0o700 })
  await chown(ssh(''), user.uid, user.gid)
  const { calls } = await startEngineAs(user)

  async function own(name: string): Promise<void> {
    await chmod(ssh(name), 0o600)
    await chown(ssh(name), user.uid, user.gid)
  }
  async function put(name: string, text: string): Promise<void> {
    await writeFile(ssh(name), text)
    await own(name)
  }
  async function putKey(name: string, of: Sshd): Promise<void> {
    await copyFile(of.clientKeyFile, ssh(name))
    await own(name)
  }

  /** Text of an ssh_config with a jump host that the user's ssh gets through, known_hosts and all. */
  async function throughJump(more = ''): Promise<string> {
    await putKey('jump_key', jump)
    await put('known_hosts', jump.knownHosts)
    const hop = ` HostName 127.0.0.1\n Port ${jump.port}\n User ${jump.user}\n IdentityFile ~/.ssh/jump_key\n`
    return `Host jump\n${hop}Host nas\n HostName 127.0.0.1\n ProxyJump jump\n${more}`
  }

  async function connect(host: string, changes: object = {}) {
    const pair = await calls.importKey('key', await readFile(nas.clientKeyFile, 'utf8'))
    const settings = { ...settingsFor(nas, pair.id), host, ...changes }
    return { settings, connection: await calls.connect(settings) }
  }

  /** A task that pushes one file, and what arrived of it. */
  async function task(given: Partial<TaskSettings>) {
    const [path, remotePath] = [await tempDir(), await tempDir()]
    await writeFile(`${path}/file`, 'content')
    const settings = {
      ...({ mode: 'SSH', user: user.name, path: `${path}/`, remotePath } as const),
      ...given,
    }
    return { settings, arrived: () => readFile(`${remotePath}/file`, 'utf8') }
  }

  /** Saves a task with every check, and runs it. */
  async function copies(given: Partial<TaskSettings>): Promise<void> {
    const { settings, arrived } = await task(given)
    const { id } = await calls.create(settings)
    const run = await calls.ended((await calls.start(id)).id)
    expect(run).toMatchObject({ state: 'SUCCESS' })
    expect(await arrived()).toBe('content')
  }

  return { user, calls, ssh, put, putKey, throughJump, connect, task, copies }
}

export type SshScene = Awaited<ReturnType<typeof openSshScene>>
