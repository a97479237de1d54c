import { describe, expect, it } from 'vitest'
import { buildCommand } from '@common/rsync/build-command'
import { deletesAny, changesSource } from '@common/rsync/option-questions'
import { readOptions } from '@common/rsync/read-options'
import { runErrors } from '@common/rsync/parameter-rules'
import type { TaskSettings } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import { moduleSettings, sshSettings } from '../../builders'

const errorsOf = (task: TaskSettings) => {
  const result = validateTask(task)
  return result.ok ? [] : result.errors.map(({ field, message }) => `${field}: ${message}`)
}
const words = (line: string) => line.split(' ').filter((word) => word !== '')

describe('a parameter with which rsync does not copy', () => {
  it.each([
    ...['-n', '--dry-run', '-vn', '-nv', '-avzPn', '-M-n', '-vM-n', '-M -n', '-M--dry-run'],
    ...['--remote-option=-vn', '--remote-option --dry-run', '--list-only', '--help', '-V'],
    ...['--only-write-batch=/x', '--read-batch /x', '--daemon', '-daemon', '-server', '--sender'],
    ...['--config=/x', '--dparam=a=b', '--no-detach', '-M--server', '-M--list-only', '-Mx'],
    ...['--exclude=!#:+', '-e', '--version', '--info=help', '--debug=del,HELP2', '-M--info=help'],
  ])('%s is refused', (line) => {
    expect(errorsOf(sshSettings({ extra: words(line) }))).toEqual([
      expect.stringMatching(/^extra\[\d\]: ./),
    ])
  })

  it.each([
    ...['--exclude=-n', '-e -n', '--exclude --list-only', '-f -_n', '--suffix=-n', '-M--suffix=-n'],
    ...['--write-batch=/x', '--stats', '-N', '--no-n-such'],
  ])('%s is taken', (line) => {
    expect(errorsOf(sshSettings({ extra: words(line) }))).toEqual([])
  })
})

describe('a remote shell', () => {
  it.each(['-e sh', '-esh', '-ve=sh', '--rsh=sh', '--rsh sh', '-e  --rsh='])(
    'by %s is refused with a module and taken with ssh',
    (line) => {
      expect(errorsOf(moduleSettings({ extra: words(line) }))).toEqual([
        expect.stringMatching(/^extra\[0\]: .* would start a program on this computer/),
      ])
      expect(errorsOf(sshSettings({ extra: words(line) }))).toEqual([])
    },
  )
})

describe('writing in place', () => {
  const IN_PLACE = ['--inplace', '--append', '--append-verify', '--write-devices']
  const argvOf = (extra: string[], part: Partial<TaskSettings> = {}) =>
    buildCommand(sshSettings({ delayUpdates: false, delete: true, extra, ...part })).argv
  const hasFolder = (argv: readonly string[]) =>
    argv.some((word) => word.includes('.rsync-tasks-partial'))

  it.each(IN_PLACE)('%s leaves the folder for parts of files out', (option) => {
    expect(hasFolder(argvOf([option]))).toBe(false)
    expect(hasFolder(argvOf(['--no-partial']))).toBe(false)
    expect(hasFolder(argvOf([]))).toBe(true)
  })

  it.each(['--inplace --no-inplace', '--append --no-append', '--append-verify --no-append'])(
    '%s is not',
    (line) => {
      const extra = words(line)
      expect(hasFolder(argvOf(extra))).toBe(true)
      expect(errorsOf(sshSettings({ delayUpdates: true, extra }))).toEqual([])
    },
  )

  it.each(IN_PLACE)('%s and Delay Updates name each other', (option) => {
    const [error = ''] = errorsOf(sshSettings({ delayUpdates: true, extra: ['-v', option] }))
    expect(error).toMatch(/^extra\[1\]: /)
    expect(error).toContain(option)
    expect(error).toContain('Delay Updates')
    const taken = { delayUpdates: true, extra: [option, '--no-delay-updates'] }
    expect(errorsOf(sshSettings(taken))).toEqual([])
    expect(errorsOf(sshSettings({ delayUpdates: false, extra: [option] }))).toEqual([])
  })
})

