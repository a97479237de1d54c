import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import nodeSchedule from 'node-schedule'
import { fromCron, toCron } from '@common/schedule/schedule'
import { ownZone } from '@common/schedule/zone-clock'
import { TASK_DEFAULTS, type Task } from '@common/task/task'
import { Agenda } from '@core/schedule/agenda'
import { SlotLedger } from '@core/schedule/slot-ledger'
import { Timekeeper } from '@core/schedule/timekeeper'
import { makeTempDir } from '../support/temp-dir'
import { compare, type Row } from './measure'

const COUNT = 10_000
const PAIRS = 3

/** Arming 10,000 tasks with what was handled on disk, against bare node-schedule. */
export async function benchSchedule(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  const tasks = scheduledTasks(COUNT)
  try {
    const ours = () => armOurs(join(dir.path, 'slots.jsonl'), tasks)
    // The first start notes when each schedule began; later ones, which are measured, read it.
    await ours()
    const row = await compare({
      ...{ name: 'schedule-10k', pairs: PAIRS, target: 1.2 },
      ratioOf: `arming ${COUNT} tasks ÷ arming them with bare node-schedule`,
      ...{ ours, theirs: () => armBare(tasks) },
    })
    return [row]
  } finally {
    await dir.dispose()
  }
}

/** Milliseconds until all of them are armed, going by the ledger at `path`. */
export async function armOurs(path: string, tasks: readonly Task[]): Promise<number> {
  const ledger = await SlotLedger.open(path)
  const agenda = new Agenda(Date.now, fail)
  const keeper = new Timekeeper({
    ...{ ledger, agenda, now: Date.now, zone: ownZone, pause: () => null },
    ...{ isNetworkUp: () => true, needsNetwork: () => true, report: fail },
    ...{ start: () => Promise.resolve({ joined: null }), skip: () => Promise.resolve() },
  })
  const started = performance.now()
  keeper.start(tasks)
  while (agenda.size < tasks.length) await turn()
  const taken = performance.now() - started
  keeper.stop()
  agenda.stop()
  await ledger.close()
  return taken
}

function armBare(tasks: readonly Task[]): Promise<number> {
  const started = performance.now()
  const jobs = tasks.map(({ schedule }) =>
    nodeSchedule.scheduleJob(toCron(schedule), () => undefined),
  )
  const taken = performance.now() - started
  for (const job of jobs) job.cancel()
  return Promise.resolve(taken)
}

/** Tasks for {@link armOurs}. */
export function scheduledTasks(count: number): Task[] {
  return Array.from({ length: count }, (_, i) => aTask(i))
}

/** Daily, weekly and monthly schedules, none of them due in the next minutes. */
function aTask(i: number): Task {
  const days = ['* * *', `* * ${i % 7}`, `${1 + (i % 28)} * *`][i % 3]
  const schedule = fromCron(`${i % 60} ${(new Date().getHours() + 2 + (i % 20)) % 24} ${days}`)
  return { ...TASK_DEFAULTS, id: i + 1, revision: 1, path: '/srv', user: 'nobody', schedule }
}

function fail(error: unknown): void {
  throw error
}
