import { mkdir } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { buildCommand, ITEM_PREFIX } from '../../electron/common/rsync/build-command'
import { TASK_DEFAULTS } from '../../electron/common/task/task'
import type { ProgressPlan, RunProgress } from '../../electron/common/run/run'
import { runRsync } from '../../electron/core/run/run-rsync'
import { startCutProxy } from '../support/cut-proxy'
import { startRsyncd } from '../support/rsyncd'
import { makeTempDir } from '../support/temp-dir'
import { bigFile, manySmallFiles } from '../support/tree'
import { summarise, type Row } from './measure'

interface Course {
  readonly name: string
  readonly fill: (folder: string) => Promise<unknown>
  /** Of the line, so that the run takes several seconds. */
  readonly bytesPerSecond: number
  readonly isUpToDate?: boolean
  readonly plan?: ProgressPlan
  readonly extra?: readonly string[]
}

const FILES = 20_000
const SMALL = 2048
const fillSmall = (folder: string) => manySmallFiles(folder, FILES, SMALL)
const small = { fill: fillSmall, bytesPerSecond: 6e6 }

const COURSES: readonly Course[] = [
  { name: 'many files', ...small },
  { name: 'many, planned', ...small, plan: { bytes: FILES * SMALL, files: FILES } },
  { name: 'many, Delete', ...small, extra: ['--no-inc-recursive'] },
  { name: 'up to date', fill: fillSmall, bytesPerSecond: 15e4, isUpToDate: true },
  { name: 'one big file', fill: (dir) => bigFile(dir, 'big', 40e6), bytesPerSecond: 6e6 },
]

const NO_LOG = { write: async () => undefined, writeErrors: async () => undefined }

/** What the percent says of the time: its value at each tenth of a run, and how far it is off. */
export async function benchProgress(): Promise<Row[]> {
  const rows: Row[] = []
  for (const course of COURSES) rows.push(await benchCourse(course))
  return rows
}

async function benchCourse(course: Course): Promise<Row> {
  const [dir, daemon] = [await makeTempDir('rt-bench'), await startRsyncd()]
  const { bytesPerSecond } = course
  const proxy = await startCutProxy({ targetPort: daemon.port, bytesPerSecond })
  try {
    const source = join(dir.path, 'source')
    await mkdir(source)
    await course.fill(source)
    if (course.isUpToDate) await copy(course, source, daemon.port, () => undefined)
    const seen: { at: number; percent: number | null }[] = []
    const started = performance.now()
    await copy(course, source, proxy.port, ({ percent }) => {
      seen.push({ at: performance.now() - started, percent })
    })
    return rowOf(course.name, seen, performance.now() - started)
  } finally {
    await proxy.stop()
    await daemon.stop()
    await dir.dispose()
  }
}

async function copy(
  { plan, extra = [] }: Course,
  source: string,
  port: number,
  onProgress: (progress: RunProgress) => void,
): Promise<void> {
  const { username, homedir } = userInfo()
  const task = {
    ...{ ...TASK_DEFAULTS, path: `${source}/`, user: username, compress: false, extra },
    ...{ remoteHost: `127.0.0.1:${port}`, remoteModule: 'open' },
  }
  const { outcome } = await runRsync({
    spawn: {
      ...{ program: 'rsync', argv: buildCommand(task).argv, cwd: homedir },
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
    },
    ...{
      itemPrefix: ITEM_PREFIX,
      task,
      silenceSeconds: null,
      log: NO_LOG,
      onProgress,
      ...(plan ? { plan } : {}),
    },
    stop: new AbortController().signal,
  })
  if (outcome.state !== 'SUCCESS') throw new Error(outcome.reason)
}

function rowOf(name: string, seen: { at: number; percent: number | null }[], took: number): Row {
  const known = seen.flatMap(({ percent }) => percent ?? [])
  if (known.some((percent, i) => percent < (known[i - 1] ?? 0))) throw new Error(`${name} fell`)
  if (known.at(-1) !== 100) throw new Error(`${name} did not end at 100`)
  const tenths = Array.from({ length: 9 }, (_, i) => i + 1)
  const values = tenths.map((tenth) => {
    const before = seen.filter(({ at }) => at <= (took * tenth) / 10)
    return { tenth, percent: before.at(-1)?.percent ?? null }
  })
  const curve = values.map(({ percent }) => (percent === null ? '–' : `${percent}`)).join(' ')
  const ratios = values.flatMap(({ tenth, percent }) =>
    percent === null ? [] : percent / (tenth * 10),
  )
  return {
    name,
    ratioOf: `percent shown ÷ percent of the time (at each tenth: ${curve} 100; ${seen.length} reports)`,
    ...summarise(ratios),
    pairs: ratios.length,
    target: null,
  }
}
