import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { validateTask } from '@common/task/task-schema'
import { buildCommand } from '@common/rsync/build-command'
import { anyText } from '../../any-text'

const CONTEXT = { user: 'ada', home: '/home/ada', connections: [] }
const COMMANDS = (
  JSON.parse(
    readFileSync(new URL('../../../fixtures/rsync-commands.json', import.meta.url), 'utf8'),
  ) as { command: string }[]
).map(({ command }) => command)

/** Functions that call the next one several times each. */
const CALLS = Array.from({ length: 14 }, (_, at) => `f${at}() { ${`f${at + 1};`.repeat(6)} }`).join(
  '\n',
)

/** Functions that call the next one once. */
const CHAIN = Array.from({ length: 4000 }, (_, at) => `f${at}() { f${at + 1}; }`).join('\n')

/** Whatever comes in: tasks that are sound, or refusals with a reason, and nothing else. */
function expectCalm(text: string): void {
  const { found, refused } = readImport(text, CONTEXT)
  expect(found.length + refused.length).toBeGreaterThan(0)
  for (const { settings } of found) {
    expect(validateTask(settings)).toMatchObject({ ok: true })
    expect(buildCommand(settings).argv.length).toBeGreaterThan(2)
  }
  for (const { reason, place, text: shown } of refused) {
    expect(reason).toMatch(/\S/)
    expect(place).toMatch(/^(\d+|\[\d+\])$/)
    expect(shown.length).toBeLessThan(300)
  }
}

const cut = fc.tuple(fc.constantFrom(...COMMANDS), fc.nat(), anyText, fc.nat(9)).map(
  // A part of a real command is replaced by any text.
  ([command, at, text, length]) => {
    const place = at % (command.length + 1)
    return command.slice(0, place) + text + command.slice(place + length)
  },
)

describe('any text', () => {
  it.each([
    ['words', fc.array(anyText).map((parts) => `rsync ${parts.join(' ')}`)],
    ['damaged commands', cut],
    ['damaged crontabs', cut.map((command) => `0 2 * * * ${command}`)],
    [
      'damaged crontabs of the system',
      cut.map((command) => `@daily root ${command}\nA=b\n${command}`),
    ],
    ['JSON', fc.json().map((text) => `[${text}]`)],
    ['damaged JSON', fc.tuple(fc.json(), fc.nat()).map(([text, at]) => `{${text.slice(at % 20)}`)],
    ['scripts', fc.array(cut).map((lines) => lines.join('\n'))],
  ])('made of %s becomes tasks or stated refusals', (_what, texts) => {
    fc.assert(fc.property(texts, expectCalm), { numRuns: 100 })
  })

  it.each([
    ['quotes', `rsync ${'"'.repeat(200_000)}`],
    ['open quotes', `rsync ${`"'`.repeat(100_001)}`],
    ['backslashes', `rsync ${'\\'.repeat(200_001)}`],
    ['options', `rsync ${'-a '.repeat(100_000)} /a h:/b`],
    ['lines', 'rsync -a /a h:/b\n'.repeat(500)],
    ['schedules', '* * * * *\n'.repeat(2000)],
    ['digits', `${'1 '.repeat(100_000)}rsync`],
    ['dollars', `rsync "${'$'.repeat(200_000)}"`],
    ['brackets', `rsync -a ${'['.repeat(100_000)} h:/b`],
    ['hosts', `rsync -a ${'a@'.repeat(50_000)} h:/b`],
    ['blanks', `0 0 * * *${' '.repeat(200_000)}`],
    ['commas', `${'1,'.repeat(100_000)} 0 * * * rsync -a /a h:/b`],
    ['lists', '['.repeat(5_000)],
    ['open blocks', `${'if x; then '.repeat(2000)}rsync -a /a h:/b`],
    ['doublings', `A=x\n${'A=$A$A\n'.repeat(40)}rsync -a $A h:/b`],
    [
      'longer lists',
      `A=(x)\n${'A=("${A[@]}" "${A[@]}")\n'.repeat(40)}rsync -a "${'${A[@]}'}" h:/b`,
    ],
    [
      'rounds',
      `#!/bin/bash\n${'for i in {1..150}; do '.repeat(3)}rsync -a /$i h:/b${'; done'.repeat(3)}`,
    ],
    ['jobs', `${'0 3 * * * true\n'.repeat(200_000)}0 3 * * * rsync -a /a h:/b`],
    ['commands', 'x\n'.repeat(200_000)],
    ['lines in a condition', `if x\nthen\n${'x\n'.repeat(200_000)}fi\nrsync -a /a h:/b`],
    ['lines in a choice', `case x in\nx)\n${'x\n'.repeat(200_000)};; esac\nrsync -a /a h:/b`],
    ['variables in a word', `rsync -a "${'$x'.repeat(200_000)}" h:/b`],
    ['letters', `rsync -${'v'.repeat(200_000)} /a h:/b`],
    ['open braces', `#!/bin/bash\nrsync -a ${'{'.repeat(100_000)} h:/b`],
    ['pairs of braces', `#!/bin/bash\nrsync -a ${'{a,b}'.repeat(20_000)} h:/b`],
    ['lone steps in braces', `#!/bin/bash\nrsync -a ${'{1..1}'.repeat(20_000)} h:/b`],
    ['functions in a row', `${CHAIN}\nf4000() { rsync -a /a h:/b; }\nf0`],
    ['calls', `${CALLS}\nf14() { rsync -a /a h:/b; }\nf0`],
  ])('however many %s it has is read in one go', (_what, text) => {
    expectCalm(text)
  })

  const job = '0 1 * * * rsync -a /a h:/b\n'
  it.each([
    ['tasks of JSON', `[${'1,'.repeat(9_000)}1]`, '[8000]', 0],
    ['JSON lines', '{}\n'.repeat(9_000), '[8000]', 0],
    ['letters in a line', `rsync -a /a ${'x'.repeat(200_001)}`, '1', 0],
    ['words in a line', `${job}0 1 * * * rsync -a ${'x '.repeat(100_001)}\n${job}`, '2', 2],
    ['lines of a script', 'rsync -a /a h:/b\n'.repeat(120_000), '1', 0],
  ])('too many %s are told, and not read', (_what, text, at, count) => {
    const { found, refused } = readImport(text, CONTEXT)
    expect(found).toHaveLength(count)
    expect(refused.at(-1)).toMatchObject({
      place: at,
      reason: expect.stringMatching(/^This is too much to be read/),
    })
  })
})
