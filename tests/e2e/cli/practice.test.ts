import { readdir } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import { cliJson, makeDataDir, runCli, storedSettings } from '../../support/cli'
import { processesOfFolder } from '../../support/engine'
import { readGreeting } from '../../support/ports'
import { expectSameTree } from '../../support/snapshot'

describe('practice', () => {
  it('sets up a task, runs it, and goes away without a trace', async () => {
    const options = { dataDir: await makeDataDir() }
    const { code, stdout, stderr } = await runCli(['practice'], options)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^SUCCESS: Everything was copied\.\nLog: .*\/runs\/1\.log\n$/)
    expect(stderr).toMatch(
      /^Practice task 1: pulls made-up files .*\n(\d+ % .*\n)+.*practice --remove.*\n$/,
    )
    const folder = `${options.dataDir}/practice`
    await expectSameTree(`${folder}/on the server`, `${folder}/received`)
    expect(processesOfFolder(options.dataDir)).toEqual([])
    const [task] = await cliJson<{ remotehost: string }[]>(['list', '--json'], options)
    const port = Number(task?.remotehost.split(':')[1])
    expect(await readGreeting(port)).toBe('')

    const again = await runCli(['practice', '--json'], options)
    const lines = again.stdout.trim().split('\n')
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ type: 'outcome', id: 2, task: 1 })

    const removed = await runCli(['practice', '--remove'], options)
    expect(removed).toMatchObject({
      ...{ code: 0, stdout: '', stderr: 'The practice task and its files were removed.\n' },
    })
    expect(await readdir(options.dataDir)).not.toContain('practice')
    expect(await readdir(`${options.dataDir}/runs`)).toEqual([
      ...['journal.jsonl', 'places.jsonl', 'slots.jsonl'],
    ])
    expect(storedSettings(options.dataDir)).toMatchObject({ tasks: [], practice: null })
    expect(await runCli(['practice', '--remove'], options)).toMatchObject({
      ...{ code: 0, stderr: 'There is no practice task.\n' },
    })
  })
})
