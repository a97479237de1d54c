import type { Bridge } from '../../electron/common/ipc/contract'
import { store } from '../e2e/window/stored'
import { openWindow, root } from './windows'

type WithBridge = Window & { rsyncTasks: Bridge }

/**
 * Fills a data folder with tasks and a history of as many runs with their logs, and lets the app
 * open it and write its settings once: what is measured later is a start like any other.
 */
export async function stock(dataDir: string, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => index)
  await store(dataDir, {
    tasks: ids.map((index) => aTask(index, count)),
    runs: ids.map((index) => ({ taskId: index + 1, state: 'SUCCESS' })),
    logs: Object.fromEntries(ids.map((index) => [index, ['sent 1 byte']])),
  })
  const { app, page } = await openWindow(root, dataDir)
  await page.getByRole('row').nth(1).waitFor()
  await page.evaluate(async () => {
    const { rsyncTasks } = window as unknown as WithBridge
    const answer = await rsyncTasks.invoke('desktop:update', { closeToTray: true })
    if (!answer.ok) throw new Error(answer.error.message)
  })
  await app.close()
}

/** Enabled ones and others, daily and weekly, none of them due soon. */
function aTask(index: number, count: number) {
  const hour = (new Date().getHours() + 2 + (index % 20)) % 24
  return {
    path: `/srv/folder ${index}`,
    remoteHost: `host${index % 97}.example.com`,
    desc: `Task ${count - index}`,
    enabled: index % 5 !== 0,
    schedule: {
      ...{ minute: String(index % 60), hour: String(hour), dom: '*', month: '*' },
      dow: index % 3 ? '*' : 'mon',
    },
  }
}
