import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { alias } from './alias.ts'

/** How many random cases the tests of `npm test` try here; more or fewer by hand. */
const CASES = {
  PROMISE_CASES: '100',
  PREVIEW_CASES: '50',
  SHELL_CASES: '200',
  OPTIONS_CASES: '1000',
}

/** `npm test -- long`: apart, because it takes up to an hour. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias },
  test: {
    include: [
      'tests/long/**/*.test.ts',
      'tests/integration/promises/promises.test.ts',
      'tests/integration/guard/preview-property.test.ts',
      'tests/integration/exchange/shell-words.test.ts',
      'tests/integration/engine/option-grammar.test.ts',
    ],
    env: Object.fromEntries(
      Object.entries(CASES).map(([name, cases]) => [name, process.env[name] ?? cases]),
    ),
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
  },
})
