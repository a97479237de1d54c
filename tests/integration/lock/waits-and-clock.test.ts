import { afterEach, expect, it, vi } from 'vitest'
import { enterFolder } from '@main/control/enter-folder'
import { lockFolder } from '@main/control/folder-lock'
import { tempDir } from '../../support/engine'

const SILENT_MS = 1_500
const HOUR_MS = 3_600_000

afterEach(() => vi.useRealTimers())

it.each([
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
])('a wait for the folder is as long as it says when the clock is set %s', async (_way, shift) => {
  const folder = await tempDir()
  const release = await lockFolder(folder)
  const begun = performance.now()
  const entering = enterFolder({
    ...{ folder, command: 'list', silentMs: SILENT_MS, wordMs: SILENT_MS },
    ask: () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + shift })
      return Promise.resolve({ kind: 'not-taken', isEnding: false } as const)
    },
    isFinal: () => true,
    onWait: () => undefined,
    onSilence: () => undefined,
    cancelled: new AbortController().signal,
  })
  await expect(entering).rejects.toThrow('did not answer for 1.5 seconds')
  const waited = performance.now() - begun
  expect(waited).toBeGreaterThan(SILENT_MS - 1)
  expect(waited).toBeLessThan(SILENT_MS * 4)
  release?.()
})
