import { describe, expect, it } from 'vitest'
import { exitCode } from '@common/rsync/exit-codes'
import { decideOutcome, isTransient, type Ending } from '@common/run/outcome'
import { moduleSettings, sshSettings } from '../../builders'

const anEnding = (given: Partial<Ending> = {}): Ending => ({
  exitCode: 0,
  signal: null,
  stoppedBy: null,
  errorLines: [],
  silentSeconds: null,
  filesKnown: null,
  task: moduleSettings({ compress: false }),
  ...given,
})
const outcomeOf = (given: Partial<Ending>) => decideOutcome(anEnding(given))

describe('each exit code of rsync', () => {
  it.each([
    [1, 'FAILED', 'SYNTAX', /option|read-only/],
    [2, 'FAILED', 'PROTOCOL', /prints text when it starts/],
    [3, 'FAILED', 'FILESELECT', /paths/],
    [4, 'FAILED', 'UNSUPPORTED', /does not support/],
    [5, 'FAILED', 'STARTCLIENT', /module/],
    [10, 'FAILED', 'SOCKETIO', /host, port/],
    [11, 'FAILED', 'FILEIO', /space/],
    [12, 'FAILED', 'STREAMIO', /broke off/],
    [13, 'FAILED', 'MESSAGEIO', /errors/],
    [14, 'FAILED', 'IPC', /memory/],
    [15, 'FAILED', 'CRASHED', /crashed/],
    [16, 'FAILED', 'TERMINATED', /outside/],
    [19, 'FAILED', 'SIGNAL1', /told to stop/],
    [20, 'FAILED', 'SIGNAL', /other than this app/],
    [21, 'FAILED', 'WAITCHILD', /processes/],
    [22, 'FAILED', 'MALLOC', /memory/],
    [23, 'FAILED', 'PARTIAL', /Some files/],
    [25, 'FAILED', 'DELETELIMIT', /--max-delete/],
    [30, 'FAILED', 'TIMEOUT', /No data/],
    [35, 'FAILED', 'CONTIMEOUT', /in time/],
    [124, 'FAILED', 'REMOTEFAILED', /remote shell/],
    [125, 'FAILED', 'REMOTEKILLED', /killed/],
    [126, 'FAILED', 'REMOTENOTRUN', /could not be run/],
    [127, 'FAILED', 'REMOTENOTFOUND', /installed/],
    [255, 'FAILED', 'SSH', /ssh could not connect/],
    [6, 'FAILED', 'UNKNOWN', /manual does not list/],
  ] as const)('%i is %s and says %s', (code, state, name, help) => {
    const { reason, state: ended, hasWarning, remedy } = outcomeOf({ exitCode: code })
    expect({ ended, hasWarning }).toEqual({ ended: state, hasWarning: false })
    // Whatever the code, there is something to click.
    expect(remedy).not.toBeNull()
    expect(reason).toMatch(help)
    expect(reason).toContain(`(rsync code ${code}, ${name})`)
    expect(exitCode(code).name).toBe(name)
  })

  it('0 is a success without a warning', () => {
    expect(outcomeOf({ exitCode: 0 })).toEqual({
      ...{ state: 'SUCCESS', outcome: 'success', hasWarning: false, remedy: null },
      reason: 'Everything was copied.',
    })
  })

  it('24 is a success that wants a look', () => {
    const outcome = outcomeOf({ exitCode: 24 })
    expect(outcome).toMatchObject({ state: 'SUCCESS', outcome: 'warning', hasWarning: true })
    expect(outcome.reason).toMatch(/disappeared/)
  })
})

