/**
 * What `npm test` does, in this order.
 */
import path from 'node:path'
import { buildBundle } from '../setup/bundle.mjs'
import { ensureElectron } from '../setup/electron.mjs'
import { packApp } from '../setup/pack.mjs'
import { packageCommand, root } from '../setup/process.mjs'
import { ensureSystemParts } from '../setup/system.mjs'
import { desktopEnvironment } from './helpers.mjs'
import { countPlaywright, countVitest } from './report.mjs'

export const reports = path.join(root, '.cache/test-reports')

/** The projects of build/vitest.config.ts; each can be run alone. */
export const vitestProjects = ['unit', 'fuzz', 'component', 'integration', 'cli']

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command an installed package and its arguments
 * @property {boolean} [isExtra] only done when it is named
 * @property {boolean} [onlyReads] runs beside others that only read; its output comes at its end
 * @property {() => Promise<NodeJS.ProcessEnv>} [environment]
 * @property {() => import('./report.mjs').Counts} [count] for the runners of tests
 */

/** @type {Step[]} */
export const steps = [
  { name: 'typecheck', command: ['vue-tsc', '--build'], onlyReads: true },
  {
    name: 'lint',
    command: ['eslint', '-c', 'build/eslint.config.js', '--max-warnings=0', '.'],
    onlyReads: true,
  },
  {
    name: 'format',
    onlyReads: true,
    command: [
      'prettier',
      ...['--config', 'build/prettier.config.mjs', '--ignore-path', '.gitignore', '--check', '.'],
    ],
  },
  vitest('vitest', 'build/vitest.config.ts'),
  playwright('e2e', 'window', async () => undefined),
  playwright('package', 'package', async () => {
    if (!(await packApp(await ensureElectron({ quiet: true }), []))) {
      throw new Error('The app could not be packaged.')
    }
  }),
  { ...playwright('clock', 'clock', async () => undefined), isExtra: true },
  {
    ...vitest('disasters', 'build/vitest.disasters.config.ts'),
    isExtra: true,
    environment: async () => {
      await ensureSystemParts('disasters')
      return desktopEnvironment()
    },
  },
  {
    ...vitest('faults', 'build/vitest.config.ts', 'faults'),
    isExtra: true,
    // The same tests as in every `npm test`, with as many kills and runs as it takes to be sure.
    environment: async () => {
      await needBundle()
      return { ...process.env, RSYNC_TASKS_FAULTS: 'all' }
    },
  },
  // Parts that take long; `npm test -- long NAME` does those whose file has the name in it.
  { ...vitest('long', 'build/vitest.long.config.ts'), isExtra: true },
  { ...playwright('soak', 'soak', async () => undefined), isExtra: true },
]

/** @param {Step} step */
export function commandLine({ command: [packageName, ...args] }) {
  return [packageCommand(packageName), ...args]
}

/**
 * @param {string} name
 * @param {string} config
 * @param {string} [project] of that configuration; all of them when left out
 * @returns {Step}
 */
function vitest(name, config, project) {
  const report = path.join(reports, `${name}.json`)
  return {
    name,
    command: [
      ...['vitest', 'run', '--config', config, '--allowOnly=false'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ...(project === undefined ? [] : ['--project', project]),
    ],
    // The command line under test is the bundled one; without it, each of its tests waits in vain.
    environment: async () => {
      await needBundle()
      return process.env
    },
    count: () => countVitest(report),
  }
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
      await needBundle()
      await prepare()
      return { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }
    },
    count: () => countPlaywright(report),
  }
}

async function needBundle() {
  if (!(await buildBundle())) throw new Error('The app could not be built.')
}
