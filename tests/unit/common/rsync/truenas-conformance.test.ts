import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  buildCommand,
  SHOWN_CONNECTION_FILES,
  type ConnectionTarget,
} from '@common/rsync/build-command'
import { knownHostsText } from '@common/ssh/host-key-text'
import { validateTask } from '@common/task/task-schema'
import { fromWire, toWireField } from '@common/task/wire-names'

interface CommandCase {
  readonly id: string
  readonly source: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly keychain_connection:
    (Pick<ConnectionTarget, 'host' | 'port' | 'username'> & { remote_host_key: string }) | null
  /** The known_hosts of its run; null without a connection. */
  readonly known_hosts_file: string | null
  readonly argv_current: readonly string[]
}

interface ValidationCase {
  readonly id: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly errors: readonly (readonly [attribute: string, message: string, errno: string])[]
}

/** Recorded from TrueNAS's own code and its tests. */
const CASES = JSON.parse(
  readFileSync(new URL('../../../fixtures/truenas-cases.json', import.meta.url), 'utf8'),
) as { commandline_cases: CommandCase[]; validation_cases: ValidationCase[] }

/** Where we mean to differ from TrueNAS's words, and why. Nothing else may differ. */
const DIFFERENCES: readonly { why: string; of: (argv: string[]) => string[] }[] = [
  {
    why: 'the trailing blank after StrictHostKeyChecking=yes is an artefact of their template',
    of: (argv) => argv.map((word) => (word.startsWith('ssh ') ? word.trimEnd() : word)),
  },
]

/** Checks that need the machine; their share of a case is tested where the machine is asked. */
const OF_THE_MACHINE = /private key \(DSA\/ECDSA\/RSA\) set up in home dir/

function taskOf(payload: unknown) {
  const validation = validateTask(fromWire(payload))
  if (!validation.ok) throw new Error(JSON.stringify(validation.errors))
  return validation.settings
}

describe('the command lines of TrueNAS', () => {
  it('are all here', () => {
    expect(CASES.commandline_cases.map(({ id }) => id)).toEqual(
      'C01 C05 C06 C07 C10 C13 C15 C19 C20 C24'.split(' '),
    )
  })

  it.each(CASES.commandline_cases)(
    '$id: $source',
    ({ payload, keychain_connection, argv_current }) => {
      const connection = keychain_connection && { ...keychain_connection, connectTimeout: 10 }
      const { taskArgs } = buildCommand(
        taskOf(payload),
        connection ? { connection, files: SHOWN_CONNECTION_FILES } : {},
      )
      const expected = DIFFERENCES.reduce((argv, { of }) => of(argv), argv_current.slice(1))
      expect(taskArgs).toEqual(expected)
    },
  )

  it.each(DIFFERENCES)('need this difference: $why', ({ of }) => {
    const isNeeded = CASES.commandline_cases.some(
      ({ argv_current }) => of([...argv_current]).join('\n') !== argv_current.join('\n'),
    )
    expect(isNeeded).toBe(true)
  })
})

describe('the known_hosts of a run with a saved connection', () => {
  const cases = CASES.commandline_cases.filter(({ keychain_connection: to }) => to !== null)

  it('is recorded for ports, comments and blank lines', () => {
    expect(cases.map(({ id }) => id)).toEqual(['C07', 'C10', 'C13', 'C15', 'C19'])
  })

  it.each(cases)('$id: $known_hosts_file', ({ keychain_connection: to, known_hosts_file }) => {
    expect(to && knownHostsText(to, to.remote_host_key)).toBe(known_hosts_file)
  })

  it.each([
    ['::1', 22, 'ssh-rsa AAAA', '::1 ssh-rsa AAAA'],
    ['fe80::1%eth0', 22, 'ssh-rsa AAAA\n', 'fe80::1%eth0 ssh-rsa AAAA'],
    ['::1', 2222, 'ssh-rsa AAAA a comment', '[::1]:2222 ssh-rsa AAAA a comment'],
    ['nas', 2222, '\r\n # no\r\n\tssh-rsa AAAA \r\n\r\n', '[nas]:2222 ssh-rsa AAAA'],
    ['nas', 22, '# nothing but words\n\n', ''],
  ])('of %s at port %i with %j is %j', (host, port, keys, text) => {
    expect(knownHostsText({ host, port }, keys)).toBe(text)
  })
})

describe('the refusals of TrueNAS that need only the shape of a task', () => {
  it.each(CASES.validation_cases.filter(({ id }) => ['V01', 'V04', 'V13'].includes(id)))(
    '$id says the same of the same fields',
    ({ payload, errors }) => {
      const validation = validateTask(fromWire(payload))
      const told = validation.ok ? [] : validation.errors.map(toWireField)
      const expected = errors
        .filter(([, message]) => !OF_THE_MACHINE.test(message))
        .map(([attribute, message]) => ({
          field: attribute.replace('rsync_task_create.', ''),
          message,
        }))
      expect(told).toEqual(expected)
    },
  )

  it.each(CASES.validation_cases.filter(({ id }) => !['V01', 'V04', 'V13'].includes(id)))(
    '$id passes the shape: only machine or network can find fault with it',
    ({ payload }) => {
      expect(validateTask(fromWire(payload)).ok).toBe(true)
    },
  )
})
