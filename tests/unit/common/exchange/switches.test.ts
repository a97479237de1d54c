import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { buildCommand } from '@common/rsync/build-command'
import { isOn, isRecursive } from '@common/rsync/option-questions'
import { OPTIONS } from '@common/rsync/option-table'
import { readOptions } from '@common/rsync/read-options'
import { ADA } from './import-table'

/** The app shows these by itself, sets them always, or refuses to do without. */
const OF_THE_APP =
  /^(verbose|quiet|msgs2stderr|motd|human-readable|progress|itemize-changes|8-bit-output|inc-recursive|secluded-args|old-args|dry-run|timeout|contimeout|list-only)$/
/** Those that can be switched off again, and what switches them on in another way. */
const SWITCHES = OPTIONS.filter(
  ({ name, value, negations, does }) =>
    value === 'none' && negations.length > 0 && does.length === 0 && !OF_THE_APP.test(name),
)
const ANOTHER_WAY = ['-a', '-A', '-D', '-P', '--old-compress', '--new-compress', '--append-verify']

const said = fc.oneof(
  fc.constantFrom(...ANOTHER_WAY),
  fc
    .constantFrom(...SWITCHES)
    .chain(({ name, letter, negations }) =>
      fc.constantFrom(
        ...(name.length > 1 ? [`--${name}`] : []),
        ...(letter === null ? [] : [`-${letter}`]),
        ...negations.map((one) => `--no-${one}`),
      ),
    ),
)

/** What is on at the end; partial files are kept unless that is switched off. */
function switchedOn(words: readonly string[]): string[] {
  const reading = readOptions(words)
  return SWITCHES.filter(({ name, sets }) => {
    if (!sets.includes(name)) return false
    return isOn(reading, name) ?? name === 'partial'
  }).map(({ name }) => name)
}

it('a switch is on or off in a task as in the command, however often that changes its mind', () => {
  fc.assert(
    fc.property(fc.array(said, { maxLength: 6 }), (options) => {
      const words = ['-r', ...options]
      const { found } = readImport(`rsync ${words.join(' ')} /a/ nas:/b`, ADA)
      const task = found[0]?.settings
      // Some do not go together.
      fc.pre(task !== undefined && isRecursive(readOptions(words)))
      const { argv } = buildCommand(task, { isBare: true })
      expect(switchedOn(argv)).toEqual(switchedOn(words))
    }),
    { numRuns: 1000, examples: [[['-a', '--no-times', '-t']], [['--old-compress', '--no-z']]] },
  )
})
