import { setTimeout as sleep } from 'node:timers/promises'
import type { FarSide } from '@common/guard/destination'
import { parseRemoteHost } from '@common/task/remote-host'
import { sshPlaceOf } from '@common/task/ssh-place'
import type { TaskSettings } from '@common/task/task'
import { unlessShortage } from '@common/text/system-error'
import type { Connections } from '../credentials/connections'
import type { SshConfig } from '../ssh/ssh-config'
import { viaText } from '../ssh/ssh-plan'
import type { Accounts } from '../system/accounts'
import { whyNotRunAs } from '../system/run-as'
import { leadsToThisComputer } from '../system/this-computer'

/** A slow `Match exec` must not keep a run or a form waiting; then the name alone counts. */
const PATIENCE_MS = 2_000

/** Finds out whether the other side of a task is this computer, too. */
export class FarSides {
  constructor(
    private readonly connections: Pick<Connections, 'find'>,
    private readonly accounts: Accounts,
    private readonly config: Pick<SshConfig, 'plan'>,
  ) {}

  /**
   * What ssh does not say in time is taken from the name of the host.
   * @throws when the app has run out of something, and so nothing was found out
   */
  async of(task: TaskSettings): Promise<FarSide> {
    if (task.mode === 'MODULE') {
      const host = parseRemoteHost(task.remoteHost ?? '')?.host ?? ''
      return { isHere: await leadsToThisComputer(host), home: null }
    }
    const { sshCredentials } = task
    const place = sshCredentials === null ? sshPlaceOf(task) : this.connections.find(sshCredentials)
    if (!place) return { isHere: false, home: null }
    const plan = await this.planOf(task, place).catch(unlessShortage(null))
    // Behind another host, every name is one of that host's.
    if (plan !== null && viaText(plan) !== '') return { isHere: false, home: null }
    const isHere = await leadsToThisComputer(plan?.host ?? place.host)
    return { isHere, home: isHere ? await this.homeOf(plan?.user ?? place.username) : null }
  }

  private async planOf({ user }: TaskSettings, place: Parameters<SshConfig['plan']>[0]) {
    const account = await this.accounts.find(user)
    if (!account || (await whyNotRunAs(account, this.accounts)) !== null) return null
    const done = new AbortController()
    const late = sleep(PATIENCE_MS, null, { signal: done.signal, ref: false }).catch(() => null)
    return Promise.race([this.config.plan(place, account), late]).finally(() => done.abort())
  }

  private async homeOf(user: string | null): Promise<string | null> {
    return user === null ? null : ((await this.accounts.find(user))?.home ?? null)
  }
}
