import { describe, expect, it } from 'vitest'
import { TASK_DEFAULTS, type TaskSettings } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import { moduleSettings, sshSettings } from '../../builders'

const REQUIRED = 'This field is required'

/** The broken rules, as `field: message`. */
function errorsOf(input: unknown): string[] {
  const validation = validateTask(input)
  return validation.ok ? [] : validation.errors.map(({ field, message }) => `${field}: ${message}`)
}

/** Settings with values that the types would not let in. */
const withAny = (base: TaskSettings, given: Record<string, unknown>) => ({ ...base, ...given })

describe('a task that is right', () => {
  it.each([
    ['over a module', moduleSettings()],
    ['over SSH', sshSettings()],
    [
      'with a saved connection, which needs neither host nor port',
      sshSettings({ sshCredentials: 3, remoteHost: null, remotePort: null }),
    ],
    [
      'with a saved connection and an empty host',
      sshSettings({ sshCredentials: 3, remoteHost: '' }),
    ],
    [
      'with every text at its limit',
      sshSettings({
        path: `/${'x'.repeat(1022)}`,
        remotePath: 'x'.repeat(255),
        desc: 'é'.repeat(1024),
      }),
    ],
    ['with a port at its limits', sshSettings({ remotePort: 65535 })],
    ['with the port as ssh has it', sshSettings({ remotePort: 0 })],
    [
      'with hostile but legal names',
      sshSettings({ path: '/a\n"b"/$c;*', remotePath: '-x y\u001b' }),
    ],
  ])('%s passes unchanged', (_, settings) => {
    expect(validateTask(settings)).toEqual({ ok: true, settings })
  })

  it('gets the defaults of TrueNAS for what it leaves out', () => {
    const given = { path: '/a', user: 'ada', remoteHost: 'nas', remoteModule: 'm' }
    expect(validateTask(given)).toEqual({ ok: true, settings: { ...TASK_DEFAULTS, ...given } })
    expect(TASK_DEFAULTS).toMatchObject({
      ...{ mode: 'MODULE', direction: 'PUSH', validateRpath: true, sshKeyscan: false },
      ...{ recursive: true, times: true, compress: true, delayUpdates: true, enabled: true },
      ...{ archive: false, delete: false, quiet: false, preservePerm: false, preserveAttr: false },
      schedule: { minute: '00', hour: '*', dom: '*', month: '*', dow: '*' },
    })
  })

  it('gets the default for each part of a schedule that it leaves out', () => {
    const validation = validateTask({ ...moduleSettings(), schedule: { hour: '3' } })
    expect(validation.ok && validation.settings.schedule).toEqual({
      ...{ minute: '00', hour: '3', dom: '*', month: '*', dow: '*' },
    })
  })
})

describe('a field that must be there', () => {
  it.each([
    [{}, ['path', 'user', 'remoteHost', 'remoteModule']],
    [{ mode: 'SSH' }, ['path', 'user', 'remoteHost', 'remotePort', 'remotePath']],
    [{ mode: 'SSH', sshCredentials: 1 }, ['path', 'user', 'remotePath']],
  ])('is asked for, in the order of the form: %j', (given, fields) => {
    expect(errorsOf(given)).toEqual(fields.map((field) => `${field}: ${REQUIRED}`))
  })

  it.each([
    [moduleSettings(), ['path', 'user', 'remoteHost', 'remoteModule']],
    [sshSettings(), ['path', 'user', 'remoteHost', 'remotePath']],
  ])('is asked for when it is empty', (settings, fields) => {
    const empty = Object.fromEntries(fields.map((field) => [field, '']))
    expect(errorsOf({ ...settings, ...empty })).toEqual(fields.map((f) => `${f}: ${REQUIRED}`))
  })

  it.each(['path', 'user', 'direction', 'mode', 'schedule', 'extra', 'recursive', 'delete'])(
    'is asked for when it is null: %s',
    (field) => {
      expect(errorsOf(withAny(moduleSettings(), { [field]: null }))).toEqual([
        `${field}: ${REQUIRED}`,
      ])
    },
  )

  it.each(['desc', 'remotePath'])('may be empty but not null: %s', (field) => {
    expect(errorsOf(moduleSettings({ [field]: '' }))).toEqual([])
    const [error, ...others] = errorsOf(withAny(moduleSettings(), { [field]: null }))
    expect(error).toMatch(new RegExp(`^${field}: `))
    expect(others).toEqual([])
  })
})

