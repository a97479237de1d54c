import { describe, expect, it } from 'vitest'
import { say } from '@common/i18n/say'
import { COMMANDS, helpText } from '@main/cli/command-specs'
import { parseArguments, type ParsedArguments } from '@main/cli/parse-arguments'
import { UsageError } from '@main/cli/request'

const NOTHING: Omit<ParsedArguments, 'command'> = {
  ...{ id: null, json: false, preview: false, anyway: false, remove: false, run: null },
  ...{ csv: false, pauseFor: null, operand: null, values: {} },
  ...{ inputFile: null, outputFile: null },
}
const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''))

describe('a command line', () => {
  it.each<[string, Partial<ParsedArguments>]>([
    ['list', { command: 'list' }],
    ['--json list', { command: 'list', json: true }],
    ['list --json', { command: 'list', json: true }],
    ['create --file t.json', { command: 'create', inputFile: 't.json' }],
    ['create --file=-', { command: 'create', inputFile: '-' }],
    ['create --file - --json', { command: 'create', inputFile: '-', json: true }],
    ['get 3', { command: 'get', id: 3 }],
    ['update 3 --file t.json', { command: 'update', id: 3, inputFile: 't.json' }],
    ['delete 3', { command: 'delete', id: 3 }],
    ['command 3', { command: 'command', id: 3 }],
    ['command --file -', { command: 'command', inputFile: '-' }],
    ['run 3', { command: 'run', id: 3 }],
    ['run 3 --preview --json', { command: 'run', id: 3, preview: true, json: true }],
    ['run 3 --anyway', { command: 'run', id: 3, anyway: true }],
    ['--preview run 3', { command: 'run', id: 3, preview: true }],
    ['logs 3', { command: 'logs', id: 3 }],
    ['logs 3 --run 12', { command: 'logs', id: 3, run: 12 }],
    ['runs 999999999999999', { command: 'runs', id: 999999999999999 }],
    ['history --csv --task 3', { command: 'history', csv: true, values: { task: '3' } }],
    ['import t.json', { command: 'import', inputFile: 't.json' }],
    ['import -', { command: 'import', inputFile: '-' }],
    ['export', { command: 'export' }],
    ['export t.json', { command: 'export', outputFile: 't.json' }],
    ['export -', { command: 'export' }],
    ['practice', { command: 'practice' }],
    ['password 3 --file -', { command: 'password', id: 3, inputFile: '-' }],
    ['password 3 --remove', { command: 'password', id: 3, remove: true }],
    ['practice --remove', { command: 'practice', remove: true }],
  ])('%s is understood', (line, expected) => {
    expect(parse(line)).toEqual({ ...NOTHING, ...expected })
  })

  it.each(['', 'help', '--help', '-h', 'run --help', '--help nonsense', 'help run'])(
    '%j asks for help',
    (line) => expect(parse(line)).toEqual({ ...NOTHING, command: 'help' }),
  )

  it('may name a file with blanks and one that looks like an option', () => {
    expect(parseArguments(['import', '--', '--a b']).inputFile).toBe('--a b')
    expect(parseArguments(['create', '--file=--x']).inputFile).toBe('--x')
  })
})

describe('a command line that is wrong', () => {
  it.each([
    ['lits', 'There is no command "lits"; see rsync-tasks --help.'],
    ['constructor', 'There is no command "constructor"; see rsync-tasks --help.'],
    ['toString 1', 'There is no command "toString"; see rsync-tasks --help.'],
    ['__proto__', 'There is no command "__proto__"; see rsync-tasks --help.'],
    ['list --bogus', "Unknown option '--bogus'; see rsync-tasks --help."],
    ['run -3', "Unknown option '-3'; see rsync-tasks --help."],
    ['create --file', "Option '--file <value>' argument missing; see rsync-tasks --help."],
    ['list --preview', 'The command list has no option --preview.'],
    ['run 3 --file t.json', 'The command run has no option --file.'],
    ['import --file t.json', 'The command import has no option --file.'],
    ['delete 3 --remove', 'The command delete has no option --remove.'],
    ['run', 'The number is missing (ID).'],
    ['run x', '"x" is not a number (ID).'],
    ['run 0', '"0" is not a number (ID).'],
    ['run 03', '"03" is not a number (ID).'],
    ['run 1.5', '"1.5" is not a number (ID).'],
    ['run 1e3', '"1e3" is not a number (ID).'],
    ['run 1 2', 'The command run has no use for "2".'],
    ['list 1', 'The command list has no use for "1".'],
    ['command 3 --file t.json', 'The command command has no use for "3".'],
    ['logs 3 --run x', '"x" is not a number (--run).'],
    ['create', 'The command create needs --file FILE, or --file -.'],
    ['update 3', 'The command update needs --file FILE, or --file -.'],
    ['import', 'The command import needs a file, or - for standard input.'],
    ['import a b', 'The command import has no use for "b".'],
  ])('%s is told: %s', (line, message) => {
    expect(() => parse(line)).toThrow(UsageError)
    expect(() => parse(line)).toThrow(message)
  })
})

it('the help names every command', () => {
  for (const { usage, help } of Object.values(COMMANDS)) {
    expect(helpText()).toContain(usage)
    expect(helpText()).toContain(say(help))
  }
})
