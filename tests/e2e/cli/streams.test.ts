import { writeFile } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import { cliOk, makeDataDir, runCli, startCli, type CliOptions } from '../../support/cli'
import { me, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'

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
