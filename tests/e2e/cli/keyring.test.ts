import { describe, expect, it, onTestFinished } from 'vitest'

import {
  cliJson,
  cliOk,
  makeDataDir,
  runCli,
  startCli,
  storedSettings,
  type WireRun,
} from '../../support/cli'
import { hangAs } from '../../support/dbus-session'
import { me, processesOfRun, tempDir } from '../../support/engine'
import { hasKeyring, startKeyring } from '../../support/keyring'
import { waitUntil } from '../../support/processes'
import { startRsyncd } from '../../support/rsyncd'
import { bigFile } from '../../support/tree'

const CANNOT_READ =
  'The private key of k cannot be decrypted. The keyring it was stored with is locked or gone: unlock it and try again.\n'
const CANNOT_RUN =
  'The password of the module cannot be decrypted. The keyring it was stored with is locked or gone: unlock it and try again.'
const CANNOT_STORE =
  'Secrets cannot be stored now: the keyring is locked or does not answer. Unlock it and try again.\n'

const EXPORT = ['keypairs', 'export', '1', '--private']

/** An app with one key pair in its keyring. */
async function appWithKey() {
  const [keyring, dataDir] = [await startKeyring(), await makeDataDir()]
  const options = { dataDir, env: keyring.env }
  const call = (...words: string[]) => runCli([...words, ...keyring.args], options)
  const key = async () => cliOk([...EXPORT, ...keyring.args], options)
  const create = (settings: Record<string, unknown>) =>
    cliJson<{ id: number }>(['create', '--file', '-', ...keyring.args], {
      ...options,
      input: JSON.stringify(settings),
    })
  await cliJson(['keypairs', 'generate', 'k', ...keyring.args], options)
  return { keyring, dataDir, options, call, create, key }
}

describe.runIf(hasKeyring)('a keyring that is to be made', () => {
  it('freezes nothing while nobody chooses its password', async () => {
    const [keyring, dataDir] = [await startKeyring({ isEmpty: true }), await makeDataDir()]
    const address = keyring.env['DBUS_SESSION_BUS_ADDRESS'] ?? ''
    const prompter = await hangAs(address, 'org.gnome.keyring.SystemPrompter')
    onTestFinished(() => prompter.close())
    const options = { dataDir, env: keyring.env }
    const command = await startCli(['keypairs', 'generate', 'k', ...keyring.args], options)
    await waitUntil(() => command.stderr().includes('Still at work'), { what: 'the word' })
    const others = { ...options, timeoutMs: 20_000 }
    expect(await runCli(['list', ...keyring.args], others)).toMatchObject({ code: 0, stderr: '' })
    command.child.kill('SIGINT')
    expect(await command.ended).toMatchObject({ code: 1 })
    expect(command.stderr()).toMatch(/Interrupted\.\n$/)
  })
})

describe.runIf(hasKeyring)('a keyring that is locked', () => {
  it('is said in one sentence, costs no secret, and is no reason to store one in the clear', async () => {
    const { keyring, dataDir, call, create, key } = await appWithKey()
    const secret = await key()
    const { id } = await create({
      ...{ path: await tempDir(), user: me, remotehost: 'u@127.0.0.1', remotemodule: 'm' },
      module_password: 'p',
    })
    const before = storedSettings(dataDir)
    await keyring.lock()

    expect(await call(...EXPORT)).toMatchObject({ code: 1, stdout: '', stderr: CANNOT_READ })
    expect(await call('keypairs', 'generate', 'l')).toMatchObject({
      ...{ code: 1, stdout: '', stderr: CANNOT_STORE },
    })
    const run = await call('run', String(id), '--json')
    const outcome = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '') as WireRun
    expect(run.code).toBe(1)
    expect(outcome).toMatchObject({ state: 'FAILED', reason: CANNOT_RUN })
    expect(storedSettings(dataDir)).toEqual(before)

    await keyring.unlock()
    expect(await key()).toBe(secret)
  })

  it('is open again for an app that has been running all the while', async () => {
    const { keyring, dataDir, options, call, create, key } = await appWithKey()
    const secret = await key()
    const daemon = await startRsyncd()
    onTestFinished(() => daemon.stop())
    const path = await tempDir()
    await bigFile(path, 'big', 9_000_000)
    const { id } = await create({
      ...{ path, user: me, remotehost: `127.0.0.1:${daemon.port}`, remotemodule: 'open' },
      ...{ compress: false, extra: ['--bwlimit=100'] },
    })
    await keyring.lock()
    await startCli(['run', String(id), ...keyring.args], options)
    await waitUntil(() => processesOfRun(dataDir, 1).length > 0, { what: 'rsync' })
    // All of these are carried out by the app that runs.
    expect(await call(...EXPORT)).toMatchObject({ code: 1, stderr: CANNOT_READ })
    await keyring.unlock()
    expect(await key()).toBe(secret)
  })
})
