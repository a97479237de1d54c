import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { filesHolding, secretLines } from '../../support/canary'
import { cliErrors, cliJson, cliOk, createTask, makeDataDir, runCli } from '../../support/cli'
import { me, tempDir } from '../../support/engine'
import { makeKeyPair } from '../../support/ssh-keys'

describe('backup and restore', () => {
  it('carry the whole configuration into an empty folder, but no secret', async () => {
    const [first, second] = [{ dataDir: await makeDataDir() }, { dataDir: await makeDataDir() }]
    const dir = await tempDir()
    const key = await makeKeyPair(`${dir}/key`)
    const private_key = await readFile(key.privateFile, 'utf8')
    const password = `canary ${randomBytes(9).toString('hex')}`
    await cliOk(['keypairs', 'import', '--file', '-', '--allow-basic-text'], {
      ...first,
      input: JSON.stringify({ name: "k 'ey", private_key }),
    })
    await cliOk(['connections', 'create', '--file', '-'], {
      ...first,
      input: JSON.stringify({ name: 'NAS', host: 'nas', username: 'root', private_key: 1 }),
    })
    const id = await createTask(
      { path: dir, user: me, remotehost: 'nas', remotemodule: 'm', desc: 'a\nb "$(x)"' },
      first,
    )
    await cliOk(['password', String(id), '--file', '-'], { ...first, input: password })
    await cliOk(['settings', '--file', '-'], { ...first, input: '{"max_parallel_runs": 9}' })

    expect(await cliOk(['backup', 'all.json'], { ...first, cwd: dir })).toBe('')
    const file = `${dir}/all.json`
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const text = await readFile(file, 'utf8')
    expect(text).toBe(await cliOk(['backup', '-'], first))
    const secrets = [password, ...secretLines(private_key, key.publicKey)]
    await writeFile(`${dir}/holds.txt`, secrets.join('\n'))
    expect(filesHolding(dir, ...secrets).sort()).toEqual([`${dir}/holds.txt`, `${dir}/key`])

    expect(await cliOk(['restore', file, '--replace'], second)).toBe(
      `Restored: 1 task, 1 SSH connection, 1 SSH key pair.
Task ${id} (nas - m) is switched off: look at it, then enable it (update ${id}, enabled: true).
Import the private key of k 'ey again (keypairs import, under that name).
Enter the module password of task ${id} (nas - m) again (password ${id}).
`,
    )
    expect(await cliOk(['keypairs', 'list'], first)).toMatch(/'ey .* stored +2\n$/)
    expect(await cliOk(['keypairs', 'list'], second)).toMatch(/'ey .* import it again +2\n$/)
    expect(await cliJson(['keypairs', 'list', '--json'], second)).toMatchObject([
      { name: "k 'ey", awaits_private_key: true },
    ])
    // Of the password only that it is needed was in it.
    const withoutPassword = text.replace(/(?<="passwordsOf": )\[[^\]]*\]/, '[]')
    expect(withoutPassword).not.toBe(text)
    const switchedOff = withoutPassword.replace('"enabled": true', '"enabled": false')
    expect(await cliOk(['backup'], second)).toBe(switchedOff)
    expect(await cliJson(['restore', '-', '--json'], { ...second, input: text })).toEqual({
      ...{ tasks: 0, connections: 0, keypairs: 0, private_keys: ["k 'ey"], passwords: [] },
      ...{ switched_off: [], programs_not_taken: [] },
    })
    expect(await cliJson(['settings'], second)).toMatchObject({ max_parallel_runs: 9 })
  })

  it('refuse what is no backup in one sentence, and change nothing', async () => {
    const options = { dataDir: await makeDataDir() }
    await createTask({ path: '/tmp', user: me, remotehost: 'h', remotemodule: 'm' }, options)
    const text = await cliOk(['backup'], options)
    for (const input of [text.slice(0, 300), '[]', await cliOk(['export'], options)]) {
      const errors = await cliErrors(['restore', '-', '--replace'], { ...options, input })
      expect(errors).toEqual([
        { field: '', message: expect.stringMatching(/^This is not a (whole )?backup/) },
      ])
    }
    const failed = await runCli(['backup', '/no/such/folder/file'], options)
    expect(failed).toMatchObject({ code: 1, stdout: '' })
    expect(await cliOk(['backup'], options)).toBe(text)
  })
})
