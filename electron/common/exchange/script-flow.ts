/** Up to where nothing runs any more: behind `exit`, `return`, `break`, `continue`. */
type Leaving =
  | { readonly what: 'script' | 'function' }
  /** `isNext`: the outermost of them goes on with its next round. */
  | { readonly what: 'loops'; readonly count: number; readonly isNext: boolean }

/** Where a shell is in loops and functions, and what does not run because something left them. */
export class ScriptFlow {
  private leaving: Leaving | null = null
  private isInFunction = false
  private loops = 0
  /** Of the loops around, from the inside, those that a condition may have left. */
  private doubtedLoops = 0

  /** For a subshell, which leaves nothing but itself. */
  copy(): ScriptFlow {
    const copy = new ScriptFlow()
    copy.isInFunction = this.isInFunction
    copy.loops = this.loops
    copy.doubtedLoops = this.doubtedLoops
    return copy
  }

  /** Whether nothing more runs here. */
  get isLeft(): boolean {
    return this.leaving !== null
  }

  /** Whether a condition decides that what comes now does not run. */
  get isDoubted(): boolean {
    return this.doubtedLoops > 0
  }

  /**
   * Does what `exit`, `return`, `break` or `continue` does.
   * @param count the first argument, as far as it is known
   * @param isConditional it may not run
   */
  leave(program: string, count: string | undefined, isConditional: boolean): void {
    if (program === 'exit' || (program === 'return' && !this.isInFunction)) {
      // Whoever asks before the work wants it done.
      if (!isConditional) this.leaving = { what: 'script' }
    } else if (program === 'return') {
      if (isConditional) this.doubtedLoops = Infinity
      else this.leaving = { what: 'function' }
    } else if (this.loops > 0) {
      const isKnown = /^[1-9]\d*$/.test(count ?? '1')
      const loops = isKnown ? Math.min(Number(count ?? 1), this.loops) : this.loops
      if (isConditional || !isKnown) this.doubtedLoops = Math.max(this.doubtedLoops, loops)
      else this.leaving = { what: 'loops', count: loops, isNext: program === 'continue' }
    }
  }

  /** Runs a function, out of which only `exit` leads further. */
  inFunction(work: () => void): void {
    const { isInFunction, loops, doubtedLoops } = this
    this.isInFunction = true
    this.loops = this.doubtedLoops = 0
    try {
      work()
    } finally {
      this.isInFunction = isInFunction
      this.loops = loops
      this.doubtedLoops = doubtedLoops
      if (this.leaving?.what !== 'script') this.leaving = null
    }
  }

  /** Runs a loop with all its rounds. */
  inLoop(work: () => void): void {
    this.loops++
    if (this.isDoubted) this.doubtedLoops++
    try {
      work()
    } finally {
      this.loops--
      this.doubtedLoops = Math.max(0, this.doubtedLoops - 1)
    }
  }

  /** Asked behind each round of a loop: whether there is another one. */
  goesOn(): boolean {
    const { leaving } = this
    if (leaving?.what !== 'loops') return leaving === null
    const count = leaving.count - 1
    this.leaving = count > 0 ? { ...leaving, count } : null
    return count === 0 && leaving.isNext
  }

  /** Commands that run only if an rsync fails. A task leaves them out; the commands behind them run. */
  onFailure(work: () => void): void {
    const { doubtedLoops } = this
    work()
    this.doubtedLoops = doubtedLoops
  }
}