describe('a run that ended otherwise', () => {
  it('is broken off where ssh gave up after bytes had moved, and is tried again', () => {
    const errorLines = ['Connection to nas closed by remote host.']
    const ending = anEnding({ exitCode: 255, hasMoved: true, errorLines })
    expect(decideOutcome(ending)).toMatchObject({ remedy: { kind: 'run-again' } })
    expect(decideOutcome(ending).reason).toMatch(/^The connection broke off/)
    expect(isTransient(ending)).toBe(true)
    expect(isTransient({ ...ending, hasMoved: false, errorLines: [] })).toBe(false)
  })

  it.each([20, 19, 30, 255, 23, null])('by our own Stop, with %j, is ABORTED', (code) => {
    expect(outcomeOf({ exitCode: code, signal: 'SIGTERM', stoppedBy: 'person' })).toEqual({
      ...{ state: 'ABORTED', outcome: 'stopped', hasWarning: false, reason: 'Stopped.' },
      remedy: { kind: 'run-again' },
    })
  })

  it('got through before our Stop reached it, and is a success', () => {
    expect(outcomeOf({ exitCode: 0, stoppedBy: 'person' }).state).toBe('SUCCESS')
  })

  it.each([
    [129, 'SIGHUP'],
    [137, 'SIGKILL'],
    [143, 'SIGTERM'],
  ])('by a signal, which a shell between us and rsync tells by the code %i', (exitCode, signal) => {
    expect(outcomeOf({ exitCode })).toEqual(outcomeOf({ exitCode: null, signal }))
  })

  it.each([
    [137, 'Killed', /^rsync was ended on the remote host: “Killed”/],
    [
      139,
      'bash: line 1: 7 Segmentation fault (core dumped) rsync --server .',
      /^rsync crashed on the remote host/,
    ],
  ])(
    'on the other side, of which the shell there says more than the code %i',
    (code, line, told) => {
      const lost = 'rsync: connection unexpectedly closed (0 bytes received so far) [sender]'
      const [known, unknown] = [12, code].map((exitCode) => {
        const end = `rsync error: unexplained error (code ${exitCode}) at io.c(232) [sender=3.2.7]`
        return outcomeOf({ exitCode, errorLines: [line, lost, end], task: sshSettings() })
      })
      expect(known?.reason).toMatch(told)
      const withoutCode = (reason = '') => reason.replace(/ \(rsync code .*\)$/, '')
      expect(withoutCode(unknown?.reason)).toBe(withoutCode(known?.reason))
      expect(unknown?.remedy).toEqual(known?.remedy)
    },
  )

  it.each([
    ['SIGKILL', 'rsync was ended from outside (SIGKILL).'],
    [null, 'rsync was ended from outside (unknown signal).'],
  ])('by the signal %s that we did not send is FAILED', (signal, reason) => {
    expect(outcomeOf({ exitCode: null, signal })).toMatchObject({
      ...{ state: 'FAILED', outcome: 'interrupted', reason, remedy: { kind: 'run-again' } },
    })
  })
})

