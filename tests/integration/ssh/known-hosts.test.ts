import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { AppError } from '@common/errors'
import type { HostKey } from '@common/ssh/credentials'
import { describeHostKeys } from '@core/ssh/fingerprint'
import { KnownHostsFile } from '@core/ssh/known-hosts-file'
import { plainPlan } from '@core/ssh/ssh-plan'
import { Accounts } from '@core/system/accounts'

import { tempDir } from '../../support/engine'
import { runOk } from '../../support/run'
import { makeKeyPair } from '../../support/ssh-keys'
import { startSshd, type Sshd } from '../../support/sshd'
import { hostKeysOf } from './support'

const accounts = new Accounts()

/** The known_hosts of a home directory that holds this text; none without. */
async function fileWith(text?: string) {
  const home = await tempDir()
  const account = { ...accounts.current, home }
  const at = (port: number) =>
    new KnownHostsFile(
      account,
      accounts,
      plainPlan({ host: '127.0.0.1', port, username: null }, account),
    )
  const file = at(sshd.port)
  if (text !== undefined) {
    await mkdir(`${home}/.ssh`, { mode: 0o700 })
    await writeFile(file.path, text)
  }
  return { file, at, text: () => readFile(file.path, 'utf8') }
}

let sshd: Sshd
let keys: readonly HostKey[]
beforeAll(async () => {
  sshd = await startSshd({ hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] })
  keys = describeHostKeys(hostKeysOf(sshd))
})
afterAll(() => sshd.stop())

/** The keys of the server as lines for known_hosts. */
const lines = () =>
  keys.map(({ type, base64 }) => `[127.0.0.1]:${sshd.port} ${type} ${base64}\n`).join('')

const refusal = (work: Promise<unknown>) => work.then(String, (error: AppError) => error.message)

describe('known_hosts', () => {
  it('is made, in a folder of its owner alone, with the port', async () => {
    const { file, at, text } = await fileWith()
    expect(await file.knows()).toBe(false)
    await file.add(keys)
    expect((await text()).split('\n').sort()).toEqual(sshd.knownHosts.split('\n').sort())
    expect((await stat(file.path)).mode & 0o777).toBe(0o600)
    expect((await stat(file.path.replace(/\/known_hosts$/, ''))).mode & 0o777).toBe(0o700)
    expect(await file.knows()).toBe(true)
    expect(await at(22).knows()).toBe(false)
  })

  it('without a final newline is appended to on a line of its own, once', async () => {
    const { file, text } = await fileWith('# existing comment')
    await file.add(keys)
    await file.add(keys)
    expect(await text()).toBe(`# existing comment\n${lines()}`)
  })

  it('with hashed names is understood, and not added to again', async () => {
    const { file, text } = await fileWith(sshd.knownHosts)
    await runOk('ssh-keygen', ['-H', '-f', file.path])
    const hashed = await text()
    expect(hashed).toMatch(/^\|1\|/)
    expect(await file.knows()).toBe(true)
    await file.add(keys)
    expect(await text()).toBe(hashed)
  })

  it('keeps the old key when a host shows another one', async () => {
    const old = await makeKeyPair(`${await tempDir()}/old`)
    const line = `[127.0.0.1]:${sshd.port} ${old.publicKey}\n`
    const { file, text } = await fileWith(line)
    const message = await refusal(file.add(keys))
    expect(message).toContain(
      `The ssh-ed25519 key of [127.0.0.1]:${sshd.port} has changed: known_hosts has SHA256:`,
    )
    expect(message).toContain(`the host shows ${keys[0]?.fingerprint}`)
    expect(await text()).toBe(line)
  })

  it('gets no further key of a host that ssh knows, of another kind or beside the machine’s file', async () => {
    const [first, second] = keys.map((key) => ({ key, line: `${key.type} ${key.base64}` }))
    if (!first || !second) throw new Error('too few keys')
    const host = `[127.0.0.1]:${sshd.port}`
    const { file, text } = await fileWith(`${host} ${first.line}\n`)
    expect(await refusal(file.add([second.key]))).toBe(
      `known_hosts has only other keys of ${host} (${first.key.type}). Find out why before you accept a new one.`,
    )
    await file.add(keys)
    expect(await text()).toBe(`${host} ${first.line}\n`)

    const home = await tempDir()
    await writeFile(`${home}/global`, `${host} ${first.line}\n`)
    const account = { ...accounts.current, home }
    const place = { host: '127.0.0.1', port: sshd.port, username: null }
    const plan = { ...plainPlan(place, account), globalKnownHostsFiles: [`${home}/global`] }
    const { publicKey } = await makeKeyPair(`${home}/other`)
    const beside = new KnownHostsFile(account, accounts, plan)
    expect(await refusal(beside.add(describeHostKeys(publicKey)))).toContain('has changed')
  })

  it('never takes a revoked key', async () => {
    const { file } = await fileWith(`@revoked * ${sshd.hostKeyLine.replace(/^\S+ /, '')}\n`)
    expect(await file.problem()).toBeNull()
    expect(await file.knows()).toBe(false)
    expect(await refusal(file.add(keys))).toBe(
      `The ssh-ed25519 key of [127.0.0.1]:${sshd.port} is marked as revoked in known_hosts.`,
    )
  })

  it.each(['invalidentry', 'host ssh-rsa', '@what host ssh-rsa AAAA'])(
    'with the line %s is refused with it',
    async (line) => {
      const { file } = await fileWith(`# fine\nhost ssh-rsa AAAA\n${line}\n`)
      expect(await file.problem()).toBe(
        `Failed to load ${file.path}: Invalid known hosts entry: ${line}`,
      )
    },
  )

  it.each([
    { type: 'ssh-ed25519', base64: 'AAAA' },
    { type: '@revoked', base64: 'AAAA' },
    { type: '@cert-authority', base64: 'KEY' },
  ])('is given no line but those of host keys: not %j', async ({ type, base64 }) => {
    const { file, text } = await fileWith('# as it was\n')
    const [own] = keys
    if (!own) throw new Error('no key')
    const key = { ...own, type, base64: base64 === 'KEY' ? own.base64 : base64 }
    const message = await refusal(file.add([own, key]))
    expect(message).toMatch(`This line is not a host key (type, then base64): ${type} `)
    expect(await text()).toBe('# as it was\n')
  })

  it('that is a directory is refused', async () => {
    const { file } = await fileWith()
    await mkdir(file.path, { recursive: true })
    expect(await file.problem()).toBe(`Failed to load ${file.path}: Is a directory`)
  })
})
