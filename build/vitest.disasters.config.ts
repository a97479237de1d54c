import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { alias } from './alias.ts'

/** `npm test -- disasters`: apart, because it needs programs that the other tests do not. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias },
  test: { include: ['tests/disasters/**/*.test.ts'], testTimeout: 30_000 },
})
