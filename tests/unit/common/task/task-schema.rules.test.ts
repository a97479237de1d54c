import { describe, expect, it } from 'vitest'
import type { TaskSettings } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import { moduleSettings, sshSettings } from '../../builders'

function errorsOf(input: unknown): string[] {
  const validation = validateTask(input)
  return validation.ok ? [] : validation.errors.map(({ field, message }) => `${field}: ${message}`)
}

const SPACES = 'user: User names cannot have spaces'
const USER =
  'user: A user name cannot start with a dash or contain control characters, quotes, colons or slashes'
const HOST = 'remoteHost: Enter a host name or address, with user@ before it if the user differs'
const MODULE =
  'remoteModule: A module name cannot start with a dash or a slash or contain control characters'
const PATH = 'path: Enter an absolute path, such as /srv/photos'
const nul = (field: string) => `${field}: This text contains a NUL character`

describe('a text that could be taken for something else', () => {
  it.each<[Partial<TaskSettings>, string]>([
    [{ path: ' ' }, PATH],
    [{ path: 'srv/photos' }, PATH],
    [{ path: '~/photos' }, PATH],
    [{ path: '--delete' }, PATH],
    [{ path: '/a\0b' }, nul('path')],
    [{ path: '/a\ud83d' }, 'path: This text contains half of a character'],
    [{ extra: ['--exclude=\udca0'] }, 'extra[0]: This text contains half of a character'],
    [{ desc: 'a\0b' }, nul('desc')],
    [{ user: ' ' }, SPACES],
    [{ user: 'local user' }, SPACES],
    [{ user: 'ada\n' }, SPACES],
    [{ user: '-ada' }, USER],
    [{ user: 'a:da' }, USER],
    [{ user: 'a/da' }, USER],
    [{ user: 'a\u0007' }, USER],
    [{ user: 'a"da' }, USER],
    [{ user: 'a\0da' }, nul('user')],
    [{ remoteHost: ' ' }, HOST],
    [{ remoteHost: '-oProxyCommand=x' }, HOST],
    [{ remoteHost: 'bob@-nas' }, HOST],
    [{ remoteHost: 'na\u0007s' }, HOST],
    [{ remoteHost: 'nas\0' }, nul('remoteHost')],
    [{ remoteModule: '-photos' }, MODULE],
    [{ remoteModule: '/photos' }, MODULE],
    [{ remoteModule: 'pho\ttos' }, MODULE],
    [{ remoteModule: 'pho\u0085tos' }, MODULE],
    [{ remoteModule: 'photos\0' }, nul('remoteModule')],
    [{ extra: ['-v\0'] }, nul('extra[0]')],
  ])('in a module task is refused: %j', (given, error) => {
    expect(errorsOf(moduleSettings(given))).toEqual([error])
  })

  it.each<[Partial<TaskSettings>, string]>([
    [{ remotePath: '/a\0' }, nul('remotePath')],
    [{ remoteHost: 'nas:22' }, 'remoteHost: Enter the port in Remote SSH Port'],
    [{ remoteHost: 'bob@[::1]:22' }, 'remoteHost: Enter the port in Remote SSH Port'],
    [{ remoteHost: '-nas' }, HOST],
  ])('in an SSH task is refused: %j', (given, error) => {
    expect(errorsOf(sshSettings(given))).toEqual([error])
  })

  it('is refused also where the mode has no use for it', () => {
    expect(errorsOf(sshSettings({ remoteModule: '-x' }))).toEqual([MODULE])
    expect(errorsOf(moduleSettings({ remotePath: 'a\0' }))).toEqual([nul('remotePath')])
  })
})

describe('settings that do not go together', () => {
  it('are a saved connection and a module', () => {
    expect(errorsOf(moduleSettings({ sshCredentials: 1 }))).toEqual([
      "sshCredentials: SSH credentials can't be used when mode is MODULE",
    ])
  })
})

