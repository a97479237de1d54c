import { describe, expect, it } from 'vitest'
import { isWorthTelling, NOTIFY_LEVELS } from '@common/desktop/notify-level'
import { aRun } from '../../builders'

const told = (run: ReturnType<typeof aRun>, isQuiet = false) =>
  NOTIFY_LEVELS.filter((level) => isWorthTelling(run, level, isQuiet))

describe('the end of a run is told', () => {
  it('at the levels that its kind belongs to', () => {
    expect(told(aRun())).toEqual(['ALL'])
    expect(told(aRun({ state: 'ABORTED' }))).toEqual(['ALL'])
    expect(told(aRun({ hasWarning: true }))).toEqual(['ALL', 'WARNINGS'])
    expect(told(aRun({ state: 'FAILED' }))).toEqual(['ALL', 'WARNINGS', 'ERRORS'])
    expect(told(aRun({ state: 'BLOCKED' }))).toEqual(['ALL', 'WARNINGS', 'ERRORS'])
  })

  it('with Quiet only when something is wrong', () => {
    expect(told(aRun(), true)).toEqual([])
    expect(told(aRun({ hasWarning: true }), true)).toEqual(['ALL', 'WARNINGS'])
    expect(told(aRun({ state: 'FAILED' }), true)).toEqual(['ALL', 'WARNINGS', 'ERRORS'])
  })

  it('only at the last try, unless everything is told', () => {
    expect(told(aRun({ state: 'FAILED', retryAt: 5000 }))).toEqual(['ALL'])
  })

  it('never while it goes on, and never of a time that was skipped', () => {
    expect(told(aRun({ state: 'RUNNING', endedAt: null }))).toEqual([])
    expect(told(aRun({ state: 'SKIPPED' }))).toEqual([])
  })
})
