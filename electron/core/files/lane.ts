import { runProgram, type Finished, type RunOptions } from '../system/run-program'
import type { Mount } from '../system/mounts'
import { systemPath } from '../system/system-path'

/** How many questions to one mount are under way at once. */
const AT_ONCE = 8
/** With so many programs that nothing can end, one more question would only add another. */
const MAX_LEFT = 8

/** Programs that ask one mount. They are left behind where it does not answer. */
class Lane {
  private readonly waiting: (() => void)[] = []
  private going = 0
  private left = 0

  /** Null where it is known not to answer. */
  async ask(argv: Argv, timeoutMs: number, options: RunOptions): Promise<Finished | null> {
    if (this.going >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve))
    if (this.left >= MAX_LEFT) {
      this.waiting.shift()?.()
      return null
    }
    this.going++
    try {
      const done = await runProgram(requestOf(argv), timeoutMs, options)
      if (done.left) {
        this.left++
        void done.left.then(() => this.left--)
      }
      return done
    } finally {
      this.going--
      this.waiting.shift()?.()
    }
  }
}

export type Argv = readonly [program: string, ...rest: string[]]

const lanes = new Map<string, Lane>()

/** The lane of a mount, so that a question to one that does not answer delays no other. */
export function laneOf({ device, mountPoint }: Mount): Lane {
  const key = `${device} ${mountPoint}`
  const lane = lanes.get(key) ?? new Lane()
  lanes.set(key, lane)
  return lane
}

/** It is told to end only when nobody waits for it any more, so there is no grace. */
function requestOf([program, ...argv]: Argv) {
  const env = { PATH: systemPath(), LC_ALL: 'C' }
  return { program, argv, env, cwd: '/', killGraceMs: 0 }
}
