import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppLog } from '@core/log/app-log'

const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAA'.repeat(4)}\n-----END OPENSSH PRIVATE KEY-----`

let folder: string
let log: AppLog
const text = () => readFileSync(log.path, 'utf8')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rt-log-'))
  log = new AppLog(folder, () => 0)
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the log of the app', () => {
  it('has time, place, error, where it was thrown and its causes', () => {
    log.error('call tasks:create', new TypeError('odd', { cause: new Error('deeper') }))
    const [head, ...more] = text().split('\n')
    expect(head).toBe('1970-01-01T00:00:00.000Z error call tasks:create: TypeError: odd')
    expect(more[0]).toMatch(/^ {4}at /)
    expect(more).toContain('    caused by Error: deeper')
  })

  it.each([
    ['a private key', new Error(`cannot read ${KEY}`), null, 'b3BlbnNzaC1'],
    ['a cut key', new Error(KEY.slice(0, 90)), null, 'b3BlbnNzaC1'],
    ['one line of a key', new Error(KEY.split('\n')[1]), null, 'b3BlbnNzaC1'],
    ['a password by name', new Error('{"password": "s3 cret"}'), null, 's3 cret'],
    ['a passphrase by name', 'passphrase=s3cret', null, 's3cret'],
    [
      'what a call was given',
      new Error('Unexpected "hunter22"'),
      [{ a: ['hunter22'] }],
      'hunter22',
    ],
    ['a line of it', new Error('bad line two2'), ['line one\nline two2'], 'line two2'],
    ['a cause', new Error('x', { cause: new Error('token: s3cret') }), null, 's3cret'],
    ['an object that was thrown', { secret: 's3cret' }, null, 's3cret'],
    ['a frame that was made up', new Error('x\n    at password=s3cret'), null, 's3cret'],
  ])('keeps %s out', (_what, error, given, secret) => {
    log.error('call', error, given)
    expect(text()).toContain(' error call: ')
    expect(text()).not.toContain(secret)
  })

  it('escapes what would steer a terminal or begin another entry', () => {
    log.warn('a\u001b[2J\n1970-01-01 error b\u202e\u009b')
    expect(text()).toBe(
      '1970-01-01T00:00:00.000Z warning a\\x1b[2J\\x0a1970-01-01 error b\\u202e\\x9b\n',
    )
  })

  it('is mode 0600, also where it was not', () => {
    log.warn('a')
    chmodSync(log.path, 0o644)
    log.warn('b')
    expect(statSync(log.path).mode & 0o777).toBe(0o600)
  })

  it('keeps one older file and never grows beyond a megabyte', () => {
    for (let i = 0; i < 1500; i++) log.warn(`${i} ${'x'.repeat(1500)}`)
    const sizes = [log.path, `${log.path}.1`].map((file) => statSync(file).size)
    expect((sizes[0] ?? 0) + (sizes[1] ?? 0)).toBeLessThan(1_100_000)
    expect(text()).toContain('1499 ')
  })

  it('makes nothing worse where it cannot be written', () => {
    expect(() => new AppLog(join(folder, 'missing')).error('x', new Error('y'))).not.toThrow()
  })
})
