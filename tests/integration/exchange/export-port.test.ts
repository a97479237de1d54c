import { expect, it } from 'vitest'

import { me, openEngine } from '../../support/engine'

/** What TrueNAS is to read of the tasks; a task that it could not run is refused. */
async function exported(settings: object): Promise<unknown> {
  const { engine, add } = await openEngine()
  const task = { mode: 'SSH', remoteHost: 'localhost', remotePath: '/b', remotePort: 0 } as const
  const { id } = add({ path: '/a', user: me, ...task, ...settings })
  return engine.exchange.write('truenas', [id]).then(
    (text) => (JSON.parse(text) as { remoteport: unknown }[])[0]?.remoteport,
    ({ message }: Error) => message,
  )
}

it('an export to TrueNAS has the port that ssh_config gives, and never the port 0', async () => {
  expect(await exported({})).toBe(22)
  expect(await exported({ sshCredentials: 7 })).toBeNull()
  expect(await exported({ mode: 'MODULE', remoteModule: 'm' })).toBeNull()
  expect(await exported({ user: 'nobody-of-here' })).toMatch(
    /^TrueNAS needs the port of .*"nobody-of-here" does not exist\. Enter it in Remote SSH Port/,
  )
})
