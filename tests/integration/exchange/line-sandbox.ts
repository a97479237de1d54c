import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { findProgram, run, runOk } from '../../support/run'
import { snapshot, type SnapshotEntry } from '../../support/snapshot'
import { startSshd } from '../../support/sshd'
import { makeTempDir } from '../../support/temp-dir'

/** What a line did: the trees on both sides, and the accounts and ports that ssh went to. */
export interface Effect {
  readonly code: number | null
  readonly stderr: string
  readonly trees: readonly SnapshotEntry[]
  readonly ways: string
}

export interface LineSandbox {
  /** A text with the folders `/srv/` and `/far/` of a sandbox in place of the machine's. */
  placed(text: string, box: string): string
  /** Fills a sandbox with fresh trees, runs a line of shell in it, and tells what came of it. */
  effectOf(box: string, shell: string, line: string, env: NodeJS.ProcessEnv): Promise<Effect>
  /** The trees before any line ran. */
  readonly untouched: readonly SnapshotEntry[]
  /** A place for a sandbox; each one is for one line at a time. */
  box(number: number): string
  stop(): Promise<void>
}

const OLD = new Date('2020-02-03T04:05:06Z')

/**
 * Real rsync, ssh, sshd and daemons, and trees to copy. All hosts and ports lead to one sshd, by a
 * connection that is shared, and to a daemon that rsync starts itself.
 */
export async function makeLineSandbox(): Promise<LineSandbox> {
  const dir = await makeTempDir('lines', 0o755)
  const sshd = await startSshd({
    extraConfig: [
      'MaxSessions 100',
      'AcceptEnv RT_HOME',
      // The home folder of whoever signs in is that of the sandbox.
      'ForceCommand cd "$RT_HOME" && HOME="$RT_HOME" exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"',
    ].join('\n'),
  })
  const config = `${dir.path}/ssh_config`
  const socket = `${dir.path}/s`
  await writeFile(`${dir.path}/known_hosts`, sshd.knownHosts)
  await writeFile(
    config,
    [
      ...['Host sandbox', 'HostName 127.0.0.1', `Port ${sshd.port}`, `User ${sshd.user}`, 'Host *'],
      ...[`ControlPath ${socket}`, 'SendEnv RT_HOME', `IdentityFile ${sshd.clientKeyFile}`],
      `UserKnownHostsFile ${dir.path}/known_hosts`,
      '',
    ].join('\n'),
  )
  await writePrograms(`${dir.path}/bin`, config)
  await writeTrees(`${dir.path}/template`)
  const master = spawn(findProgram('ssh'), ['-F', config, '-MN', 'sandbox'], { stdio: 'ignore' })
  const isReady = async () =>
    (await run('ssh', ['-F', config, '-O', 'check', 'sandbox'])).code === 0
  for (let round = 0; !(await isReady()); round++) {
    if (round > 200) throw new Error(`no connection to sshd: ${sshd.log()}`)
    await sleep(50)
  }
  return {
    untouched: await treesOf(`${dir.path}/template`),
    box: (number) => `${dir.path}/box${number}`,
    placed: (text, box) => text.replace(/(?<![\w.~])\/(srv|far)(?=\/|\b)/g, `${box}/$1`),
    effectOf: async (box, shell, line, env) => {
      await fill(box, `${dir.path}/template`)
      const started = Date.now() - 1000
      const { code, stderr } = await run(shell, ['-c', line], {
        cwd: `${box}/home`,
        env: {
          ...{ PATH: `${dir.path}/bin:${process.env['PATH'] ?? ''}`, HOME: `${box}/home` },
          ...{ RT_HOME: `${box}/home`, RT_WAYS: `${box}/ways`, USER: sshd.user },
          // %H and the port do not matter: the daemon is on the other end of a pipe.
          RSYNC_CONNECT_PROG: `${findProgram('rsync')} --daemon --config=${box}/rsyncd.conf`,
          ...env,
        },
      })
      const trees = await treesOf(box)
      const ways = readFileSync(`${box}/ways`, 'utf8')
      return { code, stderr, ways, trees: trees.map((entry) => timeless(entry, started)) }
    },
    stop: async () => {
      master.kill()
      await sshd.stop()
      await dir.dispose()
    },
  }
}

