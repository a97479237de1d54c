import { chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { makeSshLogin, moduleTask, openEngine, tempDir, type SshLogin } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { startSshd, type Sshd } from '../../support/sshd'
import { makeTempDir } from '../../support/temp-dir'
import { makeTree } from '../../support/tree'

/** The sentence of a run, without rsync's code: which one that is, is a race. */
const sentence = (reason: string) => reason.replace(/ \(rsync code \d+, \w+\)$/, '')

/** Runs a task that fails; answers with its sentence and whether a schedule would try it again. */
async function failing(settings: Partial<TaskSettings>) {
  const test = await openEngine()
  const task = test.add({ retries: 1, ...settings })
  const { id } = await test.engine.runs.start(task.id, 'schedule', { maxAttempts: 2 })
  const run = await test.engine.runs.ended(id)
  expect(run.state).toBe('FAILED')
  return { says: sentence(run.reason), isTriedAgain: run.retryAt !== null }
}

describe('what a remote account says instead of starting rsync', () => {
  let folder: string
  let sshd: Sshd
  let login: SshLogin
  beforeAll(async () => {
    const dir = await makeTempDir('rtw', 0o755)
    folder = dir.path
    await writeFile(`${folder}/says`, '')
    const command = `${folder}/command`
    await writeFile(command, `#!/bin/sh\n. ${folder}/says\n`)
    await chmod(command, 0o755)
    sshd = await startSshd({ extraConfig: `ForceCommand ${command}` })
    login = await makeSshLogin(sshd)
  })
  afterAll(async () => {
    await login.dispose()
    await sshd.stop()
    await rm(folder, { recursive: true })
  })

  const account = async (script: string) => {
    await writeFile(`${folder}/says`, script)
    const path = await tempDir()
    await makeTree(path, { a: 'a' })
    await login.give(path)
    return failing(login.task({ path: `${path}/`, remotePath: '/tmp/none' }))
  }
  const err = (text: string, code: number) => `printf '%s\\n' '${text}' >&2; exit ${code}`

  it.each([
    [
      'sudo',
      err('sudo: a terminal is required to read the password', 1),
      /^sudo asks for a password, .*NOPASSWD/,
    ],
    [
      'a NAS',
      err('Permission denied, please try again.', 1),
      /may not run rsync: .*please try again.*NAS/,
    ],
    [
      'an account without a shell',
      'echo This account is currently not available.; exit 1',
      /^The remote account cannot run rsync: it says “This account is currently not available\.”/,
    ],
    [
      'an account for SFTP alone',
      'echo This service allows sftp connections only.; exit 1',
      /^The remote account cannot run rsync: it says “This service allows sftp .* SFTP alone/,
    ],
    [
      'a shell that is not silent',
      'echo Welcome; eval "$SSH_ORIGINAL_COMMAND"',
      /^The remote shell prints text when it starts; rsync needs it to be silent\.$/,
    ],
    ['csh', err('rsync: Command not found.', 1), /^rsync is not installed on the remote host\.$/],
    [
      'a German shell',
      err('bash: Zeile 1: rsync: Kommando nicht gefunden.', 127),
      /^rsync is not installed on the remote host\.$/,
    ],
    [
      'Windows',
      err('"rsync" is not recognized as an internal or external command,', 1),
      /^rsync is not installed on the remote host\.$/,
    ],
    [
      'an expired password',
      err('WARNING: Your password has expired.', 1),
      /^The password of the remote account has expired/,
    ],
    [
      'a missing library',
      err(
        'rsync: error while loading shared libraries: libxxhash.so.0: cannot open shared object file',
        127,
      ),
      /cannot start: .*libxxhash/,
    ],
    [
      'a program that may not be run',
      err('bash: line 1: /usr/bin/rsync: Permission denied', 126),
      /^The remote account may not run rsync/,
    ],
    [
      'nobody knows',
      err('Backups are switched off this week', 3),
      /^ssh or the remote host said: “Backups are switched off this week”\.$/,
    ],
  ])('%s', async (_, script, says) => {
    const runs = [await account(script), await account(script)]
    for (const run of runs) {
      expect(run).toEqual({ says: expect.stringMatching(says), isTriedAgain: false })
    }
    expect(new Set(runs.map((run) => run.says)).size).toBe(1)
  })
})

describe('what an rsync daemon answers', () => {
  let daemon: Rsyncd
  beforeAll(async () => {
    const module = (name: string, ...lines: string[]) =>
      [`[${name}]`, 'path = /tmp', 'read only = no', ...lines].join('\n')
    const refused = ['timeout', 'partial-dir', 'secluded-args', 'compress', 'delay-updates']
    daemon = await startRsyncd({
      extraConfig: [
        module('gone', 'path = /nowhere/at/all'),
        module('denied', 'hosts allow = 192.0.2.1'),
        module('baduid', 'uid = no-such-user'),
        module('badgid', 'gid = no-such-group'),
        module('lock', 'max connections = 2', 'lock file = /nonexistent/lock'),
        module('preexec', 'pre-xfer exec = /bin/false'),
        module('early', 'early exec = /bin/false'),
        module('wo', 'write only = yes'),
        ...refused.map((name) => module(`no-${name}`, `refuse options = ${name}`)),
        module('no-delete', 'refuse options = delete'),
        module('no-stats', 'refuse options = stats'),
        '',
      ].join('\n'),
    })
  })
  afterAll(() => daemon.stop())

  const asked = async (name: string, settings: Partial<TaskSettings> = {}) => {
    const path = await tempDir()
    await makeTree(path, { a: 'a' })
    return failing(moduleTask(daemon, name, { path: `${path}/`, ...settings }))
  }

  it.each<[string, RegExp, Partial<TaskSettings>?]>([
    ['gone', /cannot enter the folder of the module: “@ERROR: chdir failed”/],
    ['denied', /does not let this computer in: .*hosts allow/],
    ['baduid', /cannot become the user or group .*invalid uid no-such-user/],
    ['badgid', /cannot become the user or group .*invalid gid no-such-group/],
    ['lock', /lock file: “@ERROR: failed to open lock file”/],
    ['preexec', /command in the configuration .*pre-xfer exec returned failure/],
    ['early', /command in the configuration .*early exec/],
    ['wo', /^The module is write-only.*set “write only = no”/, { direction: 'PULL' }],
    ['readonly', /^The module is read-only, so nothing can be sent.*set “read only = no”/],
    [
      'readonly',
      /^The module is read-only, so no file can be removed from it: take --remove-source-files out/,
      { direction: 'PULL', extra: ['--remove-source-files'] },
    ],
    ['no-timeout', /--timeout, which the app adds: add --timeout=0/],
    ['no-partial-dir', /--partial-dir, which the app adds: add --partial-dir= /],
    ['no-secluded-args', /--secluded-args .*add --no-s /],
    ['no-compress', /uncheck Compress/],
    ['no-delay-updates', /uncheck Delay Updates/],
    ['no-delete', /does not allow --delete.*: uncheck Delete/, { delete: true }],
    ['no-stats', /does not allow --stats, which the app needs/],
  ])('about the module %s', async (name, says, settings) => {
    expect(await asked(name, settings)).toEqual({
      says: expect.stringMatching(says),
      isTriedAgain: false,
    })
  })

  it.each([
    ['no-timeout', '--timeout=0'],
    ['no-partial-dir', '--partial-dir='],
    ['no-secluded-args', '--no-s'],
  ])('about %s is mended by the parameter that the sentence names', async (name, parameter) => {
    const [test, path, sub] = [await openEngine(), await tempDir(), `in-${name}`]
    await makeTree(path, { a: 'a' })
    const into = await tempDir()
    await mkdir(`${into}/${sub}`)
    const server = await startRsyncd({
      extraConfig: `[${name}]\npath = ${into}\nread only = no\nrefuse options = ${name.slice(3)}\n`,
    })
    onTestFinished(() => server.stop())
    const settings = moduleTask(server, name, { path: `${path}/`, extra: [parameter] })
    expect(await test.run(test.add(settings).id)).toMatchObject({ state: 'SUCCESS' })
  })
})

describe('what an rsync says before it ends of its own accord', () => {
  const noFile = '/dev/null/file'
  it.each<[string, string[], RegExp]>([
    [
      'that a list is missing',
      [`--exclude-from=${noFile}`],
      /^rsync cannot use a file .*exclude file/,
    ],
    ['that a folder is missing', ['--temp-dir=/none/such'], /^rsync cannot use a file .*temp-dir/],
    [
      'about a user',
      ['--copy-as=no-such-user'],
      /^rsync said: “Invalid copy-as user: no-such-user”\.$/,
    ],
    [
      'about a message',
      [`--early-input=${noFile}`],
      /^rsync said: “rsync: .*failed to open .*file: Not a/,
    ],
    [
      'about another side',
      ['--usermap=:'],
      /^rsync said: “No name found after colon --usermap: :”\.$/,
    ],
  ])('%s', async (_, extra, says) => {
    const [path, server] = [await tempDir(), await startRsyncd()]
    onTestFinished(() => server.stop())
    await makeTree(path, { a: 'a' })
    expect(await failing(moduleTask(server, 'open', { path: `${path}/`, extra }))).toEqual({
      says: expect.stringMatching(says),
      isTriedAgain: false,
    })
  })
})

describe('a destination that its account may not even look at', () => {
  it('is told as that', async () => {
    const [path, target] = [await tempDir(), await tempDir()]
    await makeTree(path, { a: 'a' })
    await mkdir(`${target}/closed`, { mode: 0o700 })
    await chmod(target, 0o755)
    const server = await startRsyncd({
      extraConfig: `[mod]\npath = ${target}\nread only = no\nuid = nobody\ngid = nogroup\n`,
    })
    onTestFinished(() => server.stop())
    expect(await failing(moduleTask(server, 'mod/closed/in', { path: `${path}/` }))).toEqual({
      says: expect.stringMatching(/^The user may not write to the destination folder: “rsync: /),
      isTriedAgain: false,
    })
  })
})

describe('a run that copied nothing', () => {
  it.each(['-n', '--dry-run', '-vn'])('because of %s is no success', async (parameter) => {
    const [test, path, server] = [await openEngine(), await tempDir(), await startRsyncd()]
    onTestFinished(() => server.stop())
    await makeTree(path, { a: 'a' })
    const settings = moduleTask(server, 'open', { path: `${path}/`, extra: [parameter] })
    const run = await test.run(test.add(settings).id)
    expect(run.state).toBe('FAILED')
    expect(run.reason).not.toContain('Everything was copied')
  })
})

describe('a run that copied everything but what belongs to it', () => {
  it('says so, with how many entries and what to uncheck', async () => {
    const [test, path] = [await openEngine(), await tempDir()]
    const target = await tempDir()
    // The destination belongs to somebody else, who lets everyone write to it.
    await chmod(target, 0o777)
    const server = await startRsyncd({
      extraConfig: `[shared]\npath = ${target}\nread only = no\nuid = nobody\ngid = nogroup\n`,
    })
    onTestFinished(() => server.stop())
    await makeTree(path, { a: 'a' })
    await utimes(path, new Date(0), new Date(0))
    const settings = moduleTask(server, 'shared', { path: `${path}/`, times: true })
    const run = await test.run(test.add(settings).id)
    expect(run).toMatchObject({
      ...{ state: 'FAILED', outcome: 'partial', exitCode: 23 },
      remedy: { kind: 'open-field', field: 'times' },
      reason: expect.stringMatching(
        /^Everything was copied, but times of 1 entry could not be set: uncheck Times, or add --omit-dir-times/,
      ),
    })
  })
})
