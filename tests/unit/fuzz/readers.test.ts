import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '@common/errors'
import { shellQuote } from '@common/rsync/quote'
import { splitWords } from '@common/rsync/words'
import { CRON_FIELDS, cronValues, isCronField } from '@common/schedule/cron-field'
import { fromCron, nextRuns, toCron } from '@common/schedule/schedule'
import { brokenKnownHostsLine, knownHostsText, parseHostKeyLine } from '@common/ssh/host-key-text'
import { describeHostKeys } from '@core/ssh/fingerprint'
import { readPrivateKey } from '@core/ssh/read-private-key'
import { COMMANDS } from '@main/cli/command-specs'
import { parseArguments } from '@main/cli/parse-arguments'
import { UsageError } from '@main/cli/request'
import { isLink, parseLink } from '@main/link/deep-link'
import { anyText } from '../any-text'
import { damagedBytes } from './any-value'
import { FUZZ_TIMEOUT, runs } from './fuzz'

const cronText = fc
  .array(
    fc.oneof(
      fc.constantFrom('*', '0', '7', '31', '59', '60', '-', '/', ',', ' ', 'sun', 'JAN', '00'),
      fc.string({ maxLength: 2 }),
    ),
    { maxLength: 7 },
  )
  .map((parts) => parts.join(''))

describe('a schedule', () => {
  it('has values within its range, which read as themselves, or is refused', () => {
    fc.assert(
      fc.property(fc.tuple(fc.constantFrom(...CRON_FIELDS), cronText), ([field, text]) => {
        const values = cronValues(field, text)
        expect(values !== null).toBe(isCronField(field, text))
        if (values === null) return
        expect(values.length).toBeGreaterThan(0)
        expect([...new Set(values)].sort((a, b) => a - b)).toEqual(values)
        expect(cronValues(field, values.join(','))).toEqual(values)
        expect(cronValues(field, `${text},${text}`.toUpperCase())).toEqual(values)
      }),
      runs(2000),
    )
  })

  it('of whatever line runs at rising whole minutes, or never', { timeout: FUZZ_TIMEOUT }, () => {
    const line = fc.oneof(
      fc.array(cronText, { maxLength: 6 }).map((parts) => parts.join(' ')),
      anyText,
    )
    fc.assert(
      fc.property(line, (text) => {
        const schedule = fromCron(text)
        const from = Date.UTC(2026, 9, 25)
        const times = nextRuns(schedule, new Date(from), 5, 'Europe/Berlin').map(Number)
        times.forEach((time, i) => expect(time).toBeGreaterThan(times[i - 1] ?? from))
        expect(times.filter((time) => time % 60_000 !== 0)).toEqual([])
        expect(fromCron(toCron(schedule))).toEqual(schedule)
      }),
      runs(500),
    )
  })
})

describe('words', () => {
  it('that were read from whatever text are read again once they are quoted', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = splitWords(text)
        if (read.ok) expect(splitWords(read.words.map(shellQuote).join(' '))).toEqual(read)
        else expect(read.message).toMatch(/^No (closing quotation|escaped character)$/)
      }),
      runs(2000),
    )
  })
})

describe('a command line', () => {
  const word = fc.oneof(
    fc.constantFrom(...Object.keys(COMMANDS).flatMap((command) => command.split(' '))),
    fc.constantFrom(
      '--json',
      '--file',
      '--file=x',
      '--run',
      '3',
      '0',
      '-',
      '--',
      '-h',
      '--no-json',
    ),
    fc.constantFrom('__proto__', 'constructor', '--__proto__', '--constructor=1', '1e3', '٣'),
    anyText,
  )

  it('of whatever words is understood, or refused in one line', { timeout: FUZZ_TIMEOUT }, () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
        try {
          const { command, id, run } = parseArguments(argv)
          expect(command === 'help' || Object.hasOwn(COMMANDS, command)).toBe(true)
          for (const number of [id, run]) {
            if (number !== null) expect(argv.join(' ')).toContain(String(number))
          }
        } catch (error) {
          if (!(error instanceof UsageError)) throw error
          expect(error.message).toMatch(/\S/)
        }
      }),
      runs(1000),
    )
  })
})

