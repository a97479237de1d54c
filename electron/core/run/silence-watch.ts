import { readdirSync, readFileSync } from 'node:fs'
import { procStat } from './proc-stat'

/** Looks within the limit; none at the start, where it would cost every run and show nothing. */
const LOOKS = 10
/** Waking up now and then costs a sleeping rsync a clock tick in a long while; work costs more. */
const IDLE_TICKS = 1

/**
 * Notices a run in which nothing moves any more: rsync said nothing, read nothing and computed
 * nothing for the whole limit. rsync's own `--timeout` misses that during a pull, because there
 * the keep-alives it sends itself count as life (measured: a silent daemon, over 40 s with
 * --timeout=2). What it writes is left out here for that reason, and so is ssh, which talks to
 * its server on its own. Counting, comparing and deleting read files or take time, so they count.
 *
 * Linux only, and only of processes we may look into: elsewhere nobody is ever found silent.
 */
export class SilenceWatch {
  private readonly timer: NodeJS.Timeout
  private heardAt = performance.now()
  private before: Effort | null = null
  private isSilent = false

  /**
   * @param group the process group of the run
   * @param limitMs how long nothing may move
   * @param onSilent called once, when it did not for so long
   */
  constructor(
    private readonly group: number,
    private readonly limitMs: number,
    private readonly onSilent: () => void,
  ) {
    this.timer = setInterval(() => this.look(), limitMs / LOOKS)
  }

  /** True from the moment on at which the limit was reached. */
  get wasSilent(): boolean {
    return this.isSilent
  }

  /** rsync said something. */
  heard(): void {
    this.heardAt = performance.now()
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private look(): void {
    const effort = effortOf(this.group)
    if (effort === null || this.before === null || isMore(effort, this.before)) {
      this.before = effort
      return this.heard()
    }
    if (performance.now() - this.heardAt < this.limitMs) return
    this.stop()
    this.isSilent = true
    this.onSilent()
  }
}

/** What the rsyncs of a run have done since they began. */
interface Effort {
  /** Bytes, of files and from the other side. */
  readonly read: number
  /** Clock ticks of computing. */
  readonly ticks: number
  /** A process that came or went is a change, too. */
  readonly pids: string
}

function isMore(now: Effort, before: Effort): boolean {
  return now.read > before.read || now.ticks > before.ticks + IDLE_TICKS || now.pids !== before.pids
}

/** Null where that cannot be told. */
function effortOf(group: number): Effort | null {
  try {
    const found = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => rsyncIn(group, pid))
    if (found.length === 0) return null
    return {
      read: sum(found.map(({ pid }) => bytesRead(pid))),
      ticks: sum(found.map(({ ticks }) => ticks)),
      pids: found.map(({ pid }) => pid).join(),
    }
  } catch {
    return null
  }
}

function rsyncIn(group: number, pid: string): { pid: string; ticks: number }[] {
  const stat = procStat(pid)
  return stat?.group === group && stat.name.includes('rsync') ? [{ pid, ticks: stat.ticks }] : []
}

/** @throws when the process belongs to another user */
function bytesRead(pid: string): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'latin1'))?.[1])
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}
