import { benchSchedule } from './schedule'
import { benchStart } from './start'
import { benchTray } from './tray'
import { benchTable } from './table'
import { benchTransfers } from './transfer'
import { printTable, type Row } from './measure'

const BENCHES: Readonly<Record<string, () => Promise<Row[]>>> = {
  transfer: benchTransfers,
  schedule: benchSchedule,
  start: benchStart,
  tray: benchTray,
  table: benchTable,
}

const chosen = process.argv.slice(2).filter((word) => word !== '--json')
const names = chosen.length > 0 ? chosen : Object.keys(BENCHES)
const rows: Row[] = []
for (const name of names) {
  const bench = BENCHES[name]
  if (!bench)
    throw new Error(`There is no benchmark ${name}; there are ${Object.keys(BENCHES).join(', ')}.`)
  rows.push(...(await bench()))
}
if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2))
else printTable(rows)