describe('a link', () => {
  it('is understood when it is exactly one to a run, whoever wrote it', () => {
    const link = fc.oneof(
      fc.tuple(fc.constantFrom('rsync-tasks://run/', 'RSYNC-TASKS://RUN/'), fc.nat()),
      fc.tuple(fc.constantFrom('rsync-tasks:', 'rsync-tasks://run', 'x://run/'), anyText),
    )
    fc.assert(
      fc.property(
        fc.tuple(link, fc.constantFrom('', '/', '?', '#', '\n')),
        ([[start, end], more]) => {
          const text = `${start}${end}${more}`
          const request = parseLink(text)
          expect(parseLink(`${text} `)).toBeNull()
          if (request === null) return
          expect(isLink(text)).toBe(true)
          expect(text.toLowerCase()).toMatch(`rsync-tasks://run/${request.taskId}`)
          expect(Number.isSafeInteger(request.taskId) && request.taskId > 0).toBe(true)
        },
      ),
      runs(1000),
    )
  })
})

describe('keys of hosts', () => {
  const key = fc.constantFrom(`ssh-ed25519 ${'A'.repeat(68)}`, 'ssh-rsa AAAA== comment', '# x', '')
  const text = fc.array(fc.oneof(key, anyText), { maxLength: 5 }).map((lines) => lines.join('\n'))

  it('of whatever text have a type, a fingerprint and a line that known_hosts takes', () => {
    fc.assert(
      fc.property(text, (given) => {
        const keys = describeHostKeys(given)
        for (const { type, base64, fingerprint } of keys) {
          expect(parseHostKeyLine(`${type} ${base64}`)).toEqual({ type, base64 })
          expect(fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/)
        }
        const lines = keys.map(({ type, base64 }) => `${type} ${base64}`).join('\n')
        expect(brokenKnownHostsLine(knownHostsText({ host: 'nas', port: 22 }, lines))).toBeNull()
        const broken = brokenKnownHostsLine(given)
        if (broken !== null) expect(given).toContain(broken)
      }),
      runs(500),
    )
  })
})

const PEM = { type: 'pkcs8', format: 'pem' } as const
const KEYS = [
  generateKeyPairSync('ed25519').privateKey.export(PEM),
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ ...PEM, type: 'sec1' }),
  generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ ...PEM, type: 'pkcs1' }),
  generateKeyPairSync('ed25519').privateKey.export({
    ...{ ...PEM, cipher: 'aes-256-cbc', passphrase: 'secret' },
  }),
].map(String)

describe('a private key', () => {
  const start = fc.constantFrom(
    ...['-----BEGIN OPENSSH PRIVATE KEY-----\n', 'PuTTY-User-Key-File-2: ssh-rsa\n'],
    ...[
      '-----BEGIN PRIVATE KEY-----\n',
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n',
    ],
  )
  const text = fc.oneof(
    fc.constantFrom(...KEYS).chain((pem) => damagedBytes(Buffer.from(pem)).map(String)),
    fc.tuple(start, anyText, fc.base64String()).map((parts) => parts.join('\n')),
    anyText,
  )

  it('of whatever text is one, or refused at its field', { timeout: FUZZ_TIMEOUT }, () => {
    fc.assert(
      fc.property(
        fc.tuple(text, fc.constantFrom('', 'secret', 'wrong')),
        ([pasted, passphrase]) => {
          try {
            const publicKey = readPrivateKey(pasted, passphrase).publicLine('')
            expect(describeHostKeys(publicKey)).toHaveLength(1)
          } catch (error) {
            if (!(error instanceof AppError)) throw error
            expect(error.code).toBe('INVALID_INPUT')
            expect(['privateKey', 'passphrase']).toContain(error.fields[0]?.field)
          }
        },
      ),
      runs(300),
    )
  })
})
