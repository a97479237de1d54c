import { expect, onTestFinished } from 'vitest'

import type { FindingKind } from '@common/guard/finding'
import type { Run } from '@common/run/run'

import type { TestEngine } from '../../support/engine'
import { run, runOk } from '../../support/run'
import { compareSnapshots, snapshot } from '../../support/snapshot'

/** A disk of its own, mounted where it is told. Only root may mount; tests fail for everyone else. */
export async function mountDisk(at: string, name: string): Promise<() => Promise<void>> {
  return mountAt(at, name, ['-t', 'tmpfs', '-o', 'size=1m'])
}

export async function bindMount(folder: string, at: string): Promise<() => Promise<void>> {
  return mountAt(at, folder, ['--bind'])
}

/** What mount(8) is given for it, until the test ends. Out: what unmounts it before. */
export async function mountAt(
  at: string,
  what: string,
  options: readonly string[],
): Promise<() => Promise<void>> {
  await runOk('mount', [...options, what, at])
  return unmountLater(at)
}

function unmountLater(at: string): () => Promise<void> {
  const unmount = async () => {
    const isMounted = (await run('mountpoint', ['-q', at])).code === 0
    if (isMounted) await runOk('umount', ['-l', at])
  }
  onTestFinished(unmount)
  return unmount
}

/** The run was held for this, and nothing below the folder is different in any way. */
export async function expectHeld(held: Run, kinds: readonly FindingKind[]): Promise<void> {
  expect(held).toMatchObject({ state: 'BLOCKED', exitCode: null, retryAt: null, command: [] })
  expect(held.hold?.findings.map(({ kind }) => kind)).toEqual(kinds)
  expect(held.reason).toBe(held.hold?.findings[0]?.message)
}

/** Carries something out, and sees that nothing below the folder is different afterwards. */
export async function untouched<T>(folder: string, act: () => Promise<T>): Promise<T> {
  const before = await snapshot(folder)
  const result = await act()
  expect(compareSnapshots(before, await snapshot(folder), { times: true })).toEqual([])
  return result
}

/** *Run anyway once*, to its end. */
export async function runAnyway({ engine }: TestEngine, held: Run): Promise<Run> {
  const { id } = await engine.safety.startApproved(held.hold?.previewId ?? '', 'manual')
  return engine.runs.ended(id)
}

/** So many small files, as a tree. */
export const files = (count: number, prefix = 'f'): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, `${i}`]))
