import type { Run, Wait } from '@common/run/run'
import { lineage, overlap, type WrittenTree } from '@common/run/written-tree'

export interface QueueRules {
  /** At most so many runs go on together. */
  readonly limit: number
  /** Where the run's task writes; null when that is not known (its task is gone). */
  readonly treeOf: (run: Run) => WrittenTree | null
}

/** Trees that are taken, asked by line of descent so that thousands cost no more than one. */
class TakenTrees {
  private readonly trees = new Set<string>()
  private readonly above = new Set<string>()

  add(tree: WrittenTree): void {
    const line = lineage(tree)
    this.trees.add(line.at(-1) ?? '')
    for (const place of line) this.above.add(place)
  }

  overlaps(tree: WrittenTree): boolean {
    const line = lineage(tree)
    return this.above.has(line.at(-1) ?? '') || line.some((place) => this.trees.has(place))
  }
}

/**
 * Which waiting runs may start now. A task runs once at a time, no two runs write the same tree,
 * and at most `limit` go on together. Who came first starts first: a run that must wait for a
 * tree keeps it for itself against those that came later.
 * @param active runs that wait or go on, oldest first
 */
export function startable(
  active: Iterable<Run>,
  running: readonly Run[],
  rules: QueueRules,
): Run[] {
  const chosen: Run[] = []
  if (running.length >= rules.limit) return chosen
  const busy = new Set(running.map(({ taskId }) => taskId))
  const taken = new TakenTrees()
  for (const run of running) take(taken, rules.treeOf(run))
  for (const run of active) {
    if (run.state !== 'WAITING') continue
    const tree = rules.treeOf(run)
    const isFree = !busy.has(run.taskId) && (tree === null || !taken.overlaps(tree))
    take(taken, tree)
    if (!isFree) continue
    busy.add(run.taskId)
    chosen.push(run)
    if (running.length + chosen.length >= rules.limit) break
  }
  return chosen
}

/**
 * What a waiting run waits for: first its own task, then the tree, then a free place.
 * @param earlier the waiting runs that came before it
 */
export function waitOf(
  run: Run,
  running: readonly Run[],
  earlier: Iterable<Run>,
  rules: QueueRules,
): Wait {
  const same = running.find(({ taskId }) => taskId === run.taskId)
  if (same) return { kind: 'same-task', runId: same.id }
  const tree = rules.treeOf(run)
  const overlaps = (other: Run) => {
    const theirs = rules.treeOf(other)
    return tree !== null && theirs !== null && overlap(tree, theirs)
  }
  const holder = running.find(overlaps)
  if (holder) return { kind: 'same-tree', runId: holder.id, taskId: holder.taskId }
  if (running.length < rules.limit) {
    for (const other of earlier) {
      if (overlaps(other)) return { kind: 'same-tree', runId: other.id, taskId: other.taskId }
    }
  }
  return { kind: 'limit', limit: rules.limit }
}

function take(taken: TakenTrees, tree: WrittenTree | null): void {
  if (tree !== null) taken.add(tree)
}
