import { deserialize } from 'node:v8'
import fc from 'fast-check'
import { beforeEach, describe, it, vi } from 'vitest'
import { INVOKE_CHANNELS } from '@common/ipc/channels'
import { INVOKE_SCHEMAS } from '@common/ipc/schemas'
import { me } from '../../support/engine'
import { openBorder, type Border } from './border'
import { FUZZ_TIMEOUT, runs } from './fuzz'
import { callsOf, NOWHERE, taskOf } from './ipc-calls'

vi.mock('electron', () => import('./electron-at-the-border'))

let border: Border

/** With a task, a key pair and a connection. */
beforeEach(async () => {
  border = await openBorder()
  const { credentials, ssh, tasks } = border.engine
  const { id: keypairId } = await credentials.keyPairs.generate({ name: 'a key' })
  await ssh.createConnection({ ...NOWHERE, keypairId }, null)
  await tasks.create(taskOf(me))
})

describe('a call with whatever arguments', () => {
  it.each(INVOKE_CHANNELS)(
    '%s is answered in words or does what is allowed, and leaves nothing wrong behind',
    { timeout: FUZZ_TIMEOUT },
    async (channel) => {
      const { length } = INVOKE_SCHEMAS[channel]
      await fc.assert(
        fc.asyncProperty(callsOf(channel, length, me), async (made) => {
          await border.call(channel, made)
        }),
        runs(40, 'ipc', ({ args }: { args: string }): unknown[] =>
          deserialize(Buffer.from(args, 'base64')),
        ),
      )
    },
  )
})
