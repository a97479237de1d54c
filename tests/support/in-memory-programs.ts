import { invalidInput } from '@common/errors'
import type { InvokeArgs, InvokeChannel, InvokeResult } from '@common/ipc/contract'
import type { ProgramSettings, ProgramsState } from '@common/settings/program-settings'

type Channel = Extract<InvokeChannel, `programs:${string}`>
type Handlers = { [C in Channel]: (...args: InvokeArgs<C>) => InvokeResult<C> }

/** The programs of a computer that has what a test says it has. */
export class InMemoryPrograms {
  state: ProgramsState = {
    chosen: { rsync: null, ssh: null },
    rsync: {
      ...{ kind: 'rsync', version: '3.2.7', protocol: 31 },
      ...{ capabilities: ['hardlinks', 'xattrs'], compressions: ['zstd', 'zlib', 'none'] },
    },
    ssh: 'OpenSSH_9.2p1',
    problem: null,
  }
  /** What is wrong with each path. */
  readonly refused = new Map<string, string>()

  readonly handlers: Handlers = {
    'programs:get': () => this.state,
    'programs:update': (changes) => this.update(changes),
  }

  private update(changes: Partial<ProgramSettings>): ProgramsState {
    const errors = Object.entries(changes).flatMap(([field, path]) => {
      const message = this.refused.get(path ?? '')
      return message === undefined ? [] : [{ field, message }]
    })
    if (errors.length > 0) throw invalidInput(errors)
    this.state = { ...this.state, chosen: { ...this.state.chosen, ...changes } }
    return this.state
  }
}