describe('a parameter with which rsync copies nothing, or what nobody can foresee', () => {
  it.each([
    ...['--no-r', '-a --no-recursive', '-r --no-r', '-M--no-r', '--no-r --no-d'],
    ...['--files-from=-', '--exclude-from -', '--include-from=-', '--filter=._-', '-f merge_-'],
    ...['--early-input=-', '--password-file=-', '--files-from=/dev/stdin', '--filter=._/dev/fd/0'],
    ...['--compare-dest=.', '--compare-dest=./', '-M--compare-dest=./.'],
    ...['--delete-after --filter=._/rules', '-M--delete-after -F'],
    ...['--delete-after -F', '--delete-after --filter=:_rules', '-C --delete-after'],
    ...['--rsync-path=rsync\\ -n', "--rsync-path='nice /usr/bin/rsync --dry-run'"],
    ...[
      "--rsync-path='rsync --delete --suffix rsync'",
      "--rsync-path='rsync --log-file=$HOME/l -m'",
    ],
    ...[
      '--rsync-path=\'rsync --exclude="a(b" --delete\'',
      "--rsync-path='rsync x --fake-super -n'",
    ],
    ...["--rsync-path='/opt/rsync3 --delete'", '--rsync-path=\'r""sync --delete\''],
    ...["--rsync-path='\\rsync --delete'", '--rsync-path=\'rsync"" --fake-super --del\''],
  ])('%s is refused', (line) => {
    const settings = sshSettings({ delete: false, extra: [line.replaceAll('_', '\\ ')] })
    expect(errorsOf(settings)).toEqual([expect.stringMatching(/^extra\[0\]: ./)])
  })

  it.each([
    ...['--no-r -d', '--no-r --files-from=/x', '--no-r -r', '--no-R', '--exclude-from=/-'],
    ...['--filter=._/x', '--delete-after --exclude=x', '-F', '--delete-during -F'],
    ...["--rsync-path='sudo rsync'", "--rsync-path='mkdir -p /b && rsync'"],
    ...["--rsync-path='rsync --fake-super'", "--rsync-path='rsync 2>/dev/null'"],
    ...["--rsync-path='nice -n 19 rsync'", "--rsync-path='env A=-b rsync'"],
    ...["--rsync-path='mkdir -p /data/rsync && rsync'", '--compare-dest=../old'],
  ])('%s is taken', (line) => {
    const settings = sshSettings({ delete: false, extra: [line.replaceAll('_', '\\ ')] })
    expect(errorsOf(settings)).toEqual([])
  })

  it.each([
    [{ remotePath: '/b --delete' }, '--old-args'],
    [{ remotePath: '/b "--delete"' }, '--old-args'],
    [{ remotePath: '/b \\--delete' }, '--old-args'],
    [{ remotePath: "/b ''--delete" }, '--old-args'],
    [{ remotePath: '{/b,--delete}' }, '--old-args'],
    [{ remotePath: '"--del"' }, '--old-args'],
    [{}, '--old-args -M-\\"-delete\\"'],
    [{}, '--old-args -M--del\\\\ete'],
    [{}, '--old-args -M-{-delete,v}'],
    [{ remotePath: '/b; rm -rf ~' }, '--old-args'],
    [{ remotePath: '/b$(x)' }, '-v --old-args'],
    [{}, "--old-args --suffix='x --delete'"],
    [{}, "--old-args -M'--suffix=x --del'"],
    [{}, '--old-args --backup-dir=\\~/src'],
  ])('%j with %s, which hides words from every guard, is refused', (settings, line) => {
    const task = sshSettings({ ...settings, extra: [line] })
    expect(errorsOf(task)).toEqual([expect.stringMatching(/^extra\[0\]: --old-args /)])
  })

  it.each([
    [{ remotePath: '/b c' }, '--old-args'],
    [{ remotePath: '~/{a,b}/*' }, '--old-args --suffix=.x --exclude="a b"'],
    [{ remotePath: '/b --delete' }, ''],
    [{ remotePath: '/b --delete' }, '--old-args --no-old-args'],
  ])('%j with %s is taken', (settings, line) => {
    expect(errorsOf(sshSettings({ ...settings, extra: line === '' ? [] : [line] }))).toEqual([])
  })

  it('a word that is no option is saved, and keeps the task from being run', () => {
    const settings = sshSettings({ extra: ['param=value'] })
    expect(errorsOf(settings)).toEqual([])
    expect(runErrors(settings)).toMatchObject([{ index: 0 }])
  })
})

