import { writeFile } from 'node:fs/promises'

import { describe, expect, it } from 'vitest'

import { readPlan } from '@core/ssh/ssh-plan'
import { childEnvironment } from '@core/system/run-as'

import { openEngine, tempDir } from '../../support/engine'
import { run } from '../../support/run'

/** Whatever ssh_config(5) takes in the name of a key, and what only looks like it. */
const FILES = [
  '~/.ssh/plain',
  '~/.ssh/%C',
  '%d/of-%u-%i-%%-%k',
  '~/.ssh/%h-%p-%r-%n-%l-%L',
  '${HOME}/in-${USER}-${LC_ALL}',
  '/etc/${LOGNAME}%%h',
]

describe('the names of keys in ssh_config', () => {
  it('become the files that ssh itself looks for', async () => {
    const file = `${await tempDir()}/config`
    const keys = FILES.map((name) => ` IdentityFile "${name}"\n`).join('')
    const place = ' HostName 127.0.0.1\n Port 2299\n User bob\n HostKeyAlias other\n'
    await writeFile(file, `Host nas\n${place}${keys} ProxyCommand false\n`)
    const account = (await openEngine()).engine.accounts.current
    const env = childEnvironment(process.env, account, false)
    const ssh = (...argv: string[]) => run('ssh', ['-F', file, ...argv, 'nas'], { env })
    const [told, tried] = [await ssh('-G'), await ssh('-v', '-o', 'BatchMode=yes')]
    const asked = { host: 'nas', port: null, username: null }
    const found = [...tried.stderr.matchAll(/identity file (.*) type -?\d+$/gm)].map(([, at]) => at)
    expect(found).toHaveLength(FILES.length * 2)
    expect(readPlan(told.stdout, asked, account, env)?.identityFiles).toEqual(
      found.filter((name) => !name?.endsWith('-cert')),
    )
  })
})
