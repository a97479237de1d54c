import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import {
  cliJson,
  cliOk,
  createTask,
  makeDataDir,
  runCli,
  startCli,
  storedSettings,
  type CliOptions,
  type WireRun,
} from '../../support/cli'
import { me, processesOfFolder, processesOfRun, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { bigFile } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

const disabled = (desc: string) => ({
  ...{ path: '/tmp', user: me, remotehost: 'backup.example.com', remotemodule: 'photos' },
  ...{ enabled: false, desc },
})

/** A run that goes on until it is interrupted or killed. Out: the command and its task. */
async function startLongRun(options: CliOptions) {
  const path = await tempDir()
  await bigFile(path, 'big', 9_000_000)
  const id = await createTask(
    {
      ...{ path: `${path}/`, user: me, remotehost: `127.0.0.1:${daemon.port}` },
      ...{ remotemodule: 'open', compress: false, extra: ['--bwlimit=300'] },
    },
    options,
  )
  const running = await startCli(['run', String(id), '--json'], options)
  await waitUntil(() => processesOfRun(options.dataDir, 1).length > 0, { what: 'rsync' })
  return { id, running }
}

describe('commands on one data folder at the same time', () => {
  it('are all carried out once: eight tasks created at once are eight', async () => {
    for (const round of [1, 2, 3]) {
      const options = { dataDir: await makeDataDir() }
      const names = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `round ${round} task ${n}`)
      const ids = await Promise.all(names.map((name) => createTask(disabled(name), options)))
      expect([...ids].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
      const listed = await cliJson<{ id: number; desc: string }[]>(['list', '--json'], options)
      expect(listed.map(({ desc }) => desc).sort()).toEqual(names)
      expect(storedSettings(options.dataDir)).toMatchObject({ lastTaskId: 8 })
    }
  })

  it('write into what their own shell has open, alone and where another process carries them out', async () => {
    const [options, file] = [{ dataDir: await makeDataDir() }, `${await tempDir()}/out`]
    const lengths = async () => {
      const to = { ...options, starter: ['bash', '-c', '"$0" "$@" /dev/fd/1 | cat'] }
      const shown = await cliJson<unknown[]>(['export'], to)
      const starter = ['bash', '-c', `exec "$0" "$@" > >(cat >&2) >(cat > ${file})`]
      expect((await runCli(['export'], { ...options, starter })).code).toBe(0)
      const saved = () => JSON.parse(readFileSync(file, 'utf8') || '[]') as unknown[]
      await waitUntil(() => saved().length > 0, { what: 'the text' })
      return [shown.length, saved().length]
    }
    await createTask(disabled('one'), options)
    expect(await lengths()).toEqual([1, 1])
    const { running } = await startLongRun(options)
    expect(await lengths()).toEqual([2, 2])
    running.child.kill('SIGINT')
    await running.ended
  })

  it('are carried out by the one that came first, with the same words and codes', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, running } = await startLongRun(options)
    const created = await createTask(disabled('second'), options)
    expect(created).toBe(id + 1)
    const listed = await cliJson<{ id: number; state: string }[]>(['list', '--json'], options)
    expect(listed.map(({ state }) => state)).toEqual(['RUNNING', 'PENDING'])
    expect(await runCli(['get', '99'], options)).toMatchObject({
      ...{ code: 2, stdout: '', stderr: 'id: There is no task 99.\n' },
    })
    expect(await cliOk(['delete', String(created)], options)).toContain('was deleted')
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ code: 1 })
    expect(processesOfFolder(options.dataDir)).toEqual([])
  })

  it('a second run of a running task waits for it, and Ctrl-C ends only its own', async () => {
    const options = { dataDir: await makeDataDir() }
    const { id, running } = await startLongRun(options)
    const second = await startCli(['run', String(id), '--json'], options)
    const states = async () => {
      const runs = await cliJson<WireRun[]>(['runs', String(id), '--json'], options)
      return runs.map(({ state }) => state)
    }
    await waitUntil(async () => (await states()).length === 2, { what: 'the second run' })
    expect(await states()).toEqual(['WAITING', 'RUNNING'])
    second.child.kill('SIGINT')
    expect(await second.ended).toMatchObject({ code: 1, stderr: '' })
    expect(second.lines().at(-1)).toMatchObject({ id: 2, state: 'ABORTED' })
    expect(await states()).toEqual(['ABORTED', 'RUNNING'])
    running.child.kill('SIGINT')
    await running.ended
    expect(await states()).toEqual(['ABORTED', 'ABORTED'])
  })

  it('get their whole answer, however long it is', async () => {
    const options = { dataDir: await makeDataDir() }
    const many = Array.from({ length: 1500 }, (_, n) => disabled(`${'long '.repeat(100)}${n}`))
    const file = `${await tempDir()}/many.json`
    await writeFile(file, JSON.stringify(many))
    await cliOk(['import', file], options)
    const { running } = await startLongRun(options)
    const exported = cliJson<unknown[]>(['export'], options)
    expect(await exported).toHaveLength(1501)
    // The first one ends while the second is still being answered.
    const last = cliJson<unknown[]>(['export'], options)
    running.child.kill('SIGINT')
    expect(await last).toHaveLength(1501)
    await running.ended
  })
})
