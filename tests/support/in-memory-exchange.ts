import { readImport } from '@common/exchange/read-import'
import type { InvokeArgs, InvokeChannel, InvokeResult } from '@common/ipc/contract'
import type { Task, TaskSettings } from '@common/task/task'

/** What the calls about import and export need of the tasks. */
export interface ExchangePlace {
  readonly user: string
  task(id: number): Task
  add(settings: TaskSettings): Task
  /** What the system's dialog answers. */
  savedPath(): string | null
}

type Channel = Extract<InvokeChannel, `exchange:${string}` | 'tasks:duplicate'>
type Handlers = { [C in Channel]: (...args: InvokeArgs<C>) => InvokeResult<C> }

/** Import and export over plain data, with main's own readers. */
export function inMemoryExchange(place: ExchangePlace): Handlers {
  const read = (text: string) =>
    readImport(text, { user: place.user, home: `/home/${place.user}`, connections: [] })
  return {
    'tasks:duplicate': (id) => {
      const { id: _id, revision: _revision, ...settings } = place.task(id)
      return place.add({ ...settings, enabled: false, desc: `${settings.desc} (copy)` })
    },
    'exchange:read': read,
    'exchange:readFile': () => null,
    'exchange:import': (text, chosen, enable) => {
      const { found } = read(text)
      return found
        .filter(({ isKnown }, index) => chosen.includes(index) && !isKnown)
        .map(({ settings, staysOff }) => place.add({ ...settings, enabled: enable && !staysOff }))
    },
    'exchange:save': () => place.savedPath(),
  }
}
