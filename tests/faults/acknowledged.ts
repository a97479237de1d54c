import { expect } from 'vitest'

import type { Answer } from '../support/control'
import type { WireRun } from '../support/cli'

/** What the app was asked for, and what it said of it before it was killed. */
export class Acknowledged {
  /** Description of each task by its number; null once it was deleted. */
  private readonly tasks = new Map<number, string | null>()
  /** What was asked for without an answer: it may have been done or not, but not by half. */
  private unanswered: { id: number | null; desc: string | null } | null = null
  private readonly outcomes = new Map<number, string>()
  private runsAsked = 0
  private count = 0

  /** Tasks that are there for sure. */
  get present(): number[] {
    return [...this.tasks].flatMap(([id, desc]) => (desc === null ? [] : [id]))
  }

  newName(): string {
    return `name ${++this.count}`
  }

  /** How much was answered, for the figures. */
  get figures() {
    return { edits: this.count, runs: this.runsAsked, outcomes: this.outcomes.size }
  }

  /** @param id null for a new task  @param desc null for a deletion */
  async edit(id: number | null, desc: string | null, ask: () => Promise<Answer>): Promise<boolean> {
    this.unanswered = { id, desc }
    const { code, stdout, stderr } = await ask()
    if (code === null) return false
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    this.tasks.set(id ?? (JSON.parse(stdout) as { id: number }).id, desc)
    this.unanswered = null
    return true
  }

  /** A run was asked for whose outcome nobody waits for. */
  asked(): void {
    this.runsAsked++
  }

  async run(ask: () => Promise<Answer>): Promise<boolean> {
    this.asked()
    const { code, stdout } = await ask()
    // The answer may come in parts, of which the last one was cut off.
    const outcome = /^\{"type":"outcome".*\}$/m.exec(stdout)?.[0]
    if (outcome !== undefined) {
      const run = JSON.parse(outcome) as WireRun
      this.outcomes.set(run.id, `${run.state} ${run.reason}`)
    }
    return code !== null
  }

  /** Holds what was said against what is there at the next start. */
  compareTasks(found: readonly { readonly id: number; readonly desc: string }[]): void {
    expect(new Set(found.map(({ desc }) => desc)).size).toBe(found.length)
    const there = new Map(found.map(({ id, desc }) => [id, desc]))
    this.settle(there)
    expect([...there].sort(([a], [b]) => a - b)).toEqual(
      [...this.tasks].filter(([, desc]) => desc !== null).sort(([a], [b]) => a - b),
    )
  }

  /** @param found all runs but the one that has just been started */
  compareRuns(found: readonly WireRun[]): void {
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
    expect(found.length).toBeLessThanOrEqual(this.runsAsked)
    const there = new Map(found.map(({ id, state, reason }) => [id, `${state} ${reason}`]))
    for (const [id, outcome] of this.outcomes) expect([id, there.get(id)]).toEqual([id, outcome])
    for (const { id, state, reason } of found) {
      if (this.outcomes.has(id) || state === 'SUCCESS') continue
      expect(`${state} ${reason}`).toMatch(
        /^(FAILED Interrupted: the app ended while this run was going\.|ABORTED The app ended before)/,
      )
    }
  }

  private settle(there: ReadonlyMap<number, string>): void {
    if (this.unanswered === null) return
    const { id, desc } = this.unanswered
    const done = id ?? [...there].find(([, name]) => name === desc)?.[0]
    if (done !== undefined && (there.get(done) ?? null) === desc) this.tasks.set(done, desc)
    this.unanswered = null
  }
}