describe('auxiliary parameters', () => {
  const closing = 'Please specify valid value: No closing quotation'

  it.each([
    [['"'], [`extra[0]: ${closing}`]],
    [['-v', "it's"], [`extra[1]: ${closing}`]],
    [['-v', '\\'], ['extra[1]: Please specify valid value: No escaped character']],
    [
      ['', "'"],
      ['extra[0]: Remove the empty entry', `extra[1]: ${closing}`],
    ],
    [[5], ['extra[0]: Enter text']],
    [[null], ['extra[0]: Remove the empty entry']],
  ])('%j are told by their place', (extra, errors) => {
    expect(errorsOf({ ...moduleSettings(), extra })).toEqual(errors)
  })

  it.each([[[]], [['-v']], [["--exclude='a b'", '\\*.txt']], [['param=value']]])(
    '%j pass',
    (extra) => expect(errorsOf(moduleSettings({ extra }))).toEqual([]),
  )
})

describe('a schedule', () => {
  const scheduled = (given: Record<string, unknown>) =>
    errorsOf({ ...moduleSettings(), schedule: given })

  it.each([
    [{ minute: '60' }, 'schedule.minute: Incorrect crontab value.'],
    [{ hour: '24' }, 'schedule.hour: Incorrect crontab value.'],
    [{ dom: '0' }, 'schedule.dom: Incorrect crontab value.'],
    [{ month: '13' }, 'schedule.month: Incorrect crontab value.'],
    [{ dow: '8' }, 'schedule.dow: Incorrect crontab value.'],
    [{ minute: '' }, 'schedule.minute: This field is required'],
    [{ minute: null }, 'schedule.minute: This field is required'],
    [{ minute: '1, 2' }, 'schedule.minute: Incorrect crontab value.'],
    [{ minute: '0\0' }, 'schedule.minute: This text contains a NUL character'],
  ])('%j names its part', (given, error) => {
    expect(scheduled(given)).toEqual([error])
  })

  it('names every part that is wrong', () => {
    expect(scheduled({ minute: '60', dow: 'x' })).toEqual([
      'schedule.minute: Incorrect crontab value.',
      'schedule.dow: Incorrect crontab value.',
    ])
  })

  it.each([
    { dom: '30', month: '2' },
    { dom: '31', month: '4,6,9,11' },
    { dom: '31', month: 'feb' },
  ])('%j never comes up', (given) => {
    expect(scheduled(given)).toEqual(['schedule: This schedule never runs: there is no such day.'])
  })

  it.each([
    { dom: '29', month: '2' },
    { dom: '31', month: '1-12' },
  ])('%j comes up', (given) => {
    expect(scheduled(given)).toEqual([])
  })

  it('with an unknown part names it', () => {
    expect(scheduled({ second: '0' })).toEqual(['schedule.second: Unknown field'])
  })
})

describe('unknown settings', () => {
  it('are all named, after the known ones', () => {
    expect(errorsOf({ ...moduleSettings({ user: '' }), zeta: 1, alpha: undefined })).toEqual([
      ...['user: This field is required', 'zeta: Unknown field', 'alpha: Unknown field'],
    ])
  })

  it.each(['id', 'revision', 'constructor'])('such as %j keep their name', (name) => {
    expect(errorsOf({ ...moduleSettings(), [name]: 1 })).toEqual([`${name}: Unknown field`])
  })
})

describe('several broken rules', () => {
  it('are told one a field, in the order of the form', () => {
    const fields = errorsOf({ extra: ['"'], mode: 'SSH', remotePort: -1, delete: 1, user: 'a b' })
    expect(fields.map((error) => error.split(':')[0])).toEqual([
      'path',
      'user',
      'remoteHost',
      'remotePort',
      'remotePath',
      'delete',
      'extra[0]',
    ])
  })

  it('leave the input with its defaults, for checks on what is sound', () => {
    const validation = validateTask({ path: '/a', user: '' })
    expect(validation).toMatchObject({
      ok: false,
      candidate: { path: '/a', user: '', mode: 'MODULE', enabled: true },
    })
  })
})
