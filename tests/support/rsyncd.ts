import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'

import { listensOn } from './ports'
import { moduleNames, rsyncdConfig, rsyncdPaths, type ModuleName } from './rsyncd-config'
import { newMark, onFreePort, startServer, type ServerProcess } from './server-process'
import { makeTempDir, type TempDir } from './temp-dir'

/** Settings of a test daemon; all have defaults. */
export interface RsyncdOptions {
  readonly authUser?: string
  readonly password?: string
  /** A fixed port, to bring a daemon back where one was stopped. */
  readonly port?: number
  /** Lines appended to the configuration, e.g. a module with a blank in its name. */
  readonly extraConfig?: string
  /** Lines before the first module, e.g. for a message of the day. */
  readonly globals?: readonly string[]
}

/** One module of a running test daemon. */
export interface RsyncdModule {
  readonly name: string
  /** The directory it serves. */
  readonly root: string
  /** `rsync://host:port/name/`, without a user. */
  readonly url: string
}

/** A real rsync daemon. */
export interface Rsyncd {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly pid: number
  readonly modules: Readonly<Record<ModuleName, RsyncdModule>>
  readonly authUser: string
  readonly password: string
  /** Where the daemon has the password. */
  readonly secretsFile: string
  readonly logFile: string
  /** The daemon's log as it is now. */
  log(): string
  /** Ends the daemon and its children and removes its directory; may be called again. */
  stop(): Promise<void>
}

/** What the `readonly` module contains from the start. */
export const readonlyContent = { 'README.txt': 'read me\n', 'sub/data.txt': 'some data\n' } as const

async function writeModules(base: string): Promise<void> {
  const { module } = rsyncdPaths(base)
  for (const name of moduleNames) await mkdir(module(name), { recursive: true })
  await mkdir(`${module('readonly')}/sub`)
  for (const [name, text] of Object.entries(readonlyContent)) {
    await writeFile(`${module('readonly')}/${name}`, text)
  }
}

function describeModules(base: string, port: number): Record<ModuleName, RsyncdModule> {
  const describe = (name: ModuleName): RsyncdModule => ({
    name,
    root: rsyncdPaths(base).module(name),
    url: `rsync://127.0.0.1:${port}/${name}/`,
  })
  return {
    open: describe('open'),
    auth: describe('auth'),
    readonly: describe('readonly'),
    single: describe('single'),
  }
}

const readLog = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

function launch(port: number, config: string, log: string): Promise<ServerProcess> {
  return startServer({
    command: 'rsync',
    args: ['--daemon', '--no-detach', `--config=${config}`],
    port,
    mark: newMark(),
    greeting: /^@RSYNCD:/,
    ownsPort: (pid) => listensOn(pid, port),
    log: () => readLog(log),
  })
}

async function startIn(dir: TempDir, options: RsyncdOptions): Promise<Rsyncd> {
  const { authUser = 'backup', password = 'pass $word 1', extraConfig, globals = [] } = options
  const paths = rsyncdPaths(dir.path)
  await writeModules(dir.path)
  // rsync refuses a secrets file that others can read.
  await writeFile(paths.secrets, `${authUser}:${password}\n`, { mode: 0o600 })
  return onFreePort(options.port, async (port) => {
    const extra = extraConfig === undefined ? {} : { extra: extraConfig }
    await writeFile(
      paths.config,
      rsyncdConfig({ base: dir.path, port, authUser, globals, ...extra }),
    )
    const server = await launch(port, paths.config, paths.log)
    return {
      host: '127.0.0.1',
      port,
      pid: server.pid,
      modules: describeModules(dir.path, port),
      authUser,
      password,
      secretsFile: paths.secrets,
      logFile: paths.log,
      log: () => readLog(paths.log),
      stop: async () => {
        await server.stop()
        await dir.dispose()
      },
    }
  })
}

/**
 * Starts a real rsync daemon on a free loopback port with the modules `open` (read/write), `auth`
 * (needs {@link Rsyncd.authUser} and {@link Rsyncd.password}), `readonly` and `single` (one
 * connection at a time), and returns once it answers. Throws with the daemon's log otherwise.
 */
export async function startRsyncd(options: RsyncdOptions = {}): Promise<Rsyncd> {
  const dir = await makeTempDir('rtd')
  try {
    return await startIn(dir, options)
  } catch (error) {
    await dir.dispose()
    throw error
  }
}
