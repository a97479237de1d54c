import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { PrivateKey } from '@core/ssh/private-key'
import { SshAgent } from '@core/ssh/ssh-agent'
import { makeTempDir } from '../../../support/temp-dir'

it('an agent keeps no more connections open than a run can have', async () => {
  const dir = await makeTempDir('rt')
  onTestFinished(() => dir.dispose())
  const place = { username: 'a', hostKeys: [], isBindingExpected: true }
  const agent = new SshAgent(PrivateKey.generate('ed25519'), place)
  await agent.listen(`${dir.path}/agent`)
  onTestFinished(() => agent.close())
  const sockets = Array.from({ length: 300 }, (): Socket => connect(`${dir.path}/agent`))
  for (const socket of sockets) socket.on('error', () => undefined).resume()
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  const open = () => sockets.filter(({ closed }) => !closed).length
  for (let tries = 0; open() > 64 && tries < 100; tries++) await sleep(50)
  expect(open()).toBe(64)
})
