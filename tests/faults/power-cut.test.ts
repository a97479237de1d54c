import { readdir, readFile, rm, writeFile } from 'node:fs/promises'

import { expect, it } from 'vitest'

import {
  cliOk,
  createTask,
  makeDataDir,
  runCli,
  storedSettings,
  writeSettings,
  type CliOptions,
} from '../support/cli'
import { descriptions, idleTask } from '../support/idle-task'

/** A data folder with two versions of the settings: one task in the previous one, two in the last. */
async function twoVersions() {
  const options: CliOptions = { dataDir: await makeDataDir() }
  await createTask(idleTask('first'), options)
  await createTask(idleTask('second'), options)
  return { options, text: await readFile(`${options.dataDir}/settings.json`, 'utf8') }
}

const asides = async ({ dataDir }: CliOptions) =>
  (await readdir(dataDir)).filter((name) => name.includes('damaged'))

/** What a disk may hold of a file that was being written when the power went. */
const LEFTOVERS: readonly (readonly [string, (whole: string) => string])[] = [
  ['nothing of it', () => ''],
  ['its first half', (whole) => whole.slice(0, whole.length / 2)],
  ['all but its last byte', (whole) => whole.slice(0, -1)],
  ['its length in zeros', (whole) => '\0'.repeat(whole.length)],
  ['its beginning, and zeros', (whole) => whole.slice(0, 300).padEnd(whole.length, '\0')],
  ['zeros, and its end', (whole) => whole.slice(300).padStart(whole.length, '\0')],
]

it.each(LEFTOVERS)(
  'settings of which the disk has %s: the previous version is back, and what is there is kept',
  { tags: 'power-cut' },
  async (_, leftover) => {
    const { options, text } = await twoVersions()
    const damaged = leftover(text)
    await writeSettings(options.dataDir, damaged)
    const { code, stdout, stderr } = await runCli(['list', '--json'], options)
    expect({ code, tasks: (JSON.parse(stdout) as unknown[]).length }).toEqual({ code: 0, tasks: 1 })
    expect(stderr).toMatch(
      /^The settings could not be read .*; the previous version was restored\./,
    )
    const [aside = '', ...more] = await asides(options)
    expect(more).toEqual([])
    expect(await readFile(`${options.dataDir}/${aside}`, 'utf8')).toBe(damaged)
    expect(await descriptions(options)).toEqual(['first'])
  },
)

it(
  'settings whose file is gone: the previous version is back, and it is said',
  { tags: 'power-cut' },
  async () => {
    const { options } = await twoVersions()
    await rm(`${options.dataDir}/settings.json`)
    const { code, stdout, stderr } = await runCli(['list', '--json'], options)
    expect({ code, tasks: (JSON.parse(stdout) as unknown[]).length }).toEqual({ code: 0, tasks: 1 })
    expect(stderr).toMatch(/^The settings were missing; the previous version was restored\.\n/)
    expect(await descriptions(options)).toEqual(['first'])
  },
)

it(
  'the temporary file of a write that never ended is removed, and costs nothing',
  { tags: 'power-cut' },
  async () => {
    const { options } = await twoVersions()
    const half = `${options.dataDir}/settings.json.tmp-17641234567890abcd`
    await writeFile(half, '{"tasks": [', { mode: 0o600 })
    expect(await descriptions(options)).toEqual(['first', 'second'])
    expect((await readdir(options.dataDir)).filter((name) => name.includes('.tmp-'))).toEqual([])
  },
)

it(
  'both versions damaged: the app starts empty, says so, and keeps both with the records of all runs',
  { tags: 'power-cut' },
  async () => {
    const { options, text } = await twoVersions()
    const { dataDir } = options
    await runCli(['run', '1'], options)
    const log = await readFile(`${dataDir}/runs/1.log`, 'utf8')
    const journal = await readFile(`${dataDir}/runs/journal.jsonl`, 'utf8')
    for (const name of ['settings.json', 'settings.previous.json']) {
      await writeFile(`${dataDir}/${name}`, text.slice(0, 200))
    }
    const { code, stdout, stderr } = await runCli(['list', '--json'], options)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' })
    const kept = /The records of all runs until now were kept in (.*)\.\n/.exec(stderr)?.[1] ?? ''
    await createTask(idleTask('third'), options)
    await createTask(idleTask('fourth'), options)
    expect(await readFile(`${kept}/1.log`, 'utf8')).toBe(log)
    expect(await readFile(`${kept}/journal.jsonl`, 'utf8')).toBe(journal)
    const contents = (await asides(options)).map((name) => readFile(`${dataDir}/${name}`, 'utf8'))
    expect(await Promise.all(contents)).toEqual([text.slice(0, 200), text.slice(0, 200)])
    expect(storedSettings(dataDir)).toMatchObject({ tasks: [{ id: 1 }, { id: 2 }] })
    expect(await cliOk(['runs', '1', '--json'], options)).toBe('[]\n')
  },
)
