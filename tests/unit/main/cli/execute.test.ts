import { describe, expect, it } from 'vitest'
import { AppError } from '@common/errors'
import { findRuns, type HistoryQuery } from '@common/run/history'
import { NO_HISTORY } from '@common/task/task-view'
import { toWire } from '@common/task/wire-names'
import type { TaskSettings } from '@common/task/task'
import type { Engine } from '@core/engine'
import type { CredentialDesk } from '@core/credentials/credential-desk'
import { AppLog } from '@core/log/app-log'
import { ExchangeDesk } from '@core/exchange/exchange-desk'
import { SshConfig } from '@core/ssh/ssh-config'
import { Accounts } from '@core/system/accounts'
import type { TaskService } from '@core/task/task-service'
import { execute, tellError } from '@main/cli/execute'
import { UsageError, type CliIo, type CliRequest } from '@main/cli/request'
import { wireTask, wireView } from '@main/cli/wire-run'
import { makeTempDir } from '../../../support/temp-dir'
import { aRun, aTask, moduleSettings, sshSettings } from '../../builders'

/** Of the engine only what these commands may touch: it takes tasks whose shape was checked. */
function anEngine(added: TaskSettings[] = [], here: readonly TaskSettings[] = []) {
  const add = (settings: readonly TaskSettings[]) => {
    added.push(...settings)
    return settings.map((one, i) => ({ ...one, id: i + 1, revision: 1 }))
  }
  const list = () => here.map((one, i) => ({ ...one, id: i + 1, revision: 1 }))
  const tasks = { add, list } as unknown as TaskService
  const credentials = { connections: { list: () => [] } } as unknown as CredentialDesk
  const accounts = new Accounts()
  const programs = { rsync: 'rsync', ssh: 'ssh' }
  const config = new SshConfig(accounts, () => 'ssh')
  const exchange = new ExchangeDesk(tasks, credentials, accounts, programs, config)
  return { tasks, exchange } as unknown as Engine
}

/** Carries out a command; answers with its exit code and words. */
async function carryOut(
  given: Partial<CliRequest>,
  engine = anEngine(),
  isOutTerminal = false,
  log: AppLog | null = null,
) {
  const request: CliRequest = {
    ...{
      command: 'list',
      id: null,
      json: false,
      preview: false,
      anyway: false,
      remove: false,
      run: null,
    },
    ...{ csv: false, pauseFor: null, operand: null, values: {} },
    ...{ input: null, output: null, ...given },
  }
  const said = { out: '', error: '' }
  const io: CliIo = {
    out: (text) => Promise.resolve(void (said.out += text)),
    error: (text) => Promise.resolve(void (said.error += text)),
    interrupted: new AbortController().signal,
    isTerminal: false,
    isOutTerminal,
  }
  const code = await execute(engine, request, io, log)
  return { code, ...said }
}

const importing = (value: unknown, added?: TaskSettings[]) =>
  carryOut({ command: 'import', input: JSON.stringify(value), json: true }, anEngine(added))
const errorsOf = (out: string) => (JSON.parse(out) as { errors: unknown }).errors

