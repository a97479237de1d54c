import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { alias } from './alias.ts'

/** `npm test -- long`: apart, because it takes up to an hour. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias },
  test: { include: ['tests/long/**/*.test.ts'], testTimeout: 3_600_000, hookTimeout: 120_000 },
})
