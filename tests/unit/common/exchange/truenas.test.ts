import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { CONNECTION_DEFAULTS } from '@common/ssh/credentials'
import { OPTIONS, type OptionEffect } from '@common/rsync/option-table'
import { validateTask } from '@common/task/task-schema'
import { fromWire } from '@common/task/wire-names'

import { spellings } from '../../../support/option-spellings'

const NAS = {
  ...CONNECTION_DEFAULTS,
  ...{ id: 7, name: 'nas', host: 'nas.example.com', username: 'backup', keypairId: 6 },
}
const CONTEXT = { user: 'ada', home: '/home/ada', connections: [NAS] }
const read = (value: unknown) => readImport(JSON.stringify(value), CONTEXT)

const CASES = JSON.parse(
  readFileSync(new URL('../../../fixtures/truenas-cases.json', import.meta.url), 'utf8'),
) as { commandline_cases: { id: string; payload: Record<string, unknown> }[] }

const SWITCHED_OFF =
  'It was enabled there, and comes switched off unless it is enabled with the import.'
const TASK = {
  ...{ id: 3, path: '/mnt/tank/photos', user: 'ada', mode: 'SSH', remotehost: 'nas' },
  ...{ remoteport: 22, remotepath: '/b', enabled: true, locked: false, job: null },
}

describe('tasks of TrueNAS', () => {
  it.each(CASES.commandline_cases)('come as they are: $id', ({ payload }) => {
    const { kind, found, refused } = read(payload)
    expect({ kind, refused }).toEqual({ kind: 'truenas', refused: [] })
    const expected = validateTask(fromWire(payload))
    expect(found.map(({ settings }) => settings)).toEqual([expected.ok && expected.settings])
  })

  it.each([
    ['one', TASK],
    ['a list', [TASK]],
    ['an answer', { jsonrpc: '2.0', id: 1, result: [TASK] }],
    ['an answer with one', { result: TASK }],
  ])('may be %s, and keep whether they are enabled, for the note', (_what, given) => {
    const { found, refused } = read(given)
    expect(refused).toEqual([])
    expect(found.map(({ settings }) => settings)).toMatchObject([
      { path: TASK.path, enabled: true },
    ])
  })

  const text = JSON.stringify(TASK)
  const other = JSON.stringify({ ...TASK, path: '/mnt/{"]' })
  it.each([
    ['in lines', `${text}\n${other}\n`],
    ['without anything between them', `${text}${other}`],
    ['with commas between them', `${text},\n${other},`],
    ['as lists in a row', `[${text}]\n[${other}]`],
    ['as answers in a row', `{"result":[${text}]}\n{"result":${other}}`],
    ['in pages', `{"total":2,"offset":0,"data":[${text},${other}]}`],
    ['with a mark at the start', `\uFEFF[${text},${other}]`],
  ])('may come %s', (_what, stream) => {
    const { found, refused } = readImport(stream, CONTEXT)
    expect(refused).toEqual([])
    expect(found.map(({ settings }) => settings.path)).toEqual([TASK.path, '/mnt/{"]'])
  })

  it('name the line of what is no JSON among them', () => {
    const { found, refused } = readImport(`${text}\n{"path":}\n${other}`, CONTEXT)
    expect(found).toHaveLength(2)
    expect(refused.map(({ place, reason }) => [place, reason])).toEqual([
      ['2', expect.stringContaining('not valid JSON')],
    ])
  })

  it('may say more than a task has: that is left out and told', () => {
    const { found } = read({ ...TASK, a_new_field: 1, remoteHost: 'x' })
    expect(found[0]?.notes).toEqual([
      '“a_new_field” is not a setting of a task and is left out.',
      '“remoteHost” is not a setting of a task and is left out.',
      SWITCHED_OFF,
    ])
    expect(found[0]?.settings.remoteHost).toBe('nas')
  })

  it('find their connection by where it leads, since ids mean nothing elsewhere', () => {
    const attributes = { host: 'nas.example.com', port: 22, username: 'backup', private_key: 1 }
    const connection = { id: 1, name: 'their name', type: 'SSH_CREDENTIALS', attributes }
    const { found } = read({
      ...TASK,
      remotehost: null,
      remoteport: null,
      ssh_credentials: connection,
    })
    expect(found[0]).toMatchObject({
      ...{ settings: { sshCredentials: 7 }, remote: 'backup@nas.example.com:/b' },
    })
    expect(found[0]?.notes).toEqual(['It uses the SSH connection “nas” of this app.', SWITCHED_OFF])
  })

  it('keep the place of a connection that is not here', () => {
    const connection = {
      id: 7,
      name: 'other',
      attributes: { host: 'fd00::1', port: 2222, username: 'x' },
    }
    const { found } = read({
      ...TASK,
      remotehost: null,
      remoteport: null,
      ssh_credentials: connection,
    })
    expect(found[0]?.settings).toMatchObject({
      ...{ sshCredentials: null, remoteHost: 'x@[fd00::1]', remotePort: 2222 },
    })
    expect(found[0]?.notes).toEqual([expect.stringContaining('“other” is not here'), SWITCHED_OFF])
    expect(found[0]?.remote).toBe('x@[fd00::1]:/b')
    expect(read({ ...TASK, ssh_credentials: 9 }).found[0]).toMatchObject({
      notes: [expect.stringContaining('no SSH connection 9'), SWITCHED_OFF],
      remote: '(deleted connection):/b',
    })
    // The next connection that is made here gets the number.
    for (const lost of [9, { id: 9 }, { id: 9, attributes: {} }])
      expect(read({ ...TASK, ssh_credentials: lost }).found[0]).toMatchObject({
        ...{
          staysOff: true,
          notes: [expect.stringContaining('no SSH connection 9'), SWITCHED_OFF],
        },
      })
    expect(read({ ...TASK, ssh_credentials: { id: 7 } }).found[0]).toMatchObject({
      ...{ staysOff: false, notes: [expect.stringContaining('connection “nas”'), SWITCHED_OFF] },
    })
    expect(read({ ...TASK, ssh_credentials: CONTEXT.connections[0]?.id }).found[0]).toMatchObject({
      notes: [expect.stringContaining('uses the SSH connection “nas”'), SWITCHED_OFF],
    })
  })

  it('that are not sound are refused, each at its place', () => {
    const { found, refused } = read([TASK, { ...TASK, remoteport: '22' }, 'text', null])
    expect(found).toHaveLength(1)
    expect(refused.map(({ place, reason }) => [place, reason])).toEqual([
      ['[1]', 'remoteport: Enter a port from 1 to 65535'],
      ['[2]', 'A task is an object with the settings as its keys'],
      ['[3]', 'A task is an object with the settings as its keys'],
    ])
    expect(readImport('[{"path":', CONTEXT).refused[0]?.reason).toContain('is not valid JSON')
    expect(readImport('', CONTEXT).refused[0]?.reason).toBe('Nothing to import was found.')
    expect(readImport('[]', CONTEXT).refused[0]?.reason).toBe('Nothing to import was found.')
  })
})

