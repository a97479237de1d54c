import { chown, cp } from 'node:fs/promises'
import { join } from 'node:path'
import { unpacked } from '../../../build/scripts/setup/pack.mjs'
import { run, type RunResult } from '../../support/run'
import { makeTempDir, type TempDir } from '../../support/temp-dir'

/** The packaged app where an ordinary user can start it. */
export interface Installed {
  readonly folder: string
  /** The program itself. */
  readonly program: string
  /** The command `rsync-tasks`, which needs no display. */
  readonly command: string
  /** Whom the app is started as; nothing when that is us. */
  readonly owner: { readonly uid?: number; readonly gid?: number }
  /** Makes a folder of that user; the caller removes it. */
  makeFolder(): Promise<TempDir>
  dispose(): Promise<void>
}

/** The user that owns nothing, on every Linux. */
const NOBODY = 65_534

/**
 * Puts the app in a place of its own, as a package does: root's, for others to read and start.
 * Chromium's sandbox does not work as root, so then it is started as nobody.
 */
export async function install(): Promise<Installed> {
  const { path, dispose } = await makeTempDir('rtp', 0o755)
  const folder = join(path, 'Rsync Tasks')
  await cp(unpacked, folder, { recursive: true })
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  return {
    folder,
    program: join(folder, 'rsync-tasks'),
    command: join(folder, 'bin/rsync-tasks'),
    owner,
    makeFolder: async () => {
      const dir = await makeTempDir('rtp')
      if (owner.uid !== undefined) await chown(dir.path, owner.uid, owner.gid)
      return dir
    },
    dispose,
  }
}

/** The environment of the app: ours, at home in its data folder. */
export function environment(home: string, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { XDG_RUNTIME_DIR: _, ...ours } = process.env
  return { ...ours, HOME: home, XDG_CONFIG_HOME: `${home}/.config`, ...more }
}

/** Runs a command of the packaged command line, on a machine without a display. */
export function runCommand(
  { command, owner }: Installed,
  dataDir: string,
  args: readonly string[],
  { input = '', env = {} }: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<RunResult> {
  const surroundings = environment(dataDir, env)
  delete surroundings['DISPLAY']
  delete surroundings['WAYLAND_DISPLAY']
  return run(command, [`--user-data-dir=${dataDir}`, ...args], {
    ...owner,
    env: surroundings,
    cwd: dataDir,
    input,
  })
}
