import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import vuetify from 'vite-plugin-vuetify'
import { alias } from './alias.ts'

const FAULTS = [
  'killed-app',
  'power-cut',
  'disk-full',
  'read-only',
  'killed-program',
  'network',
  'thousand-due',
  'endless-line',
  'dead-share',
  'moved-folder',
]

const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  root,
  resolve: { alias },
  plugins: [vue(), vuetify({ autoImport: true })],
  test: {
    // The tests with real programs mostly wait for them.
    maxWorkers: 6,
    // Limits find what hangs. A machine with other things to do may take ten times as long as usual.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Tests of faults carry one of these; tests/faults/FAULTS.md has a row for each.
    tags: FAULTS.map((name) => ({ name })),
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/{unit,architecture}/**/*.test.ts'],
          exclude: ['tests/unit/fuzz/**'],
          // Pure rules leave nothing behind for each other; a worker for each file is most of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // They put more in Electron's place than other tests do, for electron-store as well; so each
          // has a worker of its own.
          name: 'fuzz',
          include: ['tests/unit/fuzz/**/*.test.ts'],
          server: { deps: { inline: ['electron-store'] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'component',
          include: ['tests/component/**/*.test.ts'],
          environment: 'happy-dom',
          // To load Vuetify for each file anew takes longer than its tests.
          isolate: false,
          setupFiles: ['tests/component/setup.ts'],
          // Vuetify's components import style sheets, which Node cannot load by itself.
          server: { deps: { inline: ['vuetify'] } },
        },
      },
      {
        extends: true,
        test: {
          // To load the engine for each file anew is a tenth of all the time of the tests.
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // The command line of the bundled app, in a real Electron without a window.
          name: 'cli',
          include: ['tests/e2e/cli/**/*.test.ts'],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          // What goes wrong around the app; tests/faults/FAULTS.md says what comes of it.
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          isolate: false,
        },
      },
    ],
  },
})
