import { benchPreview } from './preview'
import { benchFolder } from './folder'
import { benchGrowth } from './growth'
import { benchLog } from './log'
import { benchProgress } from './progress'
import { benchSchedule } from './schedule'
import { benchStart } from './start'
import { benchTray } from './tray'
import { benchTable } from './table'
import { TRANSFERS } from './transfer'
import type { Row } from './measure'
import { toJson, toText } from './report'

const BENCHES: Readonly<Record<string, () => Promise<Row[]>>> = {
  ...TRANSFERS,
  progress: benchProgress,
  preview: benchPreview,
  schedule: benchSchedule,
  start: benchStart,
  tray: benchTray,
  table: benchTable,
  folder: benchFolder,
  log: benchLog,
  growth: benchGrowth,
}

const words = process.argv.slice(2)
const names = chosen(words.filter((word) => word !== '--json'))
const rows: Row[] = []
const failures: { name: string; error: string }[] = []
for (const name of names) {
  // Long ones follow each other for minutes; stdout is for the result alone.
  console.error(`${name} …`)
  try {
    rows.push(...((await BENCHES[name]?.()) ?? []))
  } catch (error) {
    console.error(error)
    failures.push({ name, error: String(error).split('\n')[0] ?? '' })
    process.exitCode = 1
  }
}
console.log((words.includes('--json') ? toJson : toText)({ rows, failures }))

/** Each word is a benchmark or the beginning of several (`transfer`); no word means all. */
function chosen(prefixes: readonly string[]): string[] {
  const all = Object.keys(BENCHES)
  const fits = (name: string, prefix: string) => name === prefix || name.startsWith(`${prefix}-`)
  const unknown = prefixes.find((prefix) => !all.some((name) => fits(name, prefix)))
  if (unknown !== undefined) {
    console.error(`There is no benchmark ${unknown}; there are ${all.join(', ')}.`)
    process.exit(2)
  }
  return all.filter(
    (name) => prefixes.length === 0 || prefixes.some((prefix) => fits(name, prefix)),
  )
}