describe('a message that says more than the code', () => {
  it.each([
    [255, '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @', /has changed; nothing/],
    [255, 'Host key verification failed.', /not known; add it/],
    [255, 'No ED25519 host key is known for nas and you have requested strict', /not known/],
    [255, '@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @', /chmod 600/],
    [255, 'Load key "/home/ada/.ssh/id_rsa": bad permissions', /chmod 600/],
    [255, 'ada@nas: Permission denied (publickey,password).', /did not accept the key/],
    [255, 'ssh: Could not resolve hostname nas: Name or service not known', /could not be resolv/],
    [10, 'rsync: getaddrinfo: nas 873: Name or service not known', /could not be resolved/],
    [10, 'rsync: [sender] failed to connect to nas: Connection refused (111)', /refused the conn/],
    [255, 'ssh: connect to host nas port 22: No route to host', /cannot be reached/],
    [10, 'rsync: failed to connect to nas: Network is unreachable (101)', /cannot be reached/],
    [255, 'ssh: connect to host nas port 22: Connection timed out', /did not answer in time/],
    [255, 'ssh: connect to host nas port 22: Operation timed out', /did not answer in time/],
    [2, 'protocol version mismatch -- is your shell clean?', /prints text/],
    [5, '@ERROR: max connections (4) reached -- try again later', /is busy/],
    [5, "@ERROR: Unknown module 'photo'", /no module of that name/],
    [5, '@ERROR: auth failed on module photos', /user or password/],
    [1, '@ERROR: module is read only', /read-only/],
    [11, 'rsync: write failed on "/a/b": No space left on device (28)', /is full/],
    [127, 'bash: line 1: rsync: command not found', /not installed on the remote/],
    [127, 'sh: 1: rsync: not found', /not installed on the remote/],
    [127, 'rsync error: remote command not found (code 127) at io.c(285)', /not installed/],
  ])('code %i with %j', (code, line, expected) => {
    const { state, reason } = outcomeOf({ exitCode: code, errorLines: ['first', line, 'last'] })
    expect(state).toBe('FAILED')
    expect(reason).toMatch(expected)
    expect(reason).toContain(`(rsync code ${code}, ${exitCode(code).name})`)
  })

  it('that a host key changed wins over all others', () => {
    const errorLines = [
      'Host key verification failed.',
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @',
      'ada@nas: Permission denied (publickey).',
    ]
    expect(outcomeOf({ exitCode: 255, errorLines }).reason).toMatch(/host key .* has changed/)
  })

  it('does not speak for a partial transfer, whose log names each file', () => {
    const errorLines = ['rsync: write failed on "/a": No space left on device (28)']
    expect(outcomeOf({ exitCode: 23, errorLines }).reason).toContain('Some files could not')
  })

  it.each([
    'rsync: [Receiver] mkdir "/srv/a" failed: Permission denied (13)',
    'rsync: [sender] change_dir "/srv" failed: Permission denied (13)',
  ])('about files, %j, is not taken for a refused key', (line) => {
    expect(outcomeOf({ exitCode: 11, errorLines: [line] }).reason).not.toMatch(/key/)
  })

  it('about a refused option is not taken for a refused password', () => {
    const errorLines = ['rsync: The server is configured to refuse --delete']
    expect(outcomeOf({ exitCode: 4, errorLines }).reason).not.toMatch(/password/)
  })

  it.each([
    [true, /without it/],
    [false, /broke off, or rsync is not installed/],
  ])('a broken stream blames Compress only when it is on: %s', (compress, expected) => {
    const task = moduleSettings({ compress })
    expect(outcomeOf({ exitCode: 12, task }).reason).toMatch(expected)
  })

  it('a stream that broke off in the middle is not blamed on Compress', () => {
    const errorLines = ['rsync: connection unexpectedly closed (158 bytes received so far)']
    const task = moduleSettings({ compress: true })
    expect(outcomeOf({ exitCode: 12, errorLines, task }).reason).toMatch(
      /^The connection broke off before/,
    )
  })
})

describe('the class of an outcome', () => {
  it.each([
    ['failed', { exitCode: 11 }],
    ['partial', { exitCode: 23 }],
    ['blocked', { exitCode: 25 }],
    ['interrupted', { exitCode: null, signal: 'SIGKILL' }],
    ['failed', { exitCode: 20, silentSeconds: 300 }],
    ['stopped', { exitCode: 20, stoppedBy: 'person', silentSeconds: 300 }],
  ] as const)('is %s after %j', (outcome, given) => {
    expect(outcomeOf(given).outcome).toBe(outcome)
  })

  it('is stopped, and so is the state, when the task itself set the time for it', () => {
    const errorLines = ['rsync: [sender] stopping at requested limit', 'rsync error: (code 30)']
    expect(outcomeOf({ exitCode: 30, errorLines })).toMatchObject({
      ...{ state: 'ABORTED', outcome: 'stopped', remedy: { kind: 'run-again' } },
      reason: expect.stringMatching(/^Stopped at the time .*continues.*code 30, TIMEOUT\)$/),
    })
  })

  it('is failed, not partial, when there was nothing to copy from', () => {
    const errorLines = ['rsync: [sender] link_stat "/a" failed: No such file or directory (2)']
    const given = { exitCode: 23, errorLines }
    expect(outcomeOf({ ...given, filesKnown: 0 }).outcome).toBe('failed')
    expect(outcomeOf({ ...given, filesKnown: 7 }).outcome).toBe('partial')
  })
})

