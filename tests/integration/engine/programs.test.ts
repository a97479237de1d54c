import { chmod, copyFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { AppError } from '@common/errors'
import { runOk } from '../../support/run'
import { MemoryStore, openEngine, processesOfFolder, tempDir } from '../../support/engine'

/** Where the rsync of this machine is. */
const whereIs = async (name: string) =>
  (await runOk('sh', ['-c', `command -v ${name}`])).stdout.trim()

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) =>
      (error as AppError).fields.map(({ field, message }) => `${field}: ${message}`),
  )

describe('the programs', () => {
  it('are those of the system, with version and what they can', async () => {
    const { engine } = await openEngine()
    const { chosen, rsync, ssh, problem } = await engine.programs.state()
    expect({ chosen, problem }).toEqual({ chosen: { rsync: null, ssh: null }, problem: null })
    const { stdout } = await runOk('rsync', ['--version'])
    expect(stdout).toContain(`version ${rsync?.version}  protocol version ${rsync?.protocol}`)
    expect(rsync?.capabilities).toContain('xattrs')
    expect(rsync?.compressions).toContain('zlibx')
    expect(ssh).toMatch(/^OpenSSH_\d/)
  })

  it('can be others, which then run the tasks', async () => {
    const [{ engine, run, store }, dir] = [await openEngine(), await tempDir()]
    await copyFile(await whereIs('rsync'), `${dir}/my rsync`)
    await engine.programs.update({ rsync: `${dir}/my rsync`, ssh: await whereIs('ssh') })
    const { id } = await engine.practice.create()
    expect(await run(id)).toMatchObject({
      state: 'SUCCESS',
      rsyncVersion: expect.stringMatching(/^3\./),
    })
    expect((await run(id)).command[0]).toBe(`${dir}/my rsync`)
    expect(new MemoryStore(store.read()).read().programs.rsync).toBe(`${dir}/my rsync`)
    expect((await engine.programs.update({ rsync: null })).chosen.rsync).toBeNull()
  })

  it('are refused, each on its field, when they are not what they are to be', async () => {
    const [{ engine, store }, dir] = [await openEngine(), await tempDir()]
    await writeFile(`${dir}/text`, 'no program')
    const { update } = { update: engine.programs.update.bind(engine.programs) }
    expect(await refusal(update({ rsync: 'rsync' }))).toEqual([
      'rsync: Enter an absolute path, such as /usr/local/bin/rsync',
    ])
    expect(await refusal(update({ rsync: `${dir}/text`, ssh: dir }))).toEqual([
      `rsync: ${dir}/text is not a program that can be started`,
      `ssh: ${dir} is not a program that can be started`,
    ])
    await chmod(`${dir}/text`, 0o755)
    expect(await refusal(update({ rsync: '/bin/cat', ssh: await whereIs('rsync') }))).toEqual([
      expect.stringContaining('does not answer as rsync does'),
      expect.stringContaining('does not answer as OpenSSH does'),
    ])
    expect(store.read().programs).toEqual({ rsync: null, ssh: null })
  })

  it('are refused when they do not answer, and ended even when they do not want to', async () => {
    const [{ engine }, dir] = [await openEngine(), await tempDir()]
    const stubborn = `${dir}/stubborn`
    await writeFile(stubborn, "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 1; done\n")
    await chmod(stubborn, 0o755)
    expect(await refusal(engine.programs.update({ ssh: stubborn }))).toEqual([
      expect.stringContaining('does not answer as OpenSSH does'),
    ])
    expect(processesOfFolder(dir)).toEqual([])
  })

  it('are asked before a run whether they can do what the task wants', async () => {
    const { engine, add, run } = await openEngine()
    const { remoteHost, remoteModule, path } = await engine.practice.create()
    const extra = ['--compress-choice=best']
    const task = add({ ...{ remoteHost, remoteModule, path, direction: 'PULL' }, extra })
    const { state, reason, exitCode } = await run(task.id)
    expect({ state, exitCode }).toEqual({ state: 'FAILED', exitCode: null })
    expect(reason).toContain('does not know the compression best')
    const changed = engine.tasks.update(task.id, { extra: ['--compress-choice=worst'] }, null)
    expect(await refusal(changed)).toEqual([expect.stringContaining('extra[0]: The rsync')])
  })
})
