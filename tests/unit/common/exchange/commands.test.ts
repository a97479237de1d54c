import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { buildCommand } from '@common/rsync/build-command'
import { wordsOfShell } from '../../../support/shell-words'
import { meaningOf } from './meaning'

interface CommandCase {
  readonly source: string
  readonly command: string
  /** The stated reason, where it cannot become a task. */
  readonly refused?: string
  readonly user?: string
  readonly folder?: string
}

/** Command lines of manuals, wikis, tutorials and forums. */
const CASES = JSON.parse(
  readFileSync(new URL('../../../fixtures/rsync-commands.json', import.meta.url), 'utf8'),
) as CommandCase[]

const HOME = '/home/ada'
const CONTEXT = { user: 'ada', home: HOME, connections: [] }
const cwd = mkdtempSync(join(tmpdir(), 'rt-words-'))
afterAll(() => rmSync(cwd, { recursive: true }))

const taken = CASES.filter(({ refused }) => refused === undefined)
const refused = CASES.filter((one) => one.refused !== undefined)

describe('a command that people use', () => {
  it('is one of at least fifty', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(50)
  })

  it.each(taken)('means the same as a task: $command', ({ command, user = 'ada', folder = '' }) => {
    const reading = readImport(command, CONTEXT)
    expect(reading.refused).toEqual([])
    const [found] = reading.found
    if (!found) throw new Error('nothing was found')
    expect(found.settings).toMatchObject({ user, enabled: false })
    const [original = []] = wordsOfShell(command, HOME, cwd)
    const { argv } = buildCommand(found.settings)
    expect(meaningOf(argv, user)).toEqual(meaningOf(original, user, folder))
  })

  it.each(refused)('is refused in words: $command', ({ command, refused: reason = '' }) => {
    const reading = readImport(command, CONTEXT)
    expect(reading.found).toEqual([])
    expect(reading.refused.map((one) => one.reason)).toEqual([expect.stringContaining(reason)])
  })
})
