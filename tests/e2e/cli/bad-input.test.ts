import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

import { idleTask } from '../../support/idle-task'
import { cliErrors, createTask, makeDataDir, runCli } from '../../support/cli'
import { me, tempDir } from '../../support/engine'

describe('wrong usage ends with code 2 and one sentence on standard error', () => {
  it.each([
    [['frobnicate'], 'There is no command "frobnicate"; see rsync-tasks --help.'],
    [['list', '--frob'], "Unknown option '--frob'; see rsync-tasks --help."],
    [['list', '--preview'], 'The command list has no option --preview.'],
    [['run'], 'The number is missing (ID).'],
    [['run', 'abc'], '"abc" is not a number (ID).'],
    [['create'], 'The command create needs --file FILE, or --file -.'],
    [['run', '7'], 'id: There is no task 7.'],
    [['logs', '7'], 'id: There is no task 7.'],
  ])('%j', async (args, sentence) => {
    const result = await runCli(args, { dataDir: await makeDataDir() })
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: `${sentence}\n` })
  })

  it('names the file that cannot be read', async () => {
    const options = { dataDir: await makeDataDir() }
    const { code, stdout, stderr } = await runCli(['create', '--file', '/no/such.json'], options)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^The file could not be read: .*\/no\/such\.json.*\n$/)
  })
})

describe('settings that an editor of Windows saved', () => {
  it.each([
    ['UTF-8 with a byte order mark', 'utf8'],
    ['UTF-16', 'utf16le'],
  ] as const)('are read: %s', async (_, encoding) => {
    const options = { dataDir: await makeDataDir() }
    await createTask(idleTask('kept'), options)
    const file = `${options.dataDir}/settings.json`
    await writeFile(file, Buffer.from(`\ufeff${await readFile(file, 'utf8')}`, encoding))
    const { stdout, stderr } = await runCli(['list', '--json'], options)
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toMatchObject([{ desc: 'kept' }])
  })
})

describe('input that is no task', () => {
  it.each([
    ['half a document', '{"path": "/tmp", "user": '],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
  ])('is refused in one sentence: %s', async (_, input) => {
    const options = { dataDir: await makeDataDir(), input }
    const errors = await cliErrors(['create', '--file', '-'], options)
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ field: '' })
    expect(errors[0]?.message).toMatch(/^The input is not valid JSON: [^\n]+$/)
  })

  it.each(['', ' \n'])('is called empty: %j', async (input) => {
    const options = { dataDir: await makeDataDir(), input }
    expect(await cliErrors(['create', '--file', '-'], options)).toEqual([
      { field: '', message: 'The input is empty.' },
    ])
  })

  it.each(['null', '[]'])('is refused in one sentence: %s', async (input) => {
    const options = { dataDir: await makeDataDir(), input }
    expect(await cliErrors(['create', '--file', '-'], options)).toEqual([
      { field: '', message: 'A task is an object with the settings as its keys' },
    ])
  })

  it('is refused with one sentence a field, by the names of TrueNAS', async () => {
    const bad = {
      ...{ path: 'relative', user: '-rf', remotehost: '-oProxyCommand=x', remotemodule: '-m' },
      ...{ schedule: { minute: '99' }, extra: ["--exclude='x"], recursive: 'yes', nonsense: 1 },
    }
    const options = { dataDir: await makeDataDir(), input: JSON.stringify(bad) }
    const errors = await cliErrors(['create', '--file', '-'], options)
    expect(errors.map(({ field }) => field)).toEqual([
      ...['path', 'user', 'remotehost', 'remotemodule', 'schedule.minute', 'recursive', 'extra[0]'],
      'nonsense',
    ])
    for (const { message } of errors) expect(message).toMatch(/^[A-Z][^\n]+$/)
    const text = await runCli(['create', '--file', '-'], options)
    expect(text).toMatchObject({ code: 2, stdout: '' })
    expect(text.stderr.trim().split('\n')).toEqual(
      errors.map(({ field, message }) => `${field}: ${message}`),
    )
  })

  it('is refused at its field, whatever control character or dash it holds', async () => {
    const bad: [string, unknown][] = [
      ...['a\u0000b', 'a\nb', '-l', 'a b'].map((value): [string, unknown] => ['user', value]),
      ...['h\u0000', 'h\nh', '-h', 'me@-h', '-me@h', 'h:0', ''].map((value): [string, unknown] => [
        'remotehost',
        value,
      ]),
      ...['-m', 'm\tm', 'm\u0000m', ''].map((value): [string, unknown] => ['remotemodule', value]),
      ...[['path', '/tmp/\u0000'] as const, ['path', ''] as const, ['desc', 'a\u0000b'] as const],
      ...[['extra', ['a\u0000b']] as const, ['extra', ['unbalanced "quote']] as const],
    ].map(([field, value]) => [field as string, value])
    const sound = { path: '/tmp', user: me, remotehost: 'h', remotemodule: 'm' }
    const input = JSON.stringify(bad.map(([field, value]) => ({ ...sound, [field]: value })))
    const dataDir = await makeDataDir()
    const errors = await cliErrors(['import', '-'], { dataDir, input })
    expect(errors.map(({ field }) => field)).toEqual(
      bad.map(([field], n) => `[${n}].${field === 'extra' ? 'extra[0]' : field}`),
    )
    for (const { message } of errors) expect(message).toMatch(/^[A-Z][^\n]+$/)
  })

  it('of this machine is refused at its field', async () => {
    const dataDir = await makeDataDir()
    const dir = await tempDir()
    const given = { path: `${dir}/not-there`, user: 'no-such-user', remotehost: 'h' }
    const input = JSON.stringify({ ...given, remotemodule: 'm' })
    expect(await cliErrors(['create', '--file', '-'], { dataDir, input })).toEqual([
      { field: 'user', message: 'Provided user "no-such-user" does not exist' },
      { field: 'path', message: `There is no directory ${dir}/not-there on this computer` },
    ])
  })
})
