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
    env: { ...CASES, ...ownCases() },
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
  },
})

function ownCases(): Record<string, string> {
  const given = Object.keys(CASES).map((name) => [name, process.env[name]] as const)
  return Object.fromEntries(given.flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
