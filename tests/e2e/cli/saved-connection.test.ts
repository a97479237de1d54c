import { expect, it } from 'vitest'

import { cliJson, cliOk, makeDataDir, runCli } from '../../support/cli'
import { me, tempDir } from '../../support/engine'

const PLAIN = '--password-store=basic'
const NO_KEYRING = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }

it('lists and the preview of an import tell the host of a saved connection, and lists that it is gone', async () => {
  const here = { dataDir: await makeDataDir(), env: NO_KEYRING }
  const make = async (words: readonly string[], value?: unknown) => {
    const input = value === undefined ? {} : { input: JSON.stringify(value) }
    return (await cliJson<{ id: number }>([...words, PLAIN], { ...here, ...input })).id
  }
  const private_key = await make(['keypairs', 'generate', 'k', '--allow-basic-text'])
  const connection = { name: 'c', host: 'nas.example', username: 'ada', private_key }
  const id = await make(['connections', 'create', '--file', '-'], connection)
  const place = { path: await tempDir(), user: me, mode: 'SSH', remotepath: '/srv/a' }
  await make(['create', '--file', '-'], { ...place, ssh_credentials: id, enabled: false })
  const input = JSON.stringify([{ ...place, ssh_credentials: id, desc: 'another', enabled: false }])
  expect(await runCli(['import', '-', '--preview'], { ...here, input })).toMatchObject({
    ...{ code: 0, stdout: expect.stringContaining(' ada@nas.example:/srv/a ') },
    stderr: '[0]: It uses the SSH connection “c” of this app.\n',
  })
  expect(await cliOk(['list'], here)).toContain(' ada@nas.example:/srv/a ')
  await cliOk(['connections', 'delete', String(id), '--cascade', PLAIN], here)
  expect(await cliOk(['list'], here)).toContain(' (deleted connection):/srv/a ')
})
