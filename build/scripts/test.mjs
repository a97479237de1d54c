/**
 * `npm test`: every check and every test, from a fresh checkout. `npm test -- <step> [arguments]` runs
 * one step and hands the arguments to its tool.
 */
import { mkdir, rm } from 'node:fs/promises'
import { ensureElectron } from './setup/electron.mjs'
import { ensurePackages } from './setup/packages.mjs'
import { run, stop } from './setup/process.mjs'
import { ensureSystemParts } from './setup/system.mjs'
import { commandLine, reports, steps, vitestProjects } from './test/steps.mjs'

/** @typedef {import('./test/steps.mjs').Step} Step */
/** @typedef {{name: string, passed: boolean, note?: string, counts?: import('./test/report.mjs').Counts}} Result */

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

const chosen = choose(process.argv.slice(2))
await ensurePackages()
await ensureSystemParts('test')
// Tests read it from the environment, so that none of them has to look for an Electron.
process.env['RSYNC_TASKS_ELECTRON'] = await ensureElectron()
await rm(reports, { recursive: true, force: true })
await mkdir(reports, { recursive: true })

// Steps that only read files run side by side: each uses one core.
const reading = chosen.steps.filter(({ onlyReads }) => onlyReads)
const results = await Promise.all(reading.map((step) => perform(step, chosen.extra)))
for (const step of chosen.steps) {
  if (!step.onlyReads) results.push(await perform(step, chosen.extra))
}
process.exit(summarize(results))

/** @param {string[]} args */
function choose([name, ...extra]) {
  if (name === undefined) return { steps: steps.filter(({ isExtra }) => !isExtra), extra: [] }
  if (vitestProjects.includes(name)) return choose(['vitest', '--project', name, ...extra])
  const step = steps.find((candidate) => candidate.name === name)
  if (step) return { steps: [step], extra }
  const names = [...steps.map((candidate) => candidate.name), ...vitestProjects]
  return stop(`There is no step "${name}"; there are ${names.join(', ')}.`)
}

/**
 * @param {Step} step
 * @param {string[]} extra
 * @returns {Promise<Result>}
 */
async function perform(step, extra) {
  if (!step.onlyReads) print(`\n── ${step.name}`)
  const started = Date.now()
  const result = judge(step, await execute(step, extra))
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  const reason = result.note ? `: ${result.note}` : ''
  print(`── ${step.name} ${result.passed ? 'passed' : 'FAILED'} in ${seconds} s${reason}`)
  return result
}

/**
 * @param {Step} step
 * @param {string[]} extra
 */
async function execute(step, extra) {
  try {
    const env = (await step.environment?.()) ?? process.env
    const args = [...commandLine(step), ...extra]
    // Two outputs at once could not be told apart: that of a reading step is printed at its end.
    /** @type {import('node:child_process').SpawnOptions} */
    const options = step.onlyReads ? { env } : { env, stdio: 'inherit' }
    const { code, output } = await run(process.execPath, args, options)
    if (output) print(`\n── ${step.name}\n${output.trimEnd()}`)
    return code === 0
  } catch (error) {
    // The remaining steps shall still run.
    print(error.message)
    return false
  }
}

/**
 * A runner of tests passes only when it ran some; whatever made it fail counts as a failed test, even
 * if it happened outside of one.
 * @param {Step} step
 * @param {boolean} worked
 * @returns {Result}
 */
function judge({ name, count }, worked) {
  if (!count) return { name, passed: worked }
  const counts = readCounts(count)
  const none = counts.passed + counts.failed === 0
  if ((none || !worked) && counts.failed === 0) counts.failed = 1
  const passed = counts.failed === 0
  return { name, passed, counts, note: none ? 'no test was executed' : undefined }
}

/** @param {() => import('./test/report.mjs').Counts} count */
function readCounts(count) {
  try {
    return count()
  } catch {
    // The runner broke down before it could write its report; its own output says why.
    return { passed: 0, failed: 0, failures: [], skipped: [] }
  }
}

/**
 * @param {Result[]} results
 * @returns {number} the exit code
 */
function summarize(results) {
  const failedSteps = results.filter(({ passed }) => !passed).map(({ name }) => name)
  print('')
  const counted = results.flatMap(({ counts }) => counts ?? [])
  for (const test of counted.flatMap(({ skipped }) => skipped)) print(`Skipped: ${test}`)
  // Last, because a long log is often only kept from its end.
  for (const test of counted.flatMap(({ failures }) => failures)) print(`Failed: ${test}`)
  if (failedSteps.length > 0) print(`Failed steps: ${failedSteps.join(', ')}`)
  const sum = (/** @type {'passed' | 'failed'} */ key) =>
    counted.reduce((total, counts) => total + counts[key], 0)
  print(`${sum('passed')} passed, ${sum('failed')} failed`)
  return failedSteps.length > 0 ? 1 : 0
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`)
}
