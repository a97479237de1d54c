import { defineConfig } from '@playwright/test'

/** Waits a minute for the clock. */
const WAITS = '**/on-time.spec.ts'

/** Drives the app in a real Electron; `npm test` builds and packages it and provides a display. */
export default defineConfig({
  outputDir: '../test-results',
  tsconfig: '../tests/tsconfig.json',
  // Several windows at once on a small machine wait for each other longer than they gain, and keys
  // of the X server go to one of them; only what waits for the clock goes on beside the others.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: { trace: 'retain-on-failure' },
  projects: [
    { name: 'window', testDir: '../tests/e2e/window', testIgnore: WAITS, workers: 1 },
    { name: 'waits', testDir: '../tests/e2e/window', testMatch: WAITS, workers: 1 },
    // Minutes by the real clock: too long for every `npm test`.
    { name: 'clock', testDir: '../tests/e2e/clock', timeout: 15 * 60_000, workers: 1 },
    { name: 'package', testDir: '../tests/e2e/package', workers: 1 },
  ],
})
