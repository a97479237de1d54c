import { createReadStream, readFileSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'

import { expect, it, onTestFinished } from 'vitest'

import { makeSshLogin, tempDir } from '../support/engine'
import { startEngineAs } from '../support/engine-as'
import { expectSameTree } from '../support/snapshot'
import { startSshd } from '../support/sshd'
import { makeTree } from '../support/tree'

const MB = 1024 * 1024
const PRINTED = 100 * MB
const ROOT = { uid: 0, gid: 0, env: process.env }

/** The most memory a process has had, in bytes. */
const peakOf = (pid: number): number =>
  1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1])

/** How many bytes of a file are this one. */
async function countOf(byte: string, file: string): Promise<number> {
  let count = 0
  for await (const chunk of createReadStream(file)) {
    for (const value of chunk as Buffer) if (value === byte.charCodeAt(0)) count++
  }
  return count
}

/** A host whose shell prints that much to standard error, without a line end, before rsync. */
async function loudHost(bytes: number) {
  const script = `${await tempDir()}/loud`
  const print = `head -c ${bytes} /dev/zero | tr '\\0' '~' >&2`
  await writeFile(script, `#!/bin/sh\n${print}\neval "$SSH_ORIGINAL_COMMAND"\n`)
  await chmod(script, 0o755)
  const sshd = await startSshd({ extraConfig: `ForceCommand ${script}` })
  onTestFinished(() => sshd.stop())
  const login = await makeSshLogin(sshd)
  onTestFinished(() => login.dispose())
  return login
}

it(
  'a run that prints 100 MB without a line end takes little memory, and all of it is in the log',
  { tags: 'endless-line', timeout: 240_000 },
  async () => {
    // What is garbage is kept for a while; that has its say in the first run.
    const [first, second] = [await loudHost(PRINTED / 4), await loudHost(PRINTED)]
    const { calls, pid, folder } = await startEngineAs(ROOT)
    const [near, far] = [await tempDir(), await tempDir()]
    await makeTree(near, { a: 'a\n' })
    const run = async ({ task, give }: typeof first) => {
      await give(near)
      const { id } = await calls.add(task({ path: `${near}/`, remotePath: `${far}/` }))
      return calls.ended((await calls.start(id)).id)
    }
    expect(await run(first)).toMatchObject({ state: 'SUCCESS' })
    const before = peakOf(pid)
    const { id, ...ended } = await run(second)
    expect(ended).toMatchObject({ state: 'SUCCESS' })
    expect(peakOf(pid) - before).toBeLessThan(PRINTED / 2)
    expect(await countOf('~', `${folder}/runs/${id}.log`)).toBe(PRINTED)
    expect(readFileSync(`${folder}/runs/journal.jsonl`).length).toBeLessThan(MB)
    await expectSameTree(near, far)
  },
)