describe('with Recursive off and something that deletes or removes', () => {
  const UNDOING = [
    ...['--filter=!', '--filter=clear', '-f !', '--exclude=!', '--include=!', '-vf!'],
    ...['--exclude-from=/x', '--include-from=/x', '--filter=merge_/x', '-f .,_/x', '-F', '-C'],
    ...['--filter=:_x', '--filter=+_*', '--filter=R_*', '--filter=S_*', '--include=x'],
    ...['--exclude=+_x', '-R', '--relative', '-tR', '--files-from=/x', '-d', '--dirs'],
    ...['--old-dirs', '--no-r', '--no-recursive', '-M--filter=!', '-M--relative', '-M-R'],
  ].map((line) => line.replace(/^--exclude=\+_x$/, '--exclude=+ x'))
  const split = (line: string) => (line.includes('+ x') ? [`'${line}'`] : words(line))
  const off = { recursive: false, archive: false, delayUpdates: false }

  it.each(UNDOING)('%s is refused', (line) => {
    for (const [part, more] of [
      [{ delete: true }, []],
      [{}, ['--del']],
      [{}, ['-vM--delete']],
      [{}, ['--force']],
      [{}, ['--remove-source-files']],
      [{}, ['--remove-sent-files']],
      [{}, ['-M--remove-source-files']],
    ] as const) {
      const extra = [...split(line), ...more]
      expect(errorsOf(sshSettings({ ...off, ...part, extra })), extra.join(' ')).toEqual([
        expect.stringMatching(/^extra\[\d\]: /),
      ])
    }
  })

  it.each(UNDOING.filter((line) => !/--no-(a|r|recursive)$/.test(line)))(
    '%s is taken where nothing deletes or removes, or with Recursive',
    (line) => {
      expect(errorsOf(sshSettings({ ...off, extra: split(line) }))).toEqual([])
      const recursive = { ...off, recursive: true, delete: true }
      expect(errorsOf(sshSettings({ ...recursive, extra: split(line) }))).toEqual([])
    },
  )

  it.each(['--exclude=x', '--filter=-_x', '--filter=P_x', '--filter=H_x', '-v', '--no-R'])(
    '%s is taken',
    (line) => {
      expect(errorsOf(sshSettings({ ...off, delete: true, extra: [line] }))).toEqual([])
    },
  )

  it('a path with /./ is refused at its field', () => {
    const on = { ...off, delete: true }
    expect(errorsOf(sshSettings({ ...on, path: '/a/./b/' }))).toEqual([
      expect.stringMatching(/^path: .*\/\.\//),
    ])
    const pull = { direction: 'PULL', remotePath: '/a/./b' } as const
    expect(errorsOf(sshSettings({ ...on, ...pull }))).toEqual([
      expect.stringMatching(/^remotePath: /),
    ])
    const removing = { ...off, path: '/a/./b/', extra: ['--remove-source-files'] }
    expect(errorsOf(sshSettings(removing))).toEqual([expect.stringMatching(/^path: .*\/\.\//)])
    expect(errorsOf(sshSettings({ ...off, path: '/a/./b/' }))).toEqual([])
  })
})

describe('a run that must keep all', () => {
  it.each([
    ['--delete-excluded', []],
    ['-v --del', ['-v']],
    ['-vM--delete', ['-v']],
    ['-M --delete --exclude x', ['--exclude', 'x']],
    ['--remote-option=--force', []],
    ['--remove-source-files -z', ['-z']],
    ['--force --exclude --delete', ['--exclude', '--delete']],
    ['--delete-missing-args --unknown', ['--unknown']],
    ['--max-delete=3 --delete-before', ['--max-delete=3']],
  ])('has of %s no more than %j', (line, left) => {
    const task = sshSettings({ delete: true, extra: words(line) })
    const { argv } = buildCommand(task, { keepsAll: true })
    const reading = readOptions(argv)
    expect([deletesAny(reading), changesSource(reading)]).toEqual([false, false])
    const plain = buildCommand(sshSettings({ delete: false, extra: left })).argv
    expect(argv).toEqual(plain)
  })
})

it.each([
  ['--log-file=/x -v', ['-v']],
  ['--log-file /x', []],
  ['-vM--log-file=/x -M--fuzzy', ['-v', '-M--fuzzy']],
])('a dry run has of %s no more than %j', (line, left) => {
  const of = (extra: string[]) => buildCommand(sshSettings({ extra }), { dryRun: true }).argv
  expect(of(words(line))).toEqual(of(left))
})

describe('an option that hides a missing source', () => {
  it.each([
    ...['--ignore-missing-args', '--delete-missing-args'],
    ...['-M--delete-missing-args', '-M --ignore-missing-args'],
  ])('%s is refused', (line) => {
    const refused = [expect.stringMatching(/^extra\[\d\]: .* though the source is missing/)]
    expect(errorsOf(sshSettings({ extra: words(line) }))).toEqual(refused)
    expect(errorsOf(moduleSettings({ direction: 'PULL', extra: words(line) }))).toEqual(refused)
  })

  it.each(['--ignore-missing-args --files-from=/x', '--files-from /x --delete-missing-args'])(
    '%s is taken: names of a list may be missing',
    (line) => expect(errorsOf(sshSettings({ extra: words(line) }))).toEqual([]),
  )
})

it.each([
  ['--protocol=28', true],
  ['--protocol 27', true],
  ['--protocol=28 --protocol=30', false],
  ['--protocol=29', true],
  ['-M--protocol=29', true],
  ['-vM --protocol=28', true],
  ['--protocol=30 -M--protocol=31', false],
])('with Delete %s is refused: %s', (line, isRefused) => {
  const errors = (given: boolean) => errorsOf(sshSettings({ delete: given, extra: words(line) }))
  expect(errors(true)).toEqual(
    isRefused ? [expect.stringMatching(/^extra\[\d\]: (-v?M ?)?--protocol/)] : [],
  )
  expect(errors(false)).toEqual([])
})

it.each([
  ['--protocol=41', true],
  ['-M --protocol=99', true],
  ['--protocol=41 --protocol=31', false],
  ['--protocol=40', false],
])('%s, which only another rsync could tell the meaning of, is refused: %s', (line, isRefused) => {
  const said = errorsOf(sshSettings({ extra: words(line) }))
  expect(said).toEqual(isRefused ? [expect.stringContaining('above 40 is known to no rsync')] : [])
})

it('the rule against incremental recursion is the last word', () => {
  for (const extra of [['--inc-recursive'], ['--i-r', '--delete']]) {
    const { argv } = buildCommand(sshSettings({ delete: true, extra }))
    expect(
      readOptions(argv).options.findLast(({ name }) => name === 'inc-recursive'),
    ).toMatchObject({ isNegated: true })
  }
})
