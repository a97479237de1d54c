import { fileURLToPath } from 'node:url'

const folder = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** Import prefixes, one table for bundling and tests; tsconfig.base.json has the same. */
export const alias = {
  '@common': folder('electron/common'),
  '@core': folder('electron/core'),
  '@main': folder('electron/main'),
  '@renderer': folder('renderer/src'),
}
