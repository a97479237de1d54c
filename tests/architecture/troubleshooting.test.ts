import { describe, expect, it } from 'vitest'
import { say } from '@common/i18n/say'
import { exitCode } from '@common/rsync/exit-codes'
import type { Cause } from '@common/run/cause'
import { CAUSES } from '@common/run/causes'
import { FAILURE_KINDS } from '@common/run/file-failures'
import { decideOutcome, isTransient, type Ending } from '@common/run/outcome'
import type { RemedyRule } from '@common/run/remedy'
import { t } from '@renderer/i18n/i18n'
import { readDocument, tableUnder } from '../support/documents'
import { sshSettings } from '../unit/builders'

const TROUBLE = readDocument('docs/troubleshooting.md')

/** A run that ended with this code and nothing to say about it. */
const ending = (code: number, line = ''): Ending => ({
  ...{ exitCode: code, signal: null, stoppedBy: null, silentSeconds: null, filesKnown: 9 },
  errorLines: [line],
  task: { ...sshSettings({ compress: false }), sshCredentials: 1 },
})

/** The codes that rsync's manual lists, and those of a shell that was killed. */
const CODES = [
  ...[0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16, 19, 20, 21, 22, 23, 24, 25, 30, 35],
  ...[124, 125, 126, 127, 137, 143, 255],
]

const LOST = 'Connection reset by 192.0.2.1 port 22'
const REFUSED = 'backup@nas: Permission denied (publickey).'

function triedAgain(code: number): string {
  if (!isTransient(ending(code, LOST))) return 'no'
  if (isTransient(ending(code))) return 'yes'
  return 'if the network is to blame'
}

/** The button beside the reason of a run through a saved connection. */
function button(rule: RemedyRule): string {
  const remedy = typeof rule === 'function' ? rule(ending(1).task) : rule
  switch (remedy.kind) {
    case 'open-field':
      return t('help.editTask')
    case 'test-connection':
      return t('help.testConnection')
    case 'discover-host-key':
      return t('help.discover')
    case 'free-space':
    case 'run-again':
      return t('help.runAgain')
    case 'open-log':
      return ''
  }
}

/** What stands for the words of others in the document. */
const SHOWN = {
  ...{ option: '--option', said: '…', file: '…', kind: '…', methods: '…', words: '…' },
  ...{ program: '…', host: '…', side: '…' },
}

const WHO: Readonly<Record<Cause['layer'], string>> = {
  network: 'ssh, rsync',
  ssh: 'ssh',
  shell: 'the remote account',
  host: 'the remote account',
  rrsync: 'rrsync',
  daemon: 'the daemon',
  rsync: 'rsync',
  files: 'a file system',
}

describe('docs/troubleshooting.md', () => {
  it('has every exit code with the name, state, outcome and words that the app has for it', () => {
    const told = CODES.map((code) => {
      const { state, outcome, reason, remedy } = decideOutcome(ending(code))
      const { name } = exitCode(code)
      const words = reason.replace(/ \(rsync code .*\)$/, '')
      const ended = `${state} (${outcome})`
      return [String(code), name, ended, words, triedAgain(code), remedy ? button(remedy) : '']
    })
    expect(tableUnder(TROUBLE, 'By exit code')).toEqual(told)
  })

  it('names a code as not to be tried again where a person is needed', () => {
    expect(CODES.filter((code) => isTransient(ending(code, REFUSED)))).toEqual([])
  })

  it('has every cause that is known by its message, with who says it and the button that helps', () => {
    const told = CAUSES.map(({ sentence, remedy, layer, passes }) => [
      ...[say(sentence, SHOWN), WHO[layer], passes ? 'yes' : 'no', button(remedy)],
    ])
    // Many a message means the same.
    const rows = [...new Map(told.map((row) => [row.join('|'), row])).values()]
    expect(tableUnder(TROUBLE, 'By message')).toEqual(rows)
  })

  it('has all that can fail of a file, the worst first', () => {
    const told = FAILURE_KINDS.filter(({ isAttribute }) => !isAttribute).map(
      ({ sentence, remedy, passes }) => [
        ...[say(sentence, { count: 'N' }, 2), passes ? 'yes' : 'no', button(remedy)],
      ],
    )
    expect(tableUnder(TROUBLE, 'By file')).toEqual(told)
  })
})
