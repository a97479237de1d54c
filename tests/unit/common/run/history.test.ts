import { describe, expect, it } from 'vitest'
import {
  dayBounds,
  filesChanged,
  findRuns,
  historyQuerySchema,
  WHOLE_HISTORY,
  type HistoryQuery,
} from '@common/run/history'
import { historyCsv } from '@common/run/history-csv'
import type { Run } from '@common/run/run'
import { aRun } from '../../builders'

const stats = {
  ...{ filesKnown: 9, filesCreated: 2, filesDeleted: 1, filesTransferred: 5 },
  ...{ totalSize: 900, transferredSize: 300, matchedSize: 0 },
}
const COMMAND = ['rsync', '-r', '--bwlimit=5', '/srv/a b/', 'nas::m']
const RUNS: Run[] = [
  aRun({ id: 1, startedAt: 1000, endedAt: 3000, stats }),
  aRun({ id: 2, taskId: 2, state: 'FAILED', trigger: 'schedule', startedAt: 2000, endedAt: 2500 }),
  aRun({ id: 3, state: 'SKIPPED', startedAt: null, queuedAt: 4000, slot: 3900, reason: 'Paused.' }),
  aRun({ id: 4, taskId: 2, state: 'RUNNING', startedAt: 5000, endedAt: null, command: COMMAND }),
]
const nameOf = (id: number) => (id === 1 ? 'Photos' : 'mail')
const found = (query: Partial<HistoryQuery>) =>
  findRuns(RUNS, { ...WHOLE_HISTORY, ...query }, nameOf).map(({ run }) => run.id)

describe('the history', () => {
  it.each<[string, Partial<HistoryQuery>, number[]]>([
    ['everything, newest first', {}, [4, 3, 2, 1]],
    ['some states', { states: ['FAILED', 'SKIPPED'] }, [3, 2]],
    ['some triggers', { triggers: ['schedule'] }, [2]],
    ['some tasks', { taskIds: [2] }, [4, 2]],
    ['a stretch of time, both ends included', { from: 2000, to: 4000 }, [3, 2]],
    ['a text in a name, whatever its case', { text: 'PHOTO' }, [3, 1]],
    ['a text in a reason', { text: 'paused' }, [3]],
    ['words of a command', { text: '-r --bwlimit=5 /srv/a b/' }, [4]],
    ['a command as it is shown', { text: "--bwlimit=5 '/srv/a b/' nas" }, [4]],
    ['nothing', { text: 'nowhere' }, []],
  ])('gives %s', (_, query, expected) => {
    expect(found(query)).toEqual(expected)
  })

  it.each<[Partial<HistoryQuery>, number[]]>([
    [{ sort: 'id', isDescending: false }, [1, 2, 3, 4]],
    [{ sort: 'task', isDescending: false }, [2, 4, 1, 3]],
    [{ sort: 'duration', isDescending: true }, [1, 2, 4, 3]],
    [{ sort: 'bytes', isDescending: true }, [1, 4, 3, 2]],
    [{ sort: 'started', isDescending: false }, [1, 2, 3, 4]],
    [{ sort: 'ended', isDescending: false }, [4, 3, 2, 1]],
  ])('is sorted by %j', (query, expected) => {
    expect(found(query)).toEqual(expected)
  })

  it('tells added files from changed ones', () => {
    expect(filesChanged(aRun({ stats }))).toBe(3)
    expect(filesChanged(aRun())).toBeNull()
  })

  it('of thousands of runs is looked through whole', () => {
    const runs = Array.from({ length: 5000 }, (_, i) => aRun({ id: i + 1, startedAt: i % 977 }))
    const rows = findRuns(runs, { ...WHOLE_HISTORY, sort: 'started', text: 'copied' }, nameOf)
    expect(rows).toHaveLength(5000)
  })
})

describe('a day', () => {
  const iso = (day: string, zone: string) => {
    const bounds = dayBounds(day, zone)
    return bounds && [bounds.from, bounds.to].map((ms) => new Date(ms).toISOString())
  }
  it.each([
    ['2026-11-22', 'UTC', ['2026-11-22T00:00:00.000Z', '2026-11-22T23:59:59.999Z']],
    // 25 hours: the clock is set back on it.
    ['2026-10-25', 'Europe/Berlin', ['2026-10-24T22:00:00.000Z', '2026-10-25T22:59:59.999Z']],
    // Midnight does not exist on it.
    ['2018-11-04', 'America/Sao_Paulo', ['2018-11-04T03:00:00.000Z', '2018-11-05T01:59:59.999Z']],
    ['2024-02-29', 'UTC', ['2024-02-29T00:00:00.000Z', '2024-02-29T23:59:59.999Z']],
    ['2026-02-29', 'UTC', null],
    ['2026-13-01', 'UTC', null],
    ['22.11.2026', 'UTC', null],
    ['', 'UTC', null],
  ])('%s in %s', (day, zone, expected) => {
    expect(iso(day, zone)).toEqual(expected)
  })
})

describe('a query from outside', () => {
  it.each([
    [{}, true],
    [{ limit: 501 }, false],
    [{ offset: -1 }, false],
    [{ sort: 'password' }, false],
    [{ states: ['PENDING'] }, false],
    [{ stray: 1 }, false],
    [{ text: null }, false],
  ])('%j is sound: %s', (given, expected) => {
    const query = { ...WHOLE_HISTORY, ...given }
    expect(historyQuerySchema.isValidSync(query, { strict: true })).toBe(expected)
  })
})

describe('the history as CSV', () => {
  const line = (run: Partial<Run>, taskName = 'Photos') =>
    historyCsv([{ run: aRun(run), taskName }]).split('\r\n')

  it('has a line of headings and one a run', () => {
    const [head, row, end] = line({ stats, slot: 0, startedAt: 0, endedAt: 1500, exitCode: 0 })
    expect(head?.split(',').slice(0, 6)).toEqual([
      ...['run', 'task', 'task_name', 'trigger', 'state', 'warning'],
    ])
    expect(row).toContain('1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.500Z,1.5,0,2,3,1,300,900')
    expect(end).toBe('')
  })

  it('quotes what needs it, and lets no text be taken for a formula', () => {
    expect(line({ reason: 'a "b", c' })[1]).toContain(',"a ""b"", c",')
    expect(line({ reason: 'two\nlines' })[1]).toContain('"two\nlines"')
    expect(line({}, '=HYPERLINK("x")')[1]).toContain(`,"'=HYPERLINK(""x"")",`)
    expect(line({}, '-1')[1]).toContain(",'-1,")
    for (const sign of ['＝', '＋', '－', '＠'])
      expect(line({}, `${sign}1`)[1]).toContain(`,'${sign}1,`)
    expect(line({}, '\n=1')[1]).toContain(`,"'\n=1",`)
  })

  it('leaves out what is not known', () => {
    const cells = line({ startedAt: null, endedAt: null, command: [] })[1]?.split(',') ?? []
    expect(cells.slice(11, 13)).toEqual(['', ''])
    expect(cells.at(-1)).toBe('')
  })
})
