import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '@common/run/run'
import type { Task } from '@common/task/task'
import { store } from '../e2e/window/stored'
import type { Rsyncd } from '../support/rsyncd'

const HOUR = 3_600_000
const daily = (hour: string) => ({ ...{ minute: '0', hour, dom: '*', month: '*', dow: '*' } })
const stats = (files: number) => ({
  ...{ filesKnown: files * 9, filesCreated: files, filesDeleted: 3, filesTransferred: files + 12 },
  ...{ totalSize: files * 4_100_000, matchedSize: 0, transferredSize: files * 1_300_000 },
})

/** A data folder as it looks after some weeks: tasks in every state, runs, logs. */
export async function storeSample(dataDir: string, daemon: Rsyncd): Promise<void> {
  const [photos, mail] = [join(dataDir, '../photos'), join(dataDir, '../mail')]
  for (const folder of [photos, mail]) await mkdir(folder, { recursive: true })
  await writeFile(join(photos, 'IMG_2041.CR3'), Buffer.alloc(200_000_000))
  const here = { remoteHost: `${daemon.host}:${daemon.port}`, remoteModule: 'open' }
  const ssh = { mode: 'SSH', remotePort: 22, remoteModule: null } as const
  const now = Date.now()
  const tasks: Partial<Task>[] = [
    { ...here, path: `${photos}/`, desc: 'Photos', compress: false, extra: ['--bwlimit=900'] },
    { ...here, path: `${mail}/`, desc: 'Mail', schedule: daily('3') },
    { path: '/srv/projects/', desc: 'Projects to the office', schedule: daily('1') },
    {
      ...{ ...ssh, path: '/etc', remoteHost: 'backup@vault.example.com', remotePath: '/srv/etc' },
      ...{ desc: 'Configuration', schedule: { ...daily('2'), dow: 'mon-fri' } },
    },
    {
      ...{ ...ssh, path: '/var/lib/a very long path that does not fit/into/any/column/at/all' },
      ...{ remoteHost: 'nas.example.com', remotePath: '/volume1/backup', direction: 'PULL' },
    },
    { path: '/home/anna', remoteModule: 'homes', desc: 'Anna', enabled: false },
    { path: '/srv/music', remoteModule: 'music', schedule: daily('*/6'), desc: 'Music' },
  ]
  const runs: (Partial<Run> & Pick<Run, 'taskId' | 'state'>)[] = []
  for (let day = 30; day > 0; day--) {
    const at = now - day * 24 * HOUR
    const times = { queuedAt: at, startedAt: at, endedAt: at + 95_000, slot: at - 400 }
    const taskId = [3, 6, 7][day % 3] ?? 3
    const common = { taskId, ...times, trigger: 'schedule', command: ['rsync', '-a', '/srv'] }
    runs.push({ ...common, trigger: 'schedule', state: 'SUCCESS', stats: stats(40 + day) })
  }
  const ago = (hours: number) => ({
    ...{ queuedAt: now - hours * HOUR, startedAt: now - hours * HOUR },
    endedAt: now - hours * HOUR + 41_000,
  })
  const partial =
    'Some files were not copied (rsync 23). The log names them; the usual cause is missing rights.'
  runs.push(
    { taskId: 3, state: 'SUCCESS', ...ago(9), hasWarning: true, stats: stats(12) },
    { taskId: 4, state: 'FAILED', ...ago(3), exitCode: 23, reason: partial, stats: stats(7) },
    { taskId: 7, state: 'ABORTED', ...ago(2), reason: 'Stopped by you.', exitCode: 20 },
    { taskId: 7, state: 'SKIPPED', ...ago(1), startedAt: null, reason: 'Schedules were paused.' },
  )
  const failed = runs.findIndex(({ state }) => state === 'FAILED')
  await store(dataDir, { tasks, runs, logs: { [failed]: logLines() } })
}

function logLines(): string[] {
  const copied = Array.from({ length: 400 }, (_, i) => `<f+++++++++ etc/conf.d/service-${i}.conf`)
  const errors = [
    'rsync: [sender] send_files failed to open "/etc/shadow": Permission denied (13)',
    'rsync: [sender] send_files failed to open "/etc/sudoers": Permission denied (13)',
  ]
  const end = ['rsync error: some files/attrs were not transferred (code 23) at main.c(1338)']
  return [...copied, ...errors, ...copied, ...end]
}
