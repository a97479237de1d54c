import { cliJson, type CliOptions } from './cli'
import { me } from './engine'

/** Settings of a task that never runs by itself. */
export const idleTask = (desc: string) => ({
  ...{ path: '/tmp', user: me, remotehost: 'backup.example.com', remotemodule: 'photos' },
  ...{ enabled: false, desc },
})

/** The descriptions of all tasks, as the next start of the app has them. */
export const descriptions = async (options: CliOptions): Promise<string[]> =>
  (await cliJson<{ desc: string }[]>(['list', '--json'], options)).map(({ desc }) => desc)
