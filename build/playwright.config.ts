import { defineConfig } from '@playwright/test'

/** Drives the app in a real Electron; `npm test` builds and packages it and provides a display. */
export default defineConfig({
  outputDir: '../test-results',
  tsconfig: '../tests/tsconfig.json',
  // Several windows at once on a small machine wait for each other longer than they gain, and only
  // one of them has the focus and the keys of the X server.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: { trace: 'retain-on-failure' },
  projects: [
    { name: 'window', testDir: '../tests/e2e/window' },
    // Minutes by the real clock: too long for every `npm test`.
    { name: 'clock', testDir: '../tests/e2e/clock', timeout: 15 * 60_000 },
    { name: 'package', testDir: '../tests/e2e/package' },
  ],
})
