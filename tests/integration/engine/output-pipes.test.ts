import { chmod, readdir, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'

import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'

import { closePipes, takeOutputPipes } from '@core/run/output-pipes'
import { runRsync } from '@core/run/run-rsync'
import { tempDir } from '../../support/engine'
import { moduleSettings } from '../../unit/builders'
import { waitUntil } from '../../support/processes'
import { runOk } from '../../support/run'

const nowhere = { write: async () => undefined, writeErrors: async () => undefined }
const task = moduleSettings({ compress: false })

/** Puts a script before the real mkfifo; `$real` is that one. */
async function insteadOfMkfifo(script: string): Promise<void> {
  const [dir, { stdout }] = [await tempDir(), await runOk('which', ['mkfifo'])]
  await writeFile(`${dir}/mkfifo`, `#!/bin/sh\nreal=${stdout.trim()}\n${script}\n`)
  await chmod(`${dir}/mkfifo`, 0o755)
  vi.stubEnv('PATH', `${dir}:${process.env['PATH'] ?? ''}`)
}

/** Runs a shell script as if it were rsync. */
function run(script: string, stop: AbortSignal) {
  const env = { PATH: process.env['PATH'] ?? '' }
  const spawn = { program: 'sh', argv: ['-c', script], env, cwd: '/' }
  return runRsync({ spawn, itemPrefix: '@@|', task, silenceSeconds: null, log: nowhere, stop })
}

afterEach(() => void vi.unstubAllEnvs())

describe('the pipes that a run prints to', () => {
  it('are there although their folder cannot be removed', async () => {
    const dir = await tempDir()
    vi.stubEnv('TMPDIR', dir)
    await insteadOfMkfifo('mount --bind "$PWD" "$PWD" && cd "$PWD" && exec $real "$@"')
    onTestFinished(async () => {
      const left = (await readdir(dir)).filter((name) => name.startsWith('rsync-tasks-'))
      for (const name of left) await runOk('umount', ['-l', `${dir}/${name}`])
    })
    const pipes = await takeOutputPipes()
    expect(pipes).not.toBeNull()
    closePipes(Object.values(pipes ?? {}))
  })

  it('do not hide a Stop that comes while they are made', async () => {
    const dir = await tempDir()
    await insteadOfMkfifo(`touch '${dir}/asked'; sleep 1; exec $real "$@"`)
    const stop = new AbortController()
    const ended = run(`touch '${dir}/begun'; sleep 20`, stop.signal)
    await waitUntil(() => existsSync(`${dir}/asked`), { what: 'mkfifo being asked' })
    stop.abort()
    expect((await ended).outcome.state).toBe('ABORTED')
    expect(existsSync(`${dir}/begun`)).toBe(false)
  })
})
