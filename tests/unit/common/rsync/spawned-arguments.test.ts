import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCommand, type CommandContext } from '@common/rsync/build-command'
import { shellQuote } from '@common/rsync/quote'
import type { TaskSettings } from '@common/task/task'
import { validateTask } from '@common/task/task-schema'
import { anyText } from '../../any-text'
import { moduleSettings, NO_OPTIONS, sshSettings } from '../../builders'
import { splitRsh } from './split-rsh'

const CONNECTION = { host: 'nas', port: 2222, username: 'carl', connectTimeout: 7 }

/** Tasks of every kind, as the schema lets them in. */
const anyTask: fc.Arbitrary<TaskSettings> = fc
  .record({
    mode: fc.constantFrom('MODULE' as const, 'SSH' as const),
    direction: fc.constantFrom('PUSH' as const, 'PULL' as const),
    extra: fc.subarray(['--bwlimit=5', "--exclude='a b'", '--no-n', '--stats', '--timeout=9']),
    ...Object.fromEntries(Object.keys(NO_OPTIONS).map((name) => [name, fc.boolean()])),
  })
  .map((given) => (given.mode === 'SSH' ? sshSettings(given) : moduleSettings(given)))

const argv = (task: TaskSettings, context?: CommandContext) => buildCommand(task, context).argv

const PARTIAL_DIR = '--partial-dir=.rsync-tasks-partial'
const PARTIAL_FILTER = '--filter=Pp .rsync-tasks-partial/'

describe('the arguments that are spawned', () => {
  it.each([
    ['a module', moduleSettings(), ['-s', '--timeout=300', PARTIAL_DIR, '--contimeout=30']],
    ['SSH', sshSettings(), ['-s', '--timeout=300', PARTIAL_DIR]],
  ])('of a task with %s begin with defaults that a parameter may change', (_, task, expected) => {
    const all = argv({ ...task, extra: ['--timeout=9'] })
    expect(all.slice(0, expected.length)).toEqual(expected)
    expect(all.indexOf('--timeout=9')).toBeGreaterThan(expected.length)
    expect(all.filter((word) => word.startsWith('--contimeout'))).toHaveLength(
      task.mode === 'MODULE' ? 1 : 0,
    )
  })

  it('end with what the reading of the output rests on, so that no parameter undoes it', () => {
    const all = argv(moduleSettings({ extra: ['--out-format=x', '-h', '--info=none'] }))
    expect(all.slice(-9)).toEqual([
      ...['--out-format=@@|%i %l %n%L', '--info=progress2,stats2,nonreg1', '--no-h', '--stats'],
      ...['--outbuf=L', '--no-8-bit-output'],
      ...['--', '/srv/photos/', 'rsync://ada@backup.example/photos'],
    ])
    expect(all.indexOf('--info=none')).toBeLessThan(all.indexOf('--info=progress2,stats2,nonreg1'))
  })

  it('tell the other side of no --info, which old ones do not know, unless a person does', () => {
    expect(argv(moduleSettings()).filter((word) => word.startsWith('--info'))).toEqual([
      '--info=progress2',
    ])
  })

  it('have for Delete, and only for it, --no-inc-recursive', () => {
    expect(argv(moduleSettings({ delete: true }))).toContain('--no-inc-recursive')
    expect(argv(moduleSettings({ delete: false }))).not.toContain('--no-inc-recursive')
  })

  it.each([
    ...[
      '--filter=!',
      '-f !',
      '--exclude=!',
      '--exclude-from=/srv/rules',
      '--include-from=/srv/rules',
    ],
    ...['--filter=merge,/srv/rules', '--filter=dir-merge,rules', '-F', '-C'],
  ])('keep the parts of files from deletion once more behind %s, which forgets rules', (rule) => {
    const all = argv(moduleSettings({ delete: true, extra: [rule] }))
    expect(all.lastIndexOf(PARTIAL_FILTER)).toBeGreaterThan(all.indexOf(rule.split(' ')[0] ?? ''))
    const kept = argv(moduleSettings({ delete: true, extra: ['--filter=-_*.o'] }))
    expect(kept.filter((word) => word === PARTIAL_FILTER)).toHaveLength(1)
  })

  it('are the same for Quiet, which is kept by the log', () => {
    expect(argv(moduleSettings({ quiet: true }))).toEqual(argv(moduleSettings({ quiet: false })))
  })

  it('hold what the task asks for, in its order', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const command = buildCommand(task)
        let at = 0
        for (const word of command.taskArgs) {
          // Ours is longer: it makes ssh end by itself.
          const isFound = (other: string) => other === word || other.startsWith(`${word} -o `)
          const found = command.argv.findIndex((other, i) => i >= at && isFound(other))
          expect(found, `${word} in ${command.argv.join(' ')}`).toBeGreaterThanOrEqual(at)
          at = found + 1
        }
      }),
    )
  })

  it('have -- directly before source and destination, and nowhere else', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const { argv: all, taskArgs } = buildCommand(task)
        expect(all.indexOf('--')).toBe(all.length - 3)
        expect(all.slice(-2)).toEqual(taskArgs.slice(-2))
      }),
    )
  })
})

