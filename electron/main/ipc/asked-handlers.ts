import type { AskedChannel } from '@common/ipc/dangers'
import type { Engine } from '@core/engine'
import { chosenOf } from '@core/exchange/exchange-desk'
import type { DesktopService } from '../desktop/desktop-service'
import type { Handlers } from './callee'

export interface AskedContext {
  readonly engine: Pick<Engine, 'tasks' | 'previews' | 'exchange' | 'backup' | 'programs'>
  readonly desktop: Pick<DesktopService, 'restored'>
}

/** The calls that store, preview or start what the page says: each tells first what that is. */
export function askedHandlers({ engine, desktop }: AskedContext): Pick<Handlers, AskedChannel> {
  const { tasks, previews, exchange, backup, programs } = engine
  return {
    'tasks:create': (settings) => ({
      brings: { tasks: [settings] },
      carryOut: () => tasks.create(settings),
    }),
    'tasks:update': (id, changes, expected) => {
      const before = tasks.get(id)
      const after = { ...before, ...(changes as object) }
      const isSwitchedOn = after.enabled === true && !before.enabled
      return {
        brings: { tasks: [changes], switchedOn: isSwitchedOn ? [after] : [] },
        // What was looked at is what the changes are made to.
        carryOut: () => tasks.update(id, changes as object, expected ?? before.revision),
      }
    },
    'previews:start': (target) => ({
      brings: { tasks: [target.settings] },
      carryOut: () => previews.start(target),
    }),
    'exchange:import': async (text, chosen, enable) => {
      // The text is read anew: the page's word is not taken for what is in it.
      const settings = chosenOf(await exchange.read(text), { chosen, enable })
      return { brings: { tasks: settings }, carryOut: () => tasks.add(settings) }
    },
    'backup:restore': async (text, mode) => {
      const understood = await backup.understand(text)
      return {
        // A backup brings no program: those that are here stay.
        brings: { tasks: understood.settings.tasks },
        carryOut: async () => {
          const report = await backup.store(understood, mode)
          desktop.restored()
          return report
        },
      }
    },
    'programs:update': (changes) => ({
      brings: { programs: changes },
      carryOut: () => programs.update(changes),
    }),
  }
}
