/**
 * Counts and names tests from the reports the two runners write.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from '../setup/process.mjs'

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} failures what failed, and the first line of why
 * @property {string[]} skipped their names
 */

/**
 * @param {string} file
 * @returns {Counts}
 */
export function countVitest(file) {
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const tests = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: path.relative(root, name) })),
  )
  // A file that cannot even be loaded reports no test, yet must count.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    failures: [
      ...tests
        .filter(({ status }) => status === 'failed')
        .map((test) => failure(`${test.file}: ${test.fullName}`, test.failureMessages[0])),
      ...brokenFiles.map(({ name, message }) => failure(path.relative(root, name), message)),
    ],
    skipped: tests
      .filter(({ status }) => !['passed', 'failed'].includes(status))
      .map(({ fullName }) => fullName),
  }
}

/**
 * @param {string} file
 * @returns {Counts}
 */
export function countPlaywright(file) {
  const { config, stats, errors, suites } = JSON.parse(readFileSync(file, 'utf8'))
  const specs = suites.flatMap(specsIn)
  const withStatus = (/** @type {string} */ status) =>
    specs.filter(({ tests }) => tests.some((test) => test.status === status))
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    failures: [
      ...withStatus('unexpected').map((spec) => {
        const place = path.relative(root, path.resolve(config.rootDir, spec.file))
        const [result] = spec.tests.flatMap(({ results }) => results)
        return failure(`${place}: ${spec.title}`, result?.error?.message)
      }),
      ...errors.map(({ message }) => failure('Outside of a test', message)),
    ],
    skipped: withStatus('skipped').map(({ title }) => title),
  }
}

/**
 * @typedef {object} Spec
 * @property {string} title
 * @property {string} file
 * @property {{status: string, results: {error?: {message?: string}}[]}[]} tests
 */

/**
 * @typedef {object} Suite
 * @property {Spec[]} specs
 * @property {Suite[]} [suites]
 */

/**
 * @param {Suite} suite
 * @returns {Spec[]}
 */
function specsIn({ specs, suites = [] }) {
  return [...specs, ...suites.flatMap(specsIn)]
}

/**
 * @param {string} name
 * @param {string} [message] of the first error
 */
function failure(name, message = 'no reason given') {
  return `${name}\n    ${stripVTControlCharacters(message).trim().split('\n', 1)[0]}`
}