describe('a preview', () => {
  it('differs from the run by one -n alone', () => {
    fc.assert(
      fc.property(anyTask, (task) => {
        const [run, preview] = [argv(task), argv(task, { dryRun: true })]
        const at = preview.lastIndexOf('-n')
        expect(preview.toSpliced(at, 1)).toEqual(run)
        expect(at).toBeLessThan(preview.indexOf('--'))
        expect(preview.slice(at)).not.toContain('--no-n')
        expect(buildCommand(task, { dryRun: true }).taskArgs).toEqual(buildCommand(task).taskArgs)
      }),
    )
  })

  it.each([[['--']], [['-v --']], [['--bwlimit=5', "'--'", 'x']]])(
    'cannot be made a real run by the auxiliary parameters %j, which would end the options',
    (extra) => {
      const checked = validateTask(moduleSettings({ extra }))
      if (!checked.ok) return
      const all = argv(checked.settings, { dryRun: true })
      expect(all.slice(0, all.indexOf('--'))).toContain('-n')
    },
  )
})

describe('no character means anything', () => {
  const unchanged = (given: (text: string) => TaskSettings, expected: (text: string) => string) =>
    fc.assert(
      fc.property(
        anyText.filter((text) => text !== ''),
        (text) => {
          const plain = argv(given('x'))
          const hostile = argv(given(text))
          expect(hostile).toEqual(
            plain.map((word) => (word === expected('x') ? expected(text) : word)),
          )
          expect(hostile).toContain(expected(text))
        },
      ),
    )

  it('in a path', () => {
    unchanged(
      (text) => moduleSettings({ path: `/${text}` }),
      (text) => `/${text}`,
    )
  })

  it('in a remote path', () => {
    unchanged(
      (text) => sshSettings({ remotePath: text }),
      (text) => `ada@backup.example:${text.replace(/^:/, './:')}`,
    )
  })

  it('in a module', () => {
    unchanged(
      (text) => moduleSettings({ remoteModule: text }),
      (text) => `rsync://ada@backup.example/${text}`,
    )
  })

  it('in an auxiliary parameter that is quoted for a shell', () => {
    unchanged(
      (text) => moduleSettings({ extra: [shellQuote(`--exclude=${text}`)] }),
      (text) => `--exclude=${text}`,
    )
  })
})

describe('the value of -e', () => {
  const sshWords = (task: TaskSettings, context?: CommandContext) => {
    const all = argv(task, context)
    return splitRsh(all[all.indexOf('-e') + 1] ?? '')
  }

  it('is not there in module mode', () => {
    expect(argv(moduleSettings())).not.toContain('-e')
  })

  it('makes ssh ask nothing, end by itself and share no connection', () => {
    expect(sshWords(sshSettings({ remotePort: 45 }))).toEqual([
      ...['ssh', '-p', '45', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'],
      ...['-o', 'ConnectTimeout=30', '-o', 'ServerAliveInterval=15'],
      ...['-o', 'ServerAliveCountMax=4', '-o', 'ControlMaster=no'],
    ])
  })

  it('leaves the port to ssh_config where the task does, and the user where none is named', () => {
    const task = sshSettings({ remotePort: 0, remoteHost: 'nas', remotePath: '/backup' })
    expect(sshWords(task)).not.toContain('-p')
    expect(argv(task).at(-1)).toBe('nas:/backup')
    expect(argv({ ...task, remoteHost: 'bob@[fd00::1]' }).at(-1)).toBe('bob@[fd00::1]:/backup')
  })

  it('trusts nothing but the key and host key of a saved connection', () => {
    const files = {
      privateKey: "/tmp/it's a key",
      knownHosts: '/tmp/known "hosts"',
      agent: '/tmp/a',
    }
    const task = sshSettings({ sshCredentials: 1, remoteHost: null, remotePort: null })
    expect(sshWords(task, { connection: CONNECTION, files })).toEqual([
      ...['ssh', '-p', '2222', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes'],
      ...['-i', files.privateKey, '-o', `UserKnownHostsFile=${files.knownHosts}`],
      ...['-o', 'IdentitiesOnly=yes', '-o', 'IdentityAgent=/tmp/a'],
      ...['-o', 'ForwardAgent=no'],
      ...['-o', 'GlobalKnownHostsFile=/dev/null', '-o', 'KnownHostsCommand=none'],
      ...['-o', 'HostKeyAlias=[nas]:2222'],
      ...['-o', 'NoHostAuthenticationForLocalhost=no', '-o', 'VerifyHostKeyDNS=no'],
      ...['-o', 'CheckHostIP=no', '-o', 'UpdateHostKeys=no'],
      ...['-o', 'ClearAllForwardings=yes', '-o', 'RequestTTY=no', '-o', 'RemoteCommand=none'],
      ...['-o', 'ControlPath=none', '-o', 'ConnectTimeout=7'],
      ...['-o', 'ServerAliveInterval=15'],
      ...['-o', 'ServerAliveCountMax=4', '-o', 'ControlMaster=no'],
    ])
  })

  it('gives rsync the ssh program as one word', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => text !== ''),
        (sshProgram) => {
          expect(sshWords(sshSettings(), { sshProgram })[0]).toBe(sshProgram)
        },
      ),
    )
  })
})
