import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Run } from '@common/run/run'
import { performRun, type Stage } from '@core/run/perform-run'
import { makeTempDir } from '../../../support/temp-dir'
import { aRun, aTask } from '../../builders'

const WAITING = aRun({ id: 7, state: 'WAITING', startedAt: null, endedAt: null, reason: '' })

/** What rsync says at the end of a run that did something. */
const FIGURES = 'Number of files: 1'

/** A stage with a real program and a real log, whose records are only noted. */
async function aStage(given: Partial<Stage> = {}) {
  const folder = await makeTempDir()
  onTestFinished(() => folder.dispose())
  const saved: Run[] = []
  const stage: Stage = {
    save: (run) => Promise.resolve(void saved.push(run)),
    prepare: () => Promise.resolve(prepared(`echo '${FIGURES}'`)),
    guard: () => Promise.resolve({ kind: 'go', keepsAll: false }),
    isInPlace: () => Promise.resolve(true),
    logPath: join(folder.path, '7.log'),
    stop: new AbortController().signal,
    previous: null,
    now: () => 5000,
    retryTime: () => null,
    onProgress: () => undefined,
    ...given,
  }
  return { stage, saved, log: () => readFileSync(stage.logPath, 'utf8') }
}

const prepared = (script: string) => ({
  task: aTask(),
  command: ['rsync', '/a b'],
  keepingAll: () => Promise.reject(new Error('not asked for')),
  assertSameWay: () => undefined,
  localSource: null,
  request: {
    spawn: { program: 'sh', argv: ['-c', script], env: {}, cwd: '/' },
    task: aTask(),
    silenceSeconds: null,
    itemPrefix: '@@|',
  },
  rsyncVersion: null,
  askAccount: () => Promise.resolve(null),
  dispose: () => Promise.resolve(),
})

/** Promises that were rejected with nobody listening while `act` went on. */
async function unhandledDuring(act: () => Promise<unknown>): Promise<unknown[]> {
  const others = process.listeners('unhandledRejection')
  const unhandled: unknown[] = []
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', (reason) => unhandled.push(reason))
  try {
    await act()
    await new Promise((resolve) => setTimeout(resolve, 5))
    return unhandled
  } finally {
    process.removeAllListeners('unhandledRejection')
    for (const listener of others) process.on('unhandledRejection', listener)
  }
}

describe('a run', () => {
  it('is recorded as running at once, then with its command, then with its end', async () => {
    const { stage, saved, log } = await aStage()
    const done = performRun(WAITING, stage)
    expect(saved.map(({ state }) => state)).toEqual(['RUNNING'])
    await done
    expect(saved.map(({ state, command }) => [state, command.length])).toEqual([
      ...[['RUNNING', 1] as const, ['RUNNING', 2] as const, ['SUCCESS', 2] as const],
    ])
    expect(saved.at(-1)).toMatchObject({ exitCode: 0, startedAt: 5000, endedAt: 5000 })
    expect(log().split('\n')).toEqual([
      '# 1970-01-01T00:00:05.000Z run 7 of task 1',
      "# rsync '/a b'",
      FIGURES,
      '# 1970-01-01T00:00:05.000Z SUCCESS: Everything was copied.',
      '',
    ])
  })

  it('that does not say what it did is no success', async () => {
    const { stage, saved } = await aStage({ prepare: () => Promise.resolve(prepared('exit 0')) })
    await performRun(WAITING, stage)
    expect(saved.at(-1)).toMatchObject({ state: 'FAILED', exitCode: 0 })
  })

  it('that cannot be prepared has the reason as its end', async () => {
    const { stage, saved, log } = await aStage({
      prepare: () => Promise.reject(new Error('The user eve does not exist.')),
    })
    await performRun(WAITING, stage)
    expect(saved.at(-1)).toMatchObject({
      ...{ state: 'FAILED', reason: 'The user eve does not exist.', exitCode: null, endedAt: 5000 },
    })
    expect(log()).toContain('FAILED: The user eve does not exist.')
  })

  it('whose log cannot be written says so and is performed all the same', async () => {
    const { stage, saved } = await aStage({ logPath: '/dev/full' })
    await performRun(WAITING, stage)
    expect(saved.at(-1)).toMatchObject({ state: 'SUCCESS', hasWarning: true })
    expect(saved.at(-1)?.reason).toMatch(/The log is incomplete: .*ENOSPC/)
  })

  it('that was stopped before it began starts no program', async () => {
    const { stage, saved } = await aStage({
      stop: AbortSignal.abort(),
      prepare: () => Promise.resolve(prepared('echo ran >&2; exit 0')),
    })
    await performRun(WAITING, stage)
    expect(saved.at(-1)).toMatchObject({ state: 'ABORTED', reason: 'Stopped.', exitCode: null })
  })

  it('whose record cannot be written fails, and no rejection goes unheard', async () => {
    const { stage } = await aStage({ save: () => Promise.reject(new Error('disk full')) })
    expect(await unhandledDuring(() => performRun(WAITING, stage))).toEqual([])
  })
})
