import type { RestoreReport } from '@common/exchange/backup'
import type { ChosenBackup, InvokeArgs, InvokeChannel, InvokeResult } from '@common/ipc/contract'

type Channel = Extract<InvokeChannel, `backup:${string}`>
type Handlers = { [C in Channel]: (...args: InvokeArgs<C>) => InvokeResult<C> }

/** What main answers about backups: whatever a test put here. */
export class InMemoryBackup {
  savedPath: string | null = null
  chosen: ChosenBackup | null = null
  report: RestoreReport = {
    ...{ restored: { tasks: 0, connections: 0, keyPairs: 0 }, privateKeys: [], passwords: [] },
    ...{ switchedOff: [], programs: [] },
  }

  readonly handlers: Handlers = {
    'backup:save': () => this.savedPath,
    'backup:readFile': () => this.chosen,
    'backup:restore': () => this.report,
  }
}
