import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { OPTIONS, type OptionEffect, type OptionSpec } from '@common/rsync/option-table'
import { startRsyncd } from '../../support/rsyncd'
import { run } from '../../support/run'
import { makeTempDir } from '../../support/temp-dir'

/* Whether the option table knows all with which rsync starts a program or writes a file of its own. */

const RUNS: readonly OptionEffect[] = ['runs-here', 'runs-there']
const WRITES: readonly OptionEffect[] = ['writes-here', 'writes-at-receiver']

/** With these rsync serves, and does not end. */
const SERVING = new Set(['daemon', 'server', 'sender', 'detach', 'config', 'dparam'])
const WITH_VALUE = OPTIONS.filter(({ name, value }) => value === 'text' && !SERVING.has(name))

/** What another option has to bring before these are used, and the form of their values. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  'backup-dir': ['--backup'],
  'partial-dir': ['--delay-updates'],
}
const FORMS: Readonly<Record<string, (path: string) => string>> = {
  'remote-option': (path) => `--log-file=${path}`,
  'rsync-path': (path) => `${path} && rsync`,
  filter: (path) => `. ${path}`,
}

/** Used only where something is missing, or with a device, an account or a batch at hand. */
const UNSEEN = new Set(['copy-as', 'read-batch'])

let base: string
let url: string
beforeAll(async () => {
  const folder = await makeTempDir('effects')
  base = folder.path
  const daemon = await startRsyncd()
  url = daemon.modules.readonly.url
  return async () => {
    await daemon.stop()
    await folder.dispose()
  }
})

/** What rsync did with the path that an option was given, in all directions together. */
interface Seen {
  hasRun: boolean
  hasWritten: boolean
}

/** Runs rsync with an option whose value is a program, a new path and an empty folder in turn. */
async function tryOut(spec: OptionSpec): Promise<Seen> {
  const seen: Seen = { hasRun: false, hasWritten: false }
  for (const kind of ['program', 'new', 'folder'] as const) {
    for (const copy of COPIES) {
      const at = await lay(kind)
      const value = (FORMS[spec.name] ?? ((path: string) => path))(at.path)
      const words = [...(BESIDE[spec.name] ?? []), `--${spec.name}=${value}`]
      // Some wait for ever for what the value should bring.
      await run('timeout', ['3', 'rsync', ...copy(at.folder, words)], { cwd: at.folder })
      const ran = await readFile(`${at.folder}/ran`, 'utf8').catch(() => '')
      seen.hasRun ||= ran !== ''
      seen.hasWritten ||= (await stateOf(at.path)) !== at.before
      await rm(at.folder, { recursive: true, force: true })
    }
  }
  return seen
}

let count = 0

async function lay(kind: 'program' | 'new' | 'folder') {
  const folder = join(base, `try${++count}`)
  const path = `${folder}/value`
  await mkdir(`${folder}/from`, { recursive: true })
  await mkdir(`${folder}/to`)
  await writeFile(`${folder}/from/file`, 'what is new and longer')
  await writeFile(`${folder}/to/file`, 'what is old')
  await writeFile(`${folder}/shell`, '#!/bin/sh\nshift\neval "$*"\n')
  await chmod(`${folder}/shell`, 0o755)
  if (kind === 'folder') await mkdir(path)
  if (kind === 'program') await writeFile(path, `#!/bin/sh\necho x >> ${folder}/ran\nexit 0\n`)
  if (kind === 'program') await chmod(path, 0o755)
  return { folder, path, before: await stateOf(path) }
}

/** Name, content and entries of a path; a folder that was used for a moment shows by its time. */
async function stateOf(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => null)
  const entries = await readdir(path).catch(() => null)
  const changed = await stat(path, { bigint: true }).catch(() => null)
  return JSON.stringify([text, entries, String(changed?.mtimeNs)])
}

/** From a daemon to here, and from here to another place by a remote shell. */
const COPIES: readonly ((folder: string, words: readonly string[]) => readonly string[])[] = [
  (folder, words) => ['-a', ...words, url, `${folder}/to/`],
  (folder, words) => [
    '-a',
    '-e',
    `${folder}/shell`,
    ...words,
    `${folder}/from/`,
    `there:${folder}/to/`,
  ],
]

describe('an option with a value', () => {
  it.each(WITH_VALUE.map((spec) => [spec.name, spec] as const))(
    '--%s starts a program, or writes to the path, only where the table says so',
    async (name, spec) => {
      const { hasRun, hasWritten } = await tryOut(spec)
      const does = (effects: readonly OptionEffect[]) =>
        spec.does.some((effect) => effects.includes(effect))
      if (hasRun) expect(does(RUNS), `${name} runs a program`).toBe(true)
      if (hasWritten) expect(does([...WRITES, ...RUNS]), `${name} writes`).toBe(true)
      if (!UNSEEN.has(name) && does([...RUNS, ...WRITES])) expect(hasRun || hasWritten).toBe(true)
    },
  )
})
