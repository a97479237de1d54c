import { defineConfig } from '@playwright/test'

/** Drives the app in a real Electron; `npm test` builds and packages it first. */
export default defineConfig({
  outputDir: '../test-results',
  tsconfig: '../tests/tsconfig.json',
  // Each has a screen of its own (tests/e2e/screen.ts), for only one window has the focus and the
  // keys of an X server. More windows than that wait for each other longer than they gain.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: { trace: 'retain-on-failure' },
  projects: [
    { name: 'window', testDir: '../tests/e2e/window' },
    // Minutes by the real clock: too long for every `npm test`.
    { name: 'clock', testDir: '../tests/e2e/clock', timeout: 15 * 60_000 },
    // A trace keeps every change of the page in memory.
    { name: 'soak', testDir: '../tests/e2e/soak', timeout: 60 * 60_000, use: { trace: 'off' } },
    { name: 'package', testDir: '../tests/e2e/package' },
  ],
})
