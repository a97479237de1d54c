import fc from 'fast-check'
import { CONNECTION_DEFAULTS, type SshConnection } from '@common/ssh/credentials'
import type { Task } from '@common/task/task'
import { TASK_DEFAULTS } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import { shellQuote } from '@common/rsync/quote'
import { anyText } from '../../any-text'

/** A connection that tasks may use. */
export const CONNECTION: SshConnection = {
  ...CONNECTION_DEFAULTS,
  ...{ id: 4, name: 'nas', host: 'nas.example.com', port: 2222, username: 'backup', keypairId: 3 },
  remoteHostKey: 'ssh-ed25519 AAAA',
}

const flag = fc.boolean()
const path = anyText.map((text) => `/${text}`)
const schedule = fc.record({
  minute: fc.constantFrom('0', '*/5', '5/10', '00'),
  hour: fc.constantFrom('*', '2', '1-5,7'),
  dom: fc.constantFrom('*', '1', '*/2', '1-31'),
  month: fc.constantFrom('*', 'jan,jul', '*/3'),
  dow: fc.constantFrom('*', 'mon', '*/2', '0-6', '5/2'),
})

/** Parameters that are no check box of the form, and no option that every command has. */
const parameter = fc.oneof(
  anyText.map((text) => `--exclude=${text === '' ? '' : shellQuote(text)}`),
  fc.constantFrom(
    '-v',
    '--bwlimit=1000',
    '-H',
    '--max-size=10m',
    '--no-owner',
    '-f ": x"'.replaceAll('"', "'"),
  ),
)

const remote = fc.oneof(
  fc.record({
    mode: fc.constant('MODULE' as const),
    remoteHost: fc.constantFrom('nas', 'bob@nas:8730', 'ada@[fd00::1]', 'ada@nas'),
    remoteModule: fc.constantFrom('photos', 'a module', 'm/sub dir/', 'p$x'),
    remotePort: fc.constant(null),
    remotePath: fc.constant(''),
    sshCredentials: fc.constant(null),
  }),
  fc.record({
    mode: fc.constant('SSH' as const),
    remoteHost: fc.constantFrom('nas', 'bob@nas', 'bob@[fd00::1]'),
    remotePort: fc.constantFrom(22, 2222),
    remoteModule: fc.constant(null),
    remotePath: anyText.filter((text) => text.trim() !== '' && !/[*?[]/.test(text)),
    sshCredentials: fc.constantFrom(null, null, CONNECTION.id),
  }),
)

/** Any task that passes the schema and that a command line can say. */
export const anyTask: fc.Arbitrary<Task> = fc
  .record({
    ...{ path, remote, schedule, desc: anyText, direction: fc.constantFrom('PUSH', 'PULL') },
    flags: fc.record({
      ...{ recursive: flag, times: flag, compress: flag, archive: flag, delete: flag },
      ...{ quiet: flag, preservePerm: flag, preserveAttr: flag, delayUpdates: flag, enabled: flag },
    }),
    extra: fc.array(parameter, { maxLength: 4 }),
    retries: fc.nat(10),
  })
  .map(({ remote: place, flags, ...rest }) => {
    const user = 'ada'
    return validateTask({ ...TASK_DEFAULTS, ...rest, ...flags, ...place, user })
  })
  .filter((validation) => validation.ok)
  .map((validation) => ({ ...(validation.ok && validation.settings), id: 1, revision: 1 }) as Task)
