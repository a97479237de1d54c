import { describe, expect, it } from 'vitest'
import { isTransient } from '@common/run/outcome'
import { retryDelay, retryTime } from '@common/run/retry'
import { aRun, moduleSettings } from '../../builders'

const ending = (exitCode: number | null, ...errorLines: string[]) => ({
  ...{ exitCode, errorLines, signal: null, stoppedBy: null },
  ...{ silentSeconds: null, filesKnown: null, task: moduleSettings() },
})

describe('trying again can help', () => {
  it.each<[number, string]>([
    [5, '@ERROR: max connections (1) reached -- try again later'],
    [10, 'rsync: [Receiver] failed to connect to 127.0.0.1 (127.0.0.1): Connection refused (111)'],
    [10, 'rsync: getaddrinfo: nas 873: Temporary failure in name resolution'],
    [5, 'rsync: did not see server greeting'],
    [12, 'rsync: connection unexpectedly closed (0 bytes received so far) [sender]'],
    [20, 'rsync error: received SIGINT, SIGTERM, or SIGHUP (code 20)'],
    [30, 'rsync error: timeout in data send/receive (code 30)'],
    [35, 'rsync error: timeout waiting for daemon connection (code 35)'],
    [255, 'ssh: connect to host nas port 22: Connection refused'],
    [255, 'ssh: connect to host nas port 22: Connection timed out'],
    [255, 'ssh: connect to host nas port 22: No route to host'],
    [255, 'ssh: Could not resolve hostname nas: Name or service not known'],
    [255, 'kex_exchange_identification: Connection closed by remote host'],
    [255, 'Timeout, server nas not responding.'],
    [11, 'rsync: write failed: No space left on device (28)'],
    [12, 'rsync: [receiver] write failed: No space left on device (28)'],
  ])('after code %i: %s', (code, line) => {
    expect(isTransient(ending(code, line))).toBe(true)
  })
})

describe('trying again cannot help', () => {
  it.each<[number | null, string]>([
    [1, 'rsync: --foo: unknown option'],
    [1, 'ERROR: module is read only'],
    [2, 'protocol version mismatch -- is your shell clean?'],
    [3, 'rsync: change_dir "/x" failed'],
    [4, 'rsync error: requested action not supported'],
    [5, "@ERROR: Unknown module 'x'"],
    [5, '@ERROR: auth failed on module x'],
    [5, '@ERROR: access denied to x from UNKNOWN'],
    [12, 'bash: line 1: rsync: command not found'],
    [12, 'Host key verification failed.'],
    [12, 'Your --compress-choice value (zlibx) was refused by the server.'],
    [12, 'Permission denied (publickey).'],
    [13, 'rsync error: errors with program diagnostics'],
    [14, 'rsync error: error in IPC code'],
    [22, 'rsync error: error allocating core memory buffers'],
    [23, 'rsync: opendir "/x" failed: Permission denied (13)'],
    [24, 'file has vanished: "/x"'],
    [25, 'Deletions stopped due to --max-delete limit'],
    [30, 'rsync error: stopping at requested limit'],
    [127, 'rsync: command not found'],
    [255, '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @'],
    [255, 'Host key verification failed.'],
    [255, 'ada@nas: Permission denied (publickey,password).'],
    [255, '@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @'],
    [255, 'something nobody has seen before'],
    [null, ''],
  ])('after code %s: %s', (code, line) => {
    expect(isTransient(ending(code, line))).toBe(false)
  })

  it('when one line names a passing cause and another a lasting one', () => {
    const lines = ['Connection closed by 10.0.0.1 port 22', 'Host key verification failed.']
    expect(isTransient(ending(255, ...lines))).toBe(false)
  })

  it('when the name of a file says what a passing cause is known by', () => {
    const line = 'rsync: [sender] send_files failed to open "/a/timed out": Permission denied (13)'
    expect(isTransient(ending(255, line))).toBe(false)
  })

  it('after a Stop', () => {
    expect(isTransient({ ...ending(20), stoppedBy: 'person' })).toBe(false)
  })
})

describe('a retry', () => {
  it('comes after one, four, sixteen and then thirty minutes', () => {
    expect([2, 3, 4, 5, 6].map((attempt) => retryDelay(attempt) / 60_000)).toEqual([
      ...[1, 4, 16, 30, 30],
    ])
  })

  it.each([
    ['is planned for a failure that passes', {}, true, 61_000],
    ['waits longer each time', { attempt: 2 }, true, 241_000],
    ['is not planned for one that lasts', {}, false, null],
    ['is not planned after the last attempt', { attempt: 4 }, true, null],
    ['is not planned where the task wants none', { maxAttempts: 1 }, true, null],
    ['is not planned for a run that a command waits for', { trigger: 'command-line' }, true, null],
    ['is not planned for a run that was stopped', { state: 'ABORTED' }, true, null],
    ['is not planned for a success', { state: 'SUCCESS' }, true, null],
  ] as const)('%s', (_, given, transient, expected) => {
    const run = aRun({ state: 'FAILED', maxAttempts: 4, ...given })
    expect(retryTime(run, transient, 1000)).toBe(expected)
  })
})
