import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Run } from '@common/run/run'
import { TASK_DEFAULTS, type Task } from '@common/task/task'

/** What a data folder holds before the app starts on it. */
export interface Stored {
  readonly tasks: readonly Partial<Task>[]
  readonly runs?: readonly (Partial<Run> & Pick<Run, 'taskId' | 'state'>)[]
  /** Lines of the logs of the runs, by the place of the run in `runs`. */
  readonly logs?: Readonly<Record<number, readonly string[]>>
}

/** Writes settings, runs and logs as the app itself writes them. Ids count from 1. */
export async function store(dataDir: string, { tasks, runs = [], logs = {} }: Stored) {
  const folder = join(dataDir, 'runs')
  await mkdir(folder, { recursive: true })
  const settings = {
    schemaVersion: 1,
    lastTaskId: tasks.length,
    tasks: tasks.map((task, index) => aTask({ id: index + 1, ...task })),
    practice: null,
    maxParallelRuns: 3,
  }
  await writeFile(join(dataDir, 'settings.json'), JSON.stringify(settings))
  const journal = runs.map((run, index) => `${JSON.stringify(aRun({ id: index + 1, ...run }))}\n`)
  await writeFile(join(folder, 'journal.jsonl'), journal.join(''))
  for (const [index, lines] of Object.entries(logs)) {
    const text = lines.map((line) => `${line}\n`).join('')
    await writeFile(join(folder, `${Number(index) + 1}.log`), text)
  }
}

/** The records of a task as they are on disk, newest last. */
export async function recordsOf(dataDir: string, taskId: number): Promise<Run[]> {
  const lines = (await readFile(join(dataDir, 'runs/journal.jsonl'), 'utf8')).trim().split('\n')
  const runs = lines.filter(Boolean).map((line) => JSON.parse(line) as Run)
  return [...new Map(runs.map((run) => [run.id, run])).values()].filter(
    (run) => run.taskId === taskId,
  )
}

function aTask(given: Partial<Task>): Partial<Task> {
  return {
    ...TASK_DEFAULTS,
    revision: 1,
    path: '/srv/photos',
    user: userInfo().username,
    remoteHost: 'nas.example.com',
    remoteModule: 'photos',
    schedule: { minute: '0', hour: '0', dom: '*', month: '*', dow: '*' },
    ...given,
  }
}

function aRun(given: Partial<Run>): Partial<Run> {
  const endedAt = Date.now() - 300_500
  return {
    ...{ trigger: 'manual', queuedAt: endedAt - 5000, startedAt: endedAt - 5000, endedAt },
    ...{ exitCode: 0, hasWarning: false, reason: 'Everything was copied.', command: ['rsync'] },
    stats: null,
    ...given,
  }
}
