import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { shellQuote } from '@common/rsync/quote'
import { onTestFinished } from 'vitest'
import { ensureElectron } from '../../build/scripts/setup/electron.mjs'
import { electronArguments } from '../../build/scripts/setup/launch.mjs'
import { makeDataDir, type CliOptions } from './cli'
import { me, tempDir } from './engine'
import { startKeyring } from './keyring'
import { startRsyncd, type Rsyncd } from './rsyncd'
import { runOk } from './run'
import { startSshd, type Sshd } from './sshd'
import { makeTree } from './tree'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export const PHOTOS = { 'a b.jpg': 'one', June: { 'c.jpg': 'two' } }

/** The computer of somebody who reads the documents, and the hosts around it. */
export interface ReaderHome {
  readonly checkout: string
  /** Where commands are typed; it has what the documents name in `srv` and `volume1`. */
  readonly desk: string
  readonly photos: string
  readonly env: NodeJS.ProcessEnv
  /** A host that knows nobody yet. */
  readonly nas: Sshd
  readonly mirror: Rsyncd
  /** For calls of the same app from the test. */
  readonly options: CliOptions
  readonly switches: readonly string[]
}

/** Sets everything up: an app without tasks, a keyring, photos, two hosts. It ends with the test. */
export async function openReaderHome(): Promise<ReaderHome> {
  const [keyring, config, desk] = [await startKeyring(), await makeDataDir(), await tempDir()]
  const [nas, mirror] = [await startSshd(), await startRsyncd()]
  onTestFinished(async () => {
    await nas.stop()
    await mirror.stop()
  })
  const photos = `${desk}/srv/photos`
  for (const folder of ['srv/mirror', 'srv/restored', 'volume1/photos', 'bin']) {
    await mkdir(`${desk}/${folder}`, { recursive: true })
  }
  await makeTree(photos, PHOTOS)
  await writeFile(`${desk}/tasks.json`, JSON.stringify(answerOfTrueNas(`${photos}/`)))
  await installCommand(`${desk}/bin/rsync-tasks`, keyring.args)
  await makeProject(desk)
  const PATH = `${desk}/bin:${process.env['PATH'] ?? ''}`
  return {
    ...{ checkout: ROOT, desk, photos, nas, mirror, switches: keyring.args },
    env: { ...process.env, ...keyring.env, XDG_CONFIG_HOME: config, PATH },
    options: { dataDir: `${config}/rsync-tasks`, env: keyring.env },
  }
}

/** What TrueNAS answers to rsynctask.query, for one task. */
const answerOfTrueNas = (path: string) => [
  {
    ...{ id: 4, path, user: me, mode: 'MODULE', remotehost: 'nas.example.com', enabled: false },
    ...{ remotemodule: 'photos', direction: 'PUSH', desc: 'Photos', extra: [], archive: true },
    schedule: { minute: '0', hour: '2', dom: '*', month: '*', dow: '*' },
  },
]

/** `rsync-tasks` on the PATH, as a package puts it there. */
async function installCommand(path: string, switches: readonly string[]): Promise<void> {
  const electron = await ensureElectron({ quiet: true })
  const words = [electron, ...electronArguments({ headless: true }), ROOT, ...switches]
  const script = `#!/bin/sh\nexec ${words.map(shellQuote).join(' ')} "$@"\n`
  await writeFile(path, script, { mode: 0o755 })
}

/** A repository of the project to release from, with a place to push to. */
async function makeProject(folder: string): Promise<void> {
  const git = (...words: string[]) => runOk('git', ['-C', folder, ...words])
  await copyFile(`${ROOT}/package.json`, `${folder}/package.json`)
  await runOk('git', ['init', '-q', '--bare', `${folder}/origin.git`])
  await git('init', '-q', '-b', 'main')
  await git('config', 'user.name', 'Anna')
  await git('config', 'user.email', 'anna@example.com')
  await git('remote', 'add', 'origin', `${folder}/origin.git`)
  await git('add', 'package.json')
  await git('commit', '-qm', 'first')
}
