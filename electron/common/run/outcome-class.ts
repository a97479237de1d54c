import type { Run, RunState } from './run'

/**
 * How a run ended, finer than its state: what a person wants to know first. `partial`: some
 * files could not be copied. `blocked`: a guard or a limit held it back. `stopped`: somebody, or
 * the task's own limit, ended it. `interrupted`: something from outside ended it, or the app did
 * not live to see its end. `skipped`: its time came, and it was not started.
 */
export const OUTCOME_CLASSES = [
  ...(['success', 'warning', 'partial', 'failed'] as const),
  ...(['blocked', 'stopped', 'interrupted', 'skipped'] as const),
] as const
export type OutcomeClass = (typeof OUTCOME_CLASSES)[number]

const CLASS_OF_STATE: Readonly<Record<RunState, OutcomeClass | null>> = {
  WAITING: null,
  RUNNING: null,
  SUCCESS: 'success',
  FAILED: 'failed',
  ABORTED: 'stopped',
  BLOCKED: 'blocked',
  SKIPPED: 'skipped',
}

/** The class of a record that names none: one that an earlier version of the app wrote. */
export function outcomeOfState({ state, hasWarning }: Pick<Run, 'state' | 'hasWarning'>) {
  return state === 'SUCCESS' && hasWarning ? 'warning' : CLASS_OF_STATE[state]
}
