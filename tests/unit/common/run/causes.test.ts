import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { say } from '@common/i18n/say'
import { aftermathOf, CAUSES, causeOf, TIME_WINDOW } from '@common/run/causes'
import { ofFile } from '@common/run/file-failures'
import { decideOutcome, isTransient, type Ending } from '@common/run/outcome'
import { quotedLine } from '@common/run/quoted-line'
import { isChatter, isSummary } from '@common/run/whose-line'
import { sshSettings } from '../../builders'

/** Messages as the programs print them, and the sentence that each means. */
function messages<Row>(name: string): readonly Row[] {
  const file = new URL(`../../../fixtures/messages/${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Row[]
}

interface Told {
  readonly says: readonly string[]
  readonly means: string
  readonly passes: boolean
}

const openssh = messages<Told>('openssh')
const accounts = messages<Told>('remote-accounts')
const rsync = messages<{ file: string; says: string; means: string }>('rsync')

const CLOSED = 'rsync: connection unexpectedly closed (0 bytes received so far) [sender]'
/** The codes that the same fault ends in: which of them is a race between rsync and ssh. */
const CODES = [12, 255, 127, 126, 10, 5, 1]

const ending = (errorLines: readonly string[], exitCode: number): Ending => ({
  ...{ exitCode, signal: null, stoppedBy: null, silentSeconds: null, filesKnown: null },
  ...{ errorLines, task: sshSettings({ compress: true }) },
})

/** What a run says that ended with these lines, without the code. */
const saidOf = (lines: readonly string[], code: number) =>
  decideOutcome(ending(lines, code)).reason.replace(/ \(rsync code .*\)$/, '')

const summary = (code: number) => `rsync error: unexplained error (code ${code}) at io.c(285)`

function meaning(line: string): string {
  const early = causeOf([line], false)
  return (
    early?.cause.sentence ??
    aftermathOf([line])?.cause.sentence ??
    ofFile(line)?.sentence ??
    (isChatter(line) || isSummary(line) ? 'nothing' : 'quoted')
  )
}

describe('a message of rsync 3.1 to 3.5', () => {
  it.each(rsync)('of $file, "$says", means $means', ({ says, means }) => {
    expect([meaning(says), ofFile(says)?.sentence]).toContain(means)
  })

  it('means the same where rsync names the module, too', () => {
    for (const { says } of rsync) {
      const inModule = says.replaceAll('"/a/name"', '"a/name" (in mod)')
      expect([says, meaning(inModule)]).toEqual([says, meaning(says)])
    }
  })

  it('is there for each file and for all versions', () => {
    const files = new Set(rsync.map(({ file }) => file))
    for (const file of ['clientserver.c', 'io.c', 'main.c', 'receiver.c']) {
      expect(files).toContain(file)
    }
  })
})

describe('a message with which an rsync ends of its own accord', () => {
  const ended = (code: number, role: string) =>
    `rsync error: syntax or usage error (code ${code}) at main.c(285) [${role}=3.5.0]`
  // What is no warning, and in no table of causes: single files and what nobody knows.
  const words = rsync.filter(({ means }) => /^(quoted|failures)/.test(means))

  it.each(words)('of $file, "$says", is quoted as rsync’s', ({ says }) => {
    if (causeOf([says], true) || TIME_WINDOW.test(says)) return
    const quoted = say('causes.rsyncSaid', { said: quotedLine(says) })
    for (const code of [1, 3, 4, 5, 6, 11, 13, 14, 21, 22]) {
      const local = ['A warning of a shell', says, ended(code, 'client')]
      const remote = ['Authorised users only', says, ended(code, 'Receiver'), CLOSED, summary(12)]
      expect([saidOf(local, code), saidOf(remote, 12)]).toEqual([quoted, quoted])
      expect(isTransient(ending(remote, 12))).toBe(false)
    }
  })

  it('is told before what ssh and a shell said, which were no obstacle', () => {
    const lines = [
      'Load key "/home/ada/.ssh/id_rsa": invalid format',
      'sh: 1: rsync: not found',
      'rsync: [Receiver] ERROR: cannot stat destination "/srv/a": Permission denied (13)',
      ended(3, 'Receiver'),
    ]
    expect(saidOf(lines, 3)).toMatch(/^The user may not write to the destination folder: /)
  })

  it('is not taken from before the end of the connection', () => {
    const lines = ['rsync: [sender] send_files failed to open "/a": Permission denied (13)', CLOSED]
    expect(saidOf([...lines, summary(12)], 12)).toMatch(/^The connection broke off/)
  })
})

describe.each([
  ['ssh', openssh],
  ['a remote account', accounts],
])('what %s says before rsync begins', (_, rows) => {
  it.each(rows)('$says', ({ says, means, passes }) => {
    const found = causeOf(says, false) ?? aftermathOf(says)
    expect(found?.cause.sentence ?? 'quoted').toBe(means)
    const last = says.at(-1) ?? ''
    const told = CODES.map((code) => saidOf([...says, CLOSED, summary(code)], code))
    // The same sentence, whatever the code: 255 alone, without a word, is that of ssh.
    const isWordless = found?.cause.role === 'follows'
    expect(new Set(isWordless ? told.slice(2) : told).size).toBe(1)
    if (means === 'quoted') expect(told[0]).toContain(last)
    if (isWordless) return
    for (const code of CODES)
      expect(isTransient(ending([...says, CLOSED, summary(code)], code))).toBe(passes)
  })

  it('is the same when the lines come in another order', () => {
    for (const { says, means } of rows) {
      if (means === 'quoted') continue
      const turned = [CLOSED, summary(12), ...says]
      expect(saidOf(turned, 12)).toBe(saidOf([...says, CLOSED, summary(12)], 12))
    }
  })
})

describe('what nobody knows', () => {
  it('is quoted on one line, shortened, without anything that moves the cursor', () => {
    const line = `\u001b[31mNo\u0007 way\u202e, ${'x'.repeat(500)}\t!`
    const said = saidOf([line, CLOSED], 12)
    expect(said).toMatch(/^ssh or the remote host said: “No way, x+…”\.$/)
    expect(said.length).toBeLessThan(300)
  })

  it('is quoted first, and not the line after it', () => {
    expect(saidOf(['first words', 'second words', CLOSED], 255)).toContain('“first words”')
  })

  it('is no cause once the two rsyncs had talked', () => {
    const lines = ['A banner of the host', CLOSED.replace('(0 ', '(812 ')]
    expect(saidOf(lines, 12)).toBe('The connection broke off before the run had ended.')
  })

  it('said by rsync itself is quoted as rsync’s', () => {
    expect(saidOf(['Invalid block length 7 [sender]'], 2)).toBe(
      'rsync said: “Invalid block length 7 [sender]”.',
    )
  })
})

describe('nothing at all', () => {
  it.each([
    [12, 'The connection broke off. Compress is on, and the remote rsync may lack that kind'],
    [255, 'ssh could not connect; the log has its reason.'],
  ])('with code %i', (code, begin) => {
    expect(saidOf([CLOSED, summary(code)], code)).toContain(begin)
  })
})

describe('the name of a file', () => {
  const NAMES = [
    'No space left on device (28)',
    'rsync: command not found',
    'REMOTE HOST IDENTIFICATION HAS CHANGED',
    'a": Connection refused',
  ]
  it.each(NAMES)('such as "%s" is never a cause', (name) => {
    const line = `rsync: [Receiver] mkdir "/srv/${name}/x" failed: File exists (17)`
    expect(causeOf([line], false)).toBeNull()
    expect(causeOf([line], true)).toBeNull()
  })
})

describe('the table of causes', () => {
  it('says all that its sentences ask for', () => {
    for (const { sentence, pattern } of CAUSES) {
      const groups = [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map(([, name]) => name)
      const asked = [...say(sentence).matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const name of asked) expect([...groups, 'said']).toContain(name)
    }
  })

  it('has no pattern that takes long for a hostile line', () => {
    const lines = [
      'rsync: '.repeat(9000),
      `${'a '.repeat(30_000)}"`,
      `sh: ${'rsync/'.repeat(9000)}`,
      '"'.repeat(60_000),
    ]
    const before = performance.now()
    for (const line of lines) meaning(line)
    const hostile = performance.now() - before
    const start = performance.now()
    for (let i = 0; i < 4; i++) meaning('x'.repeat(60_000))
    expect(hostile / (performance.now() - start + 50)).toBeLessThan(50)
  })
})
