import { chmod, writeFile } from 'node:fs/promises'

import { describe, expect, it, onTestFinished } from 'vitest'

import type { AppError } from '@common/errors'

import { makeSshLogin, openEngine, tempDir } from '../../support/engine'
import { makeTree } from '../../support/tree'
import type { SshdOptions } from '../../support/sshd'
import { connectTo, server } from './support'

const CODE = / \(rsync code \d+, \w+\)$/

/** What a run, a preview, the look at Remote Path and the test of the connection say. */
async function saidEverywhere(options: SshdOptions) {
  const sshd = await server(options)
  const [test, login, path] = [await openEngine(), await makeSshLogin(sshd), await tempDir()]
  onTestFinished(() => login.dispose())
  await makeTree(path, { a: 'a' })
  await login.give(path)
  const settings = login.task({ path: `${path}/`, remotePath: '/tmp' })
  const task = test.add(settings)
  const { reason: run } = await test.run(task.id)
  const { reason: preview } = await test.preview(task.id)
  const [check] = await test.create(settings).then(
    () => [],
    ({ fields }: AppError) => fields,
  )
  const { id: _, ...connection } = await connectTo(test, sshd)
  const { steps } = await test.engine.ssh.test(connection, null)
  return {
    run: run.replace(CODE, ''),
    preview: preview.replace(CODE, ''),
    check: check?.message ?? '',
    test: steps.at(-1),
  }
}

/** An account that does this with every command. */
async function answering(script: string): Promise<SshdOptions> {
  const file = `${await tempDir()}/answer`
  await writeFile(file, `#!/bin/sh\n${script}\n`)
  await chmod(file, 0o755)
  return { extraConfig: `ForceCommand ${file}` }
}

describe('a remote account that starts no rsync', () => {
  it.each([
    [
      'wants a password for sudo',
      'echo sudo: a terminal is required to read the password >&2; exit 1',
    ],
    ['has a password that expired', 'echo WARNING: Your password has expired. >&2; exit 1'],
  ])('and %s is told alike by run, preview, check and test', async (_, script) => {
    const { run, preview, check, test } = await saidEverywhere(await answering(script))
    expect(run).toMatch(/NOPASSWD|password of the remote account has expired/)
    expect([preview, check]).toEqual([run, run])
    expect(test).toEqual({ id: 'shell', isOk: false, text: run, fix: '' })
  })

  it.each([['no shell', 'echo This account is currently not available.; exit 1']])(
    'and has %s is told alike by run, preview, check and test',
    async (_, script) => {
      const { run, preview, check, test } = await saidEverywhere(await answering(script))
      expect(run).toMatch(/^The remote account cannot run rsync: it says “This /)
      expect([preview, check]).toEqual([run, run])
      expect(test).toMatchObject({ id: 'shell', isOk: false })
      expect(test?.text).toMatch(/^The account cannot run commands: it says "This /)
    },
  )
})

describe('a rsync of the remote host that does not start', () => {
  it.each([
    [
      'lacks a library',
      'rsync: error while loading shared libraries: libxxhash.so.0',
      127,
      /xxhash/,
    ],
    ['may not be run', 'bash: line 1: /usr/bin/rsync: Permission denied', 126, /may not run rsync/],
  ])('because it %s is told by the test', async (_, says, code, told) => {
    const script = `[ "$SSH_ORIGINAL_COMMAND" = true ] && exit; echo '${says}' >&2; exit ${code}`
    const sshd = await server(await answering(script))
    const test = await openEngine()
    const { id: __, ...connection } = await connectTo(test, sshd)
    const { steps } = await test.engine.ssh.test(connection, null)
    expect(steps.at(-1)).toMatchObject({ id: 'rsync', isOk: false })
    expect(steps.at(-1)?.text).toMatch(told)
  })
})

describe('a server with which ssh has nothing in common', () => {
  it.each([
    ['key exchange method', 'KexAlgorithms diffie-hellman-group1-sha1'],
    ['host key type', 'HostKeyAlgorithms ssh-rsa'],
  ])('of any %s is told alike by run, preview, check and test', async (kind, firstConfig) => {
    const { run, preview, check, test } = await saidEverywhere({
      firstConfig,
      hostKeyTypes: ['rsa'],
    })
    expect(run).toContain(`have no ${kind} in common: “Unable to negotiate with `)
    expect([preview, check]).toEqual([run, run])
    expect(test?.isOk).toBe(false)
    expect(test?.text).toContain(`have no ${kind} in common: “`)
  })
})