describe('import', () => {
  it('takes one task or many', async () => {
    const added: TaskSettings[] = []
    expect((await importing(toWire(moduleSettings()), added)).code).toBe(0)
    expect((await importing([toWire(sshSettings()), toWire(moduleSettings())], added)).code).toBe(0)
    const off = { enabled: false }
    expect(added).toEqual([moduleSettings(off), sshSettings(off), moduleSettings(off)])
  })

  it('adds nothing again that is here, enabled or not, and says so', async () => {
    const added: TaskSettings[] = []
    const engine = anEngine(added, [moduleSettings({ enabled: true })])
    const input = JSON.stringify([
      toWire(moduleSettings({ enabled: false })),
      toWire(sshSettings({ enabled: false })),
    ])
    const { code, error } = await carryOut({ command: 'import', input }, engine)
    expect([code, added]).toEqual([0, [sshSettings({ enabled: false })]])
    expect(error).toBe(
      '[0]: The same task is here already, or further up in the text, and is not added again.\n',
    )
  })

  it('takes what TrueNAS answers, and what list and get of ours answer', async () => {
    const task = aTask({ id: 3, enabled: false })
    const view = { ...NO_HISTORY, task, run: aRun(), lastEndedAt: 1000, nextRunAt: 2000 }
    const theirs = {
      ...toWire(task),
      id: 3,
      locked: false,
      job: null,
      dataset: 'a',
      relative_path: '',
    }
    for (const output of [theirs, wireTask(task), wireView(view, () => '/1.log')]) {
      expect(await importing([output, output])).toMatchObject({ code: 0, error: '' })
    }
  })

  it('names the field of a single task as TrueNAS does', async () => {
    const { code, out } = await importing({ ...toWire(moduleSettings()), remotehost: '' })
    expect(code).toBe(2)
    expect(errorsOf(out)).toEqual([{ field: 'remotehost', message: 'This field is required' }])
  })

  it('names task and field among many, and adds none of them', async () => {
    const added: TaskSettings[] = []
    const good = toWire(moduleSettings())
    const bad = { ...good, remotehost: '', schedule: { minute: '60' }, extra: ['"'] }
    const { code, out } = await importing([good, bad, 5], added)
    expect([code, added]).toEqual([2, []])
    expect(errorsOf(out)).toMatchObject([
      ...[{ field: '[1].remotehost' }, { field: '[1].schedule.minute' }],
      ...[{ field: '[1].extra[0]' }, { field: '[2]' }],
    ])
  })

  it.each([
    ['{', /^The input is not valid JSON: /],
    ['', /^line 1: Nothing to import was found.\n$/],
    ['path: /a', /^line 1: No rsync is started here.\n$/],
  ])('says why nothing of %j can be taken', async (input, sentence) => {
    const { code, error } = await carryOut({ command: 'import', input })
    expect(code).toBe(2)
    expect(error).toMatch(sentence)
  })

  const crontab = '0 2 * * * rsync -a /srv/a/ nas:/a\n@daily rsync -a /srv/b/ nas::b | cat\n'

  it('of a crontab takes what it can, switched off, and tells the rest', async () => {
    const added: TaskSettings[] = []
    const given = { command: 'import', input: crontab }
    const { code, out, error } = await carryOut(given, anEngine(added))
    expect([code, out]).toEqual([0, 'Imported 1 task.\n'])
    expect(error).toMatch(
      /^line 1: Account or port .*\nline 2: not imported. The output goes .*\n$/,
    )
    expect(added).toMatchObject([{ path: '/srv/a/', enabled: false }])
  })

  it('switches tasks on when asked to, and takes only those that are named', async () => {
    const added: TaskSettings[] = []
    const input = crontab.replace(' | cat', '')
    const values = { enable: true, only: '2' }
    expect((await carryOut({ command: 'import', input, values }, anEngine(added))).code).toBe(0)
    expect(added).toMatchObject([{ path: '/srv/b/', enabled: true }])
    const wrong = await carryOut({ command: 'import', input, values: { only: '0' } })
    expect(wrong).toMatchObject({ code: 2, error: '--only takes numbers, such as 1,3.\n' })
  })

  it('shows beforehand what it would take, and stores nothing', async () => {
    const added: TaskSettings[] = []
    const given = { command: 'import', input: crontab, preview: true }
    const { out } = await carryOut(given, anEngine(added))
    expect(out).toMatch(/^NO {2}PLACE .*\n1 {3}1 .* \/srv\/a\/ +nas:\/a +0 2 \* \* \*\n$/)
    const { out: json } = await carryOut({ ...given, json: true }, anEngine(added))
    expect(JSON.parse(json)).toMatchObject({
      ...{ kind: 'crontab', tasks: [{ place: '1', path: '/srv/a/' }], refused: [{ place: '2' }] },
    })
    expect(added).toEqual([])
  })
})