async function treesOf(root: string): Promise<SnapshotEntry[]> {
  const trees = ['srv', 'far', 'home'].map(async (name) => {
    const entries = await snapshot(`${root}/${name}`)
    return entries.map((entry) => ({ ...entry, path: `${name}/${entry.path}` }))
  })
  return (await Promise.all(trees)).flat()
}

/** Times of the run itself differ from run to run. */
function timeless(entry: SnapshotEntry, started: number): SnapshotEntry {
  return entry.mtimeMs > started ? { ...entry, mtimeMs: Infinity } : entry
}

async function writePrograms(bin: string, config: string): Promise<void> {
  await mkdir(bin)
  const ssh = findProgram('ssh')
  const ways = `'${ssh}' -F none -G "$@" | grep -E '^(user|hostname|port) ' >> "$RT_WAYS"`
  const scripts = {
    ssh: `#!/bin/sh\n${ways}\nexec '${ssh}' -F '${config}' "$@"\n`,
    // Not on every machine; what they do with the output is their own affair.
    cronic: '#!/bin/sh\nexec "$@"\n',
    chronic: '#!/bin/sh\nexec "$@"\n',
  }
  for (const [name, text] of Object.entries(scripts))
    await writeFile(`${bin}/${name}`, text, { mode: 0o755 })
}

async function fill(box: string, template: string): Promise<void> {
  await rm(box, { recursive: true, force: true })
  await runOk('cp', ['-a', template, box])
  const module = (name: string, path: string, more: string[]) =>
    [`[${name}]`, `path = ${box}/far${path}`, 'read only = no', ...more].join('\n')
  const secrets = ['auth users = keeper', `secrets file = ${box}/secrets`]
  // A daemon of root becomes nobody unless it is told otherwise.
  const { uid, gid } = userInfo()
  const account = uid === 0 ? `uid = ${uid}\ngid = ${gid}\n` : ''
  const modules = [module('files', '', []), module('closed', '/closed', secrets)]
  await writeFile(`${box}/rsyncd.conf`, `use chroot = no\n${account}${modules.join('\n')}\n`)
  await writeFile(`${box}/secrets`, 'keeper:tea\n', { mode: 0o600 })
  await writeFile(`${box}/ways`, '')
}

/** Files that are new, changed, left over, hidden, large, executable, linked, and to be left out. */
const FILES = [
  ...['a.txt', 'b.tmp', 'c.o', '.hidden', 'big', 'sub/d.txt', 'sub/deep/e.txt', 'with blank.txt'],
  ...['.cache/f', '.git/g', '100%', 'tool'],
]
const LEFT_OVER = ['a.txt', 'b.tmp', 'old.txt', 'sub/old.txt', 'gone/h.txt', '.cache/old']

async function writeTrees(root: string): Promise<void> {
  const write = async (path: string, text: string, time = OLD) => {
    await mkdir(dirname(`${root}/${path}`), { recursive: true })
    await writeFile(`${root}/${path}`, text)
    await utimes(`${root}/${path}`, time, time)
  }
  for (const name of ['photos', 'docs', 'www', 'my docs']) {
    for (const file of FILES)
      await write(`srv/${name}/${file}`, file === 'big' ? 'b'.repeat(5000) : `${name} ${file}`)
    for (const file of LEFT_OVER)
      await write(`far/backup/${name}/${file}`, `former ${file}`, new Date(+OLD - 86_400_000))
    await write(`far/backup/${name}/newer.txt`, 'newer', new Date(+OLD + 86_400_000))
    await mkdir(`${root}/srv/${name}/empty`)
    await chmod(`${root}/srv/${name}/tool`, 0o750)
    await symlink('a.txt', `${root}/srv/${name}/link`)
  }
  for (const path of [
    'srv/spool/x',
    'srv/disk1/x',
    'srv/disk2/x',
    'srv/disk3/x',
    'home/notes/n.txt',
  ])
    await write(path, path)
  await write('srv/rules', '- *.tmp\n- /sub/deep/\n')
  await write('srv/excludes', '*.tmp\n.cache/\n')
  await write('srv/list', 'a.txt\nsub/d.txt\n')
  await write('far/closed/before', 'before')
  await write('far/snapshots/zero/before', 'before')
  await runOk('find', [root, '-exec', 'touch', '-h', '-d', OLD.toISOString(), '{}', '+'])
  await runOk('find', [
    `${root}/far/backup`,
    '-type',
    'f',
    '-exec',
    'touch',
    '-d',
    '2019-01-01',
    '{}',
    '+',
  ])
}