describe('the help', () => {
  const module = moduleSettings({ mode: 'MODULE', compress: false })
  const ssh = sshSettings({ compress: false })
  const saved = { ...ssh, sshCredentials: 4 }
  const pull = { ...ssh, direction: 'PULL' as const }
  const unresolved = (who: string) => `${who} nas 873: Name or service not known`
  const noSpace = 'rsync: write failed on "/a": No space left on device (28)'

  it.each([
    ['a host that does not resolve', module, 10, unresolved('rsync: getaddrinfo:'), 'remoteHost'],
    ['a saved host that does not', saved, 255, unresolved('ssh:'), 'sshCredentials'],
    ['an unknown module', module, 5, '@ERROR: Unknown module', 'remoteModule'],
    ['a wrong password', module, 5, '@ERROR: auth failed on module a', 'modulePassword'],
    ['an unknown option', module, 1, 'rsync: --nope: unknown option', 'extra'],
    ['a missing destination of a push', ssh, 11, '', 'remotePath'],
    ['a missing destination of a pull', pull, 11, '', 'path'],
    ['a missing destination in a module', module, 11, '', 'remoteModule'],
  ] as const)('for %s opens the field', (_, task, code, line, field) => {
    const { remedy } = outcomeOf({ exitCode: code, task, errorLines: [line] })
    expect(remedy).toEqual({ kind: 'open-field', field })
  })

  it.each([
    ['an unknown host key', ssh, 255, 'Host key verification failed.', 'discover-host-key'],
    ['a changed host key', ssh, 255, 'REMOTE HOST IDENTIFICATION HAS CHANGED', 'test-connection'],
    ['a refused key', saved, 255, 'ada@nas: Permission denied (publickey).', 'test-connection'],
    ['a lost connection', ssh, 12, 'connection unexpectedly closed', 'run-again'],
    ['a crash', ssh, 15, '', 'open-log'],
  ] as const)('for %s is %s', (_, task, code, line, kind) => {
    expect(outcomeOf({ exitCode: code, task, errorLines: [line] }).remedy).toEqual({ kind })
  })

  it.each([
    ['here', pull, 'local'],
    ['there', ssh, 'remote'],
  ] as const)('for a full disk says that it is %s', (_, task, at) => {
    const { remedy } = outcomeOf({ exitCode: 11, task, errorLines: [noSpace] })
    expect(remedy).toEqual({ kind: 'free-space', at })
  })
})

describe('a sentence', () => {
  it('names the option that is not known, and how many files a limit left', () => {
    const unknown = outcomeOf({ exitCode: 1, errorLines: ['rsync: --nope: unknown option'] })
    expect(unknown.reason).toMatch(/^rsync does not know the option --nope: .*Parameters/)
    const limit = 'Deletions stopped due to --max-delete limit (6 skipped)'
    for (const exitCode of [25, 0]) {
      // A push to another host ends in 0 all the same.
      const limited = outcomeOf({ exitCode, errorLines: [limit] })
      expect(limited).toMatchObject({ state: 'FAILED', outcome: 'blocked' })
      expect(limited.reason).toMatch(/: 6 files were left/)
    }
  })

  it.each([
    [1, 'No data for 1 second, so'],
    [300, 'No data for 300 seconds, so'],
  ])('says for how long nothing moved: %i', (silentSeconds, start) => {
    const { reason, state } = outcomeOf({ exitCode: 20, silentSeconds })
    expect([state, reason.startsWith(start)]).toEqual(['FAILED', true])
  })

  it('is not misled by the name of a file', () => {
    const line = 'rsync: [Receiver] mkdir "/No space left on device/x" failed: File exists (17)'
    expect(outcomeOf({ exitCode: 11, errorLines: [line] }).reason).not.toMatch(/full/)
  })
})
