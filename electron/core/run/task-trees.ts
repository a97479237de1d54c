import { setTimeout as sleep } from 'node:timers/promises'
import { writtenTree, type Reached, type WrittenTree } from '@common/run/written-tree'
import { sshPlaceOf, type SshPlaceOfTask } from '@common/task/ssh-place'
import type { Task } from '@common/task/task'
import type { Connections } from '../credentials/connections'
import type { SshConfig } from '../ssh/ssh-config'
import { viaText } from '../ssh/ssh-plan'
import type { Accounts } from '../system/accounts'
import { whyNotRunAs } from '../system/run-as'
import { isThisComputer } from '../system/this-computer'
import { RealTrees } from './real-trees'

/** A slow `Match exec` must not keep a run from being queued. */
const PATIENCE_MS = 2_000

/** Where tasks write, seen through links and mounts, and through the names of ssh_config. */
export class TaskTrees {
  private readonly realTrees = new RealTrees()

  constructor(
    private readonly connections: Pick<Connections, 'find'>,
    private readonly accounts: Accounts,
    private readonly config: Pick<SshConfig, 'plan' | 'lastPlan'>,
  ) {}

  /** By what {@link settle} found out. */
  of(task: Task): WrittenTree {
    return this.realTrees.of(this.named(task))
  }

  /** Asks ssh and the file system anew, when a run is queued; what does not answer in time stays. */
  async settle(task: Task): Promise<void> {
    const done = new AbortController()
    const late = sleep(PATIENCE_MS, null, { signal: done.signal, ref: false }).catch(() => null)
    await Promise.race([this.askSsh(task).catch(() => null), late])
    done.abort()
    await this.realTrees.settle(this.named(task))
  }

  private async askSsh(task: Task): Promise<void> {
    if (task.mode !== 'SSH' || task.direction !== 'PUSH') return
    const place = this.placeOf(task)
    const account = place && (await this.accounts.find(task.user))
    if (!place || !account || (await whyNotRunAs(account, this.accounts)) !== null) return
    await this.config.plan(place, account)
  }

  private named(task: Task): WrittenTree {
    const connectionOf = (id: number) => this.connections.find(id)
    const reach = (place: SshPlaceOfTask) => this.reached(place, task.user)
    return writtenTree(task, connectionOf, reach, isThisComputer)
  }

  private placeOf(task: Task): SshPlaceOfTask | null {
    return task.sshCredentials === null
      ? sshPlaceOf(task)
      : this.connections.find(task.sshCredentials)
  }

  private reached({ host, port, username }: SshPlaceOfTask, user: string): Reached | null {
    const plan = this.config.lastPlan({ host, port, username }, user)
    if (plan === null) return null
    return { host: plan.host, port: plan.port, user: plan.user, via: viaText(plan) }
  }
}
