import { stat, writeFile } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import {
  cliOk,
  makeDataDir,
  runCli,
  startCli,
  type CliOptions,
  type RunningCli,
} from '../../support/cli'
import { lockFolder, lockHolder } from '@main/control/folder-lock'
import { me, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { smallDisk } from '../../support/small-disk'

const count = 1000
const task = (desc: string) => ({
  ...{ path: '/tmp', user: me, remotehost: 'backup.example.com', remotemodule: 'photos' },
  ...{ enabled: false, desc },
})
/** More than any pipe holds by itself. */
const many = JSON.stringify(Array.from({ length: count }, (_, n) => task(`${n} `.repeat(180))))

async function withManyTasks(): Promise<CliOptions> {
  const [options, dir] = [{ dataDir: await makeDataDir() }, await tempDir()]
  await writeFile(`${dir}/many.json`, many)
  expect(await cliOk(['import', `${dir}/many.json`], options)).toBe(
    `Imported ${count.toLocaleString('en')} tasks.\n`,
  )
  return options
}

/** An export that has given the data folder back, and of which nobody reads more than the pipe holds. */
async function unreadExport(options: CliOptions): Promise<RunningCli> {
  const running = await startCli(['export'], options)
  running.child.stdout.pause()
  const { dataDir } = options
  await waitUntil(async () => (await lockHolder(dataDir))?.pid === running.pid, {
    what: 'the lock',
  })
  const isFree = async () => {
    const release = await lockFolder(dataDir)
    release?.()
    return release !== null
  }
  await waitUntil(isFree, { what: 'the free folder' })
  return running
}

describe('standard output', () => {
  it('carries a long answer whole, also to a slow reader', async () => {
    const options = await withManyTasks()
    const running = await startCli(['export'], options)
    running.child.stdout.pause()
    // The command has more to say than the pipe takes, so it must still be there.
    await new Promise((resolve) => setTimeout(resolve, 1500))
    running.child.stdout.resume()
    const { code, stdout } = await running.ended
    expect(code).toBe(0)
    expect(stdout.endsWith(']\n')).toBe(true)
    expect(JSON.parse(stdout)).toHaveLength(count)
  })

  it('may be closed early, as by head, without a stack trace', async () => {
    const options = await withManyTasks()
    const running = await startCli(['export'], options)
    await waitUntil(() => running.stdout().length > 0, { what: 'the first words' })
    running.child.stdout.destroy()
    const { stderr } = await running.ended
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('keeps nobody from the data folder while it waits for its reader', async () => {
    const options = await withManyTasks()
    const running = await unreadExport(options)
    expect(await cliOk(['get', '1'], options)).toContain('"id": 1')
    expect(running.child.exitCode).toBeNull()
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'that nobody reads does not keep the command after %s',
    async (signal) => {
      const running = await unreadExport(await withManyTasks())
      running.child.kill(signal)
      await running.exited
      expect(running.child.exitCode).toBe(1)
    },
  )

  it.each(['list', 'export', 'list --json', 'history --csv', 'help'])(
    'that takes no more makes %s fail, in one sentence',
    async (command) => {
      const options = { dataDir: await makeDataDir() }
      await cliOk(['create', '--file', '-'], { ...options, input: JSON.stringify(task('one')) })
      const full = { ...options, starter: ['sh', '-c', 'exec "$@" > /dev/full', 'sh'] }
      expect(await runCli(command.split(' '), full)).toEqual({
        ...{ code: 1, signal: null, stdout: '' },
        stderr: expect.stringMatching(
          /^Not everything could be written to standard output: no space, .*\(ENOSPC\)\n$/,
        ),
      })
    },
  )

  it('fails where the disk takes only the beginning of a file', async () => {
    const [options, disk] = [await withManyTasks(), await smallDisk(64)]
    const cut = { ...options, starter: ['sh', '-c', `exec "$@" > ${disk}/tasks.json`, 'sh'] }
    const { code, stderr } = await runCli(['export'], cut)
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOSPC') })
    expect((await stat(`${disk}/tasks.json`)).size).toBeGreaterThan(0)
  })
})

describe('standard input', () => {
  it('may come late and in parts', async () => {
    const options = { dataDir: await makeDataDir() }
    const running = await startCli(['create', '--file', '-'], options)
    const text = JSON.stringify(task('late'))
    await new Promise((resolve) => setTimeout(resolve, 800))
    running.child.stdin.write(text.slice(0, 20))
    await new Promise((resolve) => setTimeout(resolve, 200))
    running.child.stdin.end(text.slice(20))
    const { code, stdout, stderr } = await running.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, desc: 'late' })
  })

  it('may be long', async () => {
    const options = { dataDir: await makeDataDir(), input: many }
    expect(await runCli(['import', '-'], options)).toMatchObject({
      ...{ code: 0, stderr: '', stdout: `Imported ${count.toLocaleString('en')} tasks.\n` },
    })
  })
})