describe('history', () => {
  const day = (text: string) => Date.parse(text)
  const runs = [
    aRun({ id: 1, startedAt: day('2026-11-20T23:59:59.999Z') }),
    aRun({ id: 2, startedAt: day('2026-11-21T00:00:00Z'), taskId: 2 }),
    aRun({ id: 3, startedAt: day('2026-11-21T23:59:59.999Z'), state: 'FAILED' }),
    aRun({ id: 4, startedAt: day('2026-11-22T00:00:00Z') }),
  ]
  const engine = {
    clockwork: { zone: 'UTC' },
    archive: {
      find: (query: HistoryQuery) => findRuns(runs, query, (id) => `Task ${id}`),
      logPath: (id: number) => `/${id}.log`,
    },
  } as unknown as Engine
  const asked = (values: CliRequest['values'], json = true) =>
    carryOut({ command: 'history', values, json }, engine)

  it.each([
    [{}, [4, 3, 2, 1]],
    [{ from: '2026-11-21' }, [4, 3, 2]],
    [{ to: '2026-11-21' }, [3, 2, 1]],
    [{ from: '2026-11-21', to: '2026-11-21' }, [3, 2]],
    [{ task: '2' }, [2]],
    [{ state: 'failed' }, [3]],
    [{ task: '9' }, []],
  ])('of %j has the runs %j', async (values, ids) => {
    const { out, code } = await asked(values)
    expect(code).toBe(0)
    expect((JSON.parse(out) as { id: number }[]).map(({ id }) => id)).toEqual(ids)
  })

  it('as CSV has the very characters in a file, and shows them on a terminal', async () => {
    const reason = 'It said \x1b[2J\u202E and\nwent.'
    const run = aRun({ state: 'FAILED', reason })
    const archive = { find: () => [{ run, taskName: 'a' }] }
    const broken = { archive } as unknown as Engine
    const file = await carryOut({ command: 'history', csv: true }, broken)
    const terminal = await carryOut({ command: 'history', csv: true }, broken, true)
    expect(file.out).toContain(`"${reason}"`)
    expect(terminal.out).toContain(String.raw`"It said \x1b[2J\u202e and\x0awent."`)
    expect(terminal.out.split('\r\n')).toHaveLength(3)
  })

  it.each([
    [{ from: '2026-02-30' }, '"2026-02-30" is not a day such as 2026-11-22 (--from).'],
    [{ to: 'yesterday' }, '"yesterday" is not a day such as 2026-11-22 (--to).'],
    [{ task: '1; rm' }, '"1; rm" is not a number (--task).'],
    [{ state: 'PENDING' }, /^"PENDING" is not a state \(--state\): WAITING, RUNNING/],
  ])('says what is wrong with %j', async (values, sentence) => {
    const { code, error } = await asked(values, false)
    expect(code).toBe(2)
    expect(error.trim()).toMatch(sentence)
  })
})

describe('a command that is none', () => {
  it.each(['nonsense', 'constructor', '__proto__'])('%s is wrong usage', async (command) => {
    const { code, error } = await carryOut({ command })
    expect([code, error]).toEqual([2, `There is no command "${command}".\n`])
  })
})

describe('what went wrong', () => {
  const tell = (error: unknown, json: boolean) => {
    const said = { out: '', error: '' }
    const code = tellError(error, json, {
      out: (text) => Promise.resolve(void (said.out += text)),
      error: (text) => Promise.resolve(void (said.error += text)),
    })
    return { code, ...said }
  }
  const invalid = new AppError('INVALID_INPUT', 'x', [
    { field: 'remoteHost', message: 'a' },
    { field: '', message: 'b' },
  ])

  it('is told in sentences on standard error', () => {
    expect(tell(invalid, false)).toEqual({ code: 2, out: '', error: 'remotehost: a\nb\n' })
  })

  it('is told as JSON on standard output', () => {
    const { code, out, error } = tell(invalid, true)
    expect([code, error]).toEqual([2, ''])
    expect(errorsOf(out)).toEqual([
      { field: 'remotehost', message: 'a' },
      { field: '', message: 'b' },
    ])
  })

  it.each([
    ['ENOSPC', false],
    ['EMFILE', false],
    ['EROFS', false],
    ['ENOTEMPTY', true],
  ])(
    'is called a bug, with the path of the log, unless the machine is short: %s',
    async (code, isBug) => {
      const folder = (await makeTempDir('rt-log')).path
      const problem = Object.assign(new Error(code), { code })
      const engine = {
        clockwork: { trust: { confirm: () => Promise.reject(problem) } },
      } as unknown as Engine
      const { error } = await carryOut(
        { command: 'confirm-clock' },
        engine,
        false,
        new AppLog(folder),
      )
      expect(error.includes('app.log')).toBe(isBug)
      expect(error).toContain(code)
    },
  )

  it.each([
    [new UsageError('usage'), 2, ''],
    [new AppError('NOT_FOUND', 'There is no task 3.'), 2, 'id'],
    [new AppError('CONFLICT', 'changed'), 2, ''],
    [new AppError('STORAGE_FAILED', 'disk full'), 1, ''],
    [new TypeError('a bug'), 1, ''],
    ['thrown text', 1, ''],
  ])('%s ends with code %i and the field %j', (error, code, field) => {
    const told = tell(error, true)
    expect(told.code).toBe(code)
    expect(errorsOf(told.out)).toMatchObject([{ field }])
  })
})