describe('a value of the wrong type', () => {
  const FLAGS = Object.entries(TASK_DEFAULTS).flatMap(([name, value]) =>
    typeof value === 'boolean' ? [name] : [],
  )
  const TEXTS = ['path', 'user', 'remoteHost', 'remoteModule', 'desc', 'remotePath']

  it.each(TEXTS)('is not made a text: %s', (field) => {
    for (const value of [5, true, [], {}, ['/a']]) {
      expect(errorsOf(withAny(moduleSettings(), { [field]: value }))).toEqual([
        `${field}: Enter text`,
      ])
    }
  })

  it('is not made a switch', () => {
    expect(FLAGS).toHaveLength(12)
    for (const field of FLAGS) {
      for (const value of ['true', 'on', 1, 0, []]) {
        expect(errorsOf(withAny(moduleSettings(), { [field]: value }))).toEqual([
          `${field}: Choose on or off`,
        ])
      }
    }
  })

  it.each(['22', true, [], -1, 65536, 22.5, NaN, Infinity])('%j is no port', (remotePort) => {
    expect(errorsOf(withAny(sshSettings(), { remotePort }))).toEqual([
      'remotePort: Enter a port from 1 to 65535',
    ])
  })

  it.each(['1', 0, -1, 1.5, true, { name: 'nas' }])('%j is no connection', (sshCredentials) => {
    expect(errorsOf(withAny(sshSettings(), { sshCredentials }))).toEqual([
      'sshCredentials: Choose an SSH connection',
    ])
  })

  it.each([
    ['mode', ['FTP', 'ssh', '', 5]],
    ['direction', ['push', '', 5, true]],
    ['schedule', ['0 0 * * *', 5, [], true]],
    ['extra', ['-v', 5, {}]],
  ])('is told of the field %s itself', (field, values) => {
    for (const value of values) {
      const fields = errorsOf(withAny(moduleSettings(), { [field]: value }))
      expect(fields.map((error) => error.split(':')[0])).toContain(field)
    }
  })

  it.each(['mode', 'direction', 'schedule', 'desc'])(
    'is told in words for people, not in those of a library: %s',
    (field) => {
      expect(errorsOf(withAny(moduleSettings(), { [field]: 5 })).join()).not.toMatch(/`|must be a/)
    },
  )

  it.each([5, ['0'], {}, true])('%j is no part of a schedule', (minute) => {
    const schedule = { ...TASK_DEFAULTS.schedule, minute }
    expect(errorsOf(withAny(moduleSettings(), { schedule }))).toEqual([
      'schedule.minute: Enter text',
    ])
  })

  it.each([null, undefined, 5, 'x', true, [], [moduleSettings()]])('%j is no task', (input) => {
    expect(errorsOf(input)).toEqual([': A task is an object with the settings as its keys'])
  })
})

describe('a text that is too long', () => {
  it.each([
    [moduleSettings({ path: `/${'x'.repeat(1023)}` }), 'path: Enter at most 1023 bytes'],
    [moduleSettings({ path: `/${'é'.repeat(512)}` }), 'path: Enter at most 1023 bytes'],
    [sshSettings({ remotePath: 'x'.repeat(256) }), 'remotePath: Enter at most 255 bytes'],
    [sshSettings({ remotePath: 'é'.repeat(128) }), 'remotePath: Enter at most 255 bytes'],
    [
      moduleSettings({ remoteModule: 'x'.repeat(256) }),
      'remoteModule: Enter at most 255 characters',
    ],
    [moduleSettings({ desc: 'x'.repeat(1025) }), 'desc: Enter at most 1024 characters'],
    [moduleSettings({ user: 'x'.repeat(1025) }), 'user: Enter at most 1024 characters'],
    [moduleSettings({ remoteHost: 'x'.repeat(1025) }), 'remoteHost: Enter at most 1024 characters'],
    [moduleSettings({ extra: ['x'.repeat(1025)] }), 'extra[0]: Enter at most 1024 characters'],
    [
      moduleSettings({ extra: Array.from({ length: 101 }, () => `-f${'x'.repeat(998)}`) }),
      'extra: Enter at most 100000 characters in all parameters together',
    ],
    // Nothing of it is read, so nothing else is said of it.
    [
      moduleSettings({ extra: ['-n', `--exclude=${'x '.repeat(4_000_000)}`] }),
      'extra: Enter at most 100000 characters in all parameters together',
    ],
    [
      moduleSettings({ extra: Array.from({ length: 1_000_000 }, () => '') }),
      'extra: Enter at most 100000 characters in all parameters together',
    ],
  ])('is refused, case %#', (settings, error) => {
    expect(errorsOf(settings)).toEqual([error])
  })
})
