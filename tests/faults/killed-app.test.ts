import { expect, it } from 'vitest'

import { startCli } from '../support/cli'
import { ask } from '../support/control'
import { me } from '../support/engine'
import { waitUntil } from '../support/processes'
import {
  killAgainAndAgain,
  killsOf,
  killsTimeout,
  type Hand,
  type Life,
  type Scene,
} from './kill-again'

/** Other starts of the command line, which the app that is open answers. */
function handOf({ options: { dataDir }, daemon }: Scene): Hand {
  const place = { path: '/tmp', user: me, remotehost: `127.0.0.1:${daemon.port}` }
  const settings = { ...place, remotemodule: 'open', enabled: false }
  const from = ['--file', '-', '--json']
  return {
    create: (desc) => ask(dataDir, ['create', ...from], JSON.stringify({ ...settings, desc })),
    update: (id, desc) => ask(dataDir, ['update', String(id), ...from], JSON.stringify({ desc })),
    remove: (id) => ask(dataDir, ['delete', String(id), '--json']),
    run: (task) => ask(dataDir, ['run', String(task), '--json']),
  }
}

/** A run in the terminal, which keeps the app open. */
async function start(scene: Scene): Promise<Life> {
  const { options, slow, said } = scene
  const app = await startCli(['run', String(slow), '--json'], options)
  said.asked()
  return {
    ready: async () => {
      const isThere = async () => (await ask(options.dataDir, ['list', '--json'])).code === 0
      await waitUntil(isThere, { what: 'an answer of the app' })
      await waitUntil(() => app.lines().length > 0, { what: 'the slow run' })
      return handOf(scene)
    },
    kill: async () => {
      app.child.kill('SIGKILL')
      await app.exited
      expect({ stderr: app.stderr(), signal: app.child.signalCode }).toEqual({
        ...{ stderr: '', signal: 'SIGKILL' },
      })
    },
  }
}

const KILLS = killsOf(5)

it(
  `an app that is killed ${KILLS} times while tasks are edited and run keeps what it acknowledged, and leaves no process`,
  { tags: 'killed-app', timeout: killsTimeout(KILLS) },
  () => killAgainAndAgain(KILLS, start),
)
