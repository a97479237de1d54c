import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startDbusSession } from '../support/dbus-session'
import { waitUntil } from '../support/processes'
import { makeTempDir } from '../support/temp-dir'
import { startTrayHost } from '../support/tray-host'
import { compare, type Row } from './measure'
import { discardFirstStart, makeBlankApp, memoryOf, openWindow, root } from './windows'

const PAIRS = 7
/** Memory settles within this time after the window was opened or closed. */
const SETTLE_MS = 3_000

/** Memory of the app in the tray, its window closed, against an empty window that is open. */
export async function benchTray(): Promise<Row[]> {
  const dir = await makeTempDir('rt-bench')
  const session = await startDbusSession()
  const tray = await startTrayHost(session.address)
  try {
    const blank = await makeBlankApp(join(dir.path, 'blank'))
    const data = join(dir.path, 'ours')
    await mkdir(data)
    const settings = { schemaVersion: 2, tasks: [], desktop: { closeExplained: true } }
    await writeFile(join(data, 'settings.json'), JSON.stringify(settings))
    const ours = async () => {
      const { app } = await openWindow(root, data, session.env)
      await waitUntil(async () => (await tray.items()).length === 1, { what: 'the tray icon' })
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
      await sleep(SETTLE_MS)
      const bytes = await memoryOf(app)
      await app.close()
      return bytes
    }
    const theirs = async () => {
      const { app } = await openWindow(blank, join(dir.path, 'theirs'), session.env)
      await sleep(SETTLE_MS)
      const bytes = await memoryOf(app)
      await app.close()
      return bytes
    }
    await discardFirstStart(blank, join(dir.path, 'theirs'))
    const row = await compare({
      ...{ name: 'memory-tray', pairs: PAIRS, target: 0.75 },
      ratioOf: 'memory with the window closed to the tray ÷ blank window that is open',
      ...{ ours, theirs },
    })
    return [row]
  } finally {
    tray.stop()
    session.stop()
    await dir.dispose()
  }
}
