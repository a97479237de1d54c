import { constants } from 'node:os'
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { system } from '@common/i18n/en/system'
import { isOfTheMachine, systemErrorReason, systemErrorText } from '@common/text/system-error'
import { AppError, toWireError } from '@common/errors'

const failed = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: words of libuv`), { code, path })

describe('errors of the system', () => {
  it('has only numbers that exist, each with words of its own', () => {
    const names = Object.keys(system).filter((name) => name !== 'at' && name !== 'EHOSTDOWN')
    for (const name of names) expect(constants.errno).toHaveProperty(name)
    for (const name of names)
      expect(systemErrorReason(failed(name))).toMatch(new RegExp(`^[a-z].+ \\(${name}\\)$`))
  })

  it('are said with their path; other errors in their own words', () => {
    expect(systemErrorText(failed('EROFS', '/mnt/disk'))).toMatch(/^\/mnt\/disk: .*read-only/)
    expect(systemErrorText(new AppError('CONFLICT', 'own words'))).toBe('own words')
    expect(systemErrorText(failed('EWHATEVER'))).toBe('EWHATEVER: words of libuv')
    expect(systemErrorText('text')).toBe('text')
  })

  it('are no bugs where the machine is short of something', () => {
    const { code, message } = toWireError(failed('EMFILE'), '/app.log')
    expect([code, message]).toEqual(['STORAGE_FAILED', expect.stringContaining('ulimit -n')])
    expect(toWireError(failed('ENOENT'), '/app.log').code).toBe('UNEXPECTED')
    expect(isOfTheMachine(failed('ENFILE'))).toBe(true)
  })

  it('names the limit of open files where a process really has too many', () => {
    const script = `const { openSync } = require('node:fs')
      try { for (;;) openSync('/dev/null') } catch ({ code }) { process.stdout.write(code) }`
    const { stdout } = spawnSync('prlimit', ['--nofile=64', process.execPath, '-e', script])
    expect(systemErrorReason(failed(String(stdout)))).toContain('too many open files')
  })
})
