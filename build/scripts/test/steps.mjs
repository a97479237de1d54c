/**
 * What `npm test` does, in this order.
 */
import path from 'node:path'
import { buildBundle } from '../setup/bundle.mjs'
import { ensureElectron } from '../setup/electron.mjs'
import { packApp } from '../setup/pack.mjs'
import { packageCommand, root } from '../setup/process.mjs'
import { countPlaywright, countVitest } from './report.mjs'

export const reports = path.join(root, '.cache/test-reports')
const vitestReport = path.join(reports, 'vitest.json')

/** The projects of build/vitest.config.ts; each can be run alone. */
export const vitestProjects = ['unit', 'component', 'integration', 'cli']

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} [command] an installed package and its arguments
 * @property {() => Promise<boolean>} [work] instead of a command
 * @property {boolean} [isExtra] only done when it is named
 * @property {() => Promise<NodeJS.ProcessEnv>} [environment]
 * @property {() => import('./report.mjs').Counts} [count] for the runners of tests
 */

/** @type {Step[]} */
export const steps = [
  { name: 'typecheck', command: ['vue-tsc', '--build'] },
  { name: 'lint', command: ['eslint', '-c', 'build/eslint.config.js', '--max-warnings=0', '.'] },
  {
    name: 'format',
    command: [
      'prettier',
      ...['--config', 'build/prettier.config.mjs', '--ignore-path', '.gitignore', '--check', '.'],
    ],
  },
  // Before the tests, because those of the command line run the bundled app.
  { name: 'bundle', work: buildBundle },
  {
    name: 'vitest',
    command: [
      'vitest',
      ...['run', '--config', 'build/vitest.config.ts', '--allowOnly=false'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    ],
    count: () => countVitest(vitestReport),
  },
  playwright('e2e', 'window', async () => undefined),
  playwright('package', 'package', async () => {
    if (!(await packApp(await ensureElectron({ quiet: true }), []))) {
      throw new Error('The app could not be packaged.')
    }
  }),
  { ...playwright('clock', 'clock', async () => undefined), isExtra: true },
]

/** @param {Step} step */
export function commandLine({ command: [packageName, ...args] }) {
  return [packageCommand(packageName), ...args]
}

/**
 * One project of build/playwright.config.ts, with the app bundled.
 * @param {string} name
 * @param {string} project
 * @param {() => Promise<void>} prepare what else it needs
 * @returns {Step}
 */
function playwright(name, project, prepare) {
  const report = path.join(reports, `${name}.json`)
  return {
    name,
    command: [
      '@playwright/test',
      ...['test', '-c', 'build/playwright.config.ts', `--project=${project}`],
      ...['--forbid-only', '--reporter=list,json'],
    ],
    environment: async () => {
      if (!(await buildBundle())) throw new Error('The app could not be built.')
      await prepare()
      return { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
    },
    count: () => countPlaywright(report),
  }
}