describe('a task from a file that does more than copy', () => {
  /** By what an option does, and the direction in which that concerns this computer. */
  const SAYINGS: readonly (readonly [OptionEffect, 'PUSH' | 'PULL' | null, string])[] = [
    ['runs-here', null, 'starts a program on this computer'],
    ['runs-there', null, 'runs something else on the remote host'],
    ['writes-here', null, 'writes on this computer'],
    ['writes-at-receiver', 'PULL', 'writes on this computer'],
    ['reads-here', null, 'reads a file of this computer'],
    ['reads-at-receiver', 'PULL', 'reads a file of this computer'],
    ['reads-at-sender', 'PUSH', 'reads a file of this computer'],
    ['removes-source', 'PUSH', 'deletes files on this computer'],
    ['trusts-sender', 'PULL', 'could then write what was not asked for'],
    ['writes-devices', null, 'writes over what a device holds'],
  ]
  const cases = SAYINGS.flatMap(([effect, direction, sentence]) =>
    OPTIONS.filter(({ does }) => does.includes(effect) && !does.includes('no-copy')).flatMap(
      (spec) =>
        spellings(spec, spec.name === 'remote-option' ? '--fuzzy' : '/x').flatMap((extra) =>
          (['PUSH', 'PULL'] as const)
            .filter((one) => direction === null || one === direction)
            .map((one) => [{ extra, direction: one }, sentence] as const),
        ),
    ),
  )

  it.each(cases)('%j stays off, and says so', (given, sentence) => {
    const [found] = read({ ...TASK, delayupdates: false, ...given }).found
    expect(found?.staysOff).toBe(true)
    expect(found?.notes.join(' ')).toContain(sentence)
  })

  it.each([
    [{ extra: ['-K', '--trust-sender'] }],
    [{ extra: ['--exclude=x', '-v'] }],
    [{ extra: ['--exclude=--log-file=/x'] }],
  ])('%j does not', (given) => {
    expect(read({ ...TASK, ...given }).found[0]?.staysOff).toBe(false)
  })

  it.each([
    [{ delete: true, delete_limit_percent: null }, 'delete_limit_percent'],
    [{ extra: ['--del'], delete_limit: null }, 'delete_limit'],
    [
      { delete: true, delete_limit: null, delete_limit_percent: null },
      'delete_limit, delete_limit_percent',
    ],
  ])('%j stays off, for nothing limits what it deletes', (given, names) => {
    const [found] = read({ ...TASK, ...given }).found
    expect(found?.staysOff).toBe(true)
    expect(found?.notes).toContain(`It deletes without the usual limit (${names}).`)
  })

  it('that deletes nothing needs no limit', () => {
    const given = { delete_limit: null, delete_limit_percent: null }
    expect(read({ ...TASK, ...given }).found[0]?.staysOff).toBe(false)
  })

  it('is refused where it starts a program by itself', () => {
    const module = { mode: 'MODULE', remotemodule: 'm', remotehost: 'h' }
    const { found, refused } = read({ ...TASK, ...module, extra: ["--rsh=sh -c 'x'"] })
    expect(found).toEqual([])
    expect(refused[0]?.reason).toContain('would start a program on this computer')
  })
})
