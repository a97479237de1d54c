import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'

import { onTestFinished } from 'vitest'

import { tempDir } from './engine'
import { waitUntil } from './processes'
import { findProgram } from './run'

const SESSION = 'backup'

/** A session as Grsync stores it; what is not named has Grsync's own default. */
const settingsFile = (source: string, destination: string, isDeleting: boolean): string =>
  [
    ...['[__CONFIG]', 'command=rsync', 'logging=true', ''],
    ...[`[${SESSION}]`, `text_source=${source}`, `text_dest=${destination}`],
    ...['check_time=true', `check_delete=${isDeleting}`, 'check_verbose=true', ''],
  ].join('\n')

/**
 * Runs a session of the real Grsync, with its window, on a screen: recursive, with times. Out: rsync's exit code, as Grsync's log has it. The window is closed by force, since
 * Grsync 1.3.0 crashes when it closes itself, and stays open after an error.
 */
export async function runGrsync(
  source: string,
  destination: string,
  isDeleting: boolean,
): Promise<number> {
  const home = await tempDir()
  await mkdir(`${home}/.grsync`)
  await writeFile(`${home}/.grsync/grsync.ini`, settingsFile(source, destination, isDeleting))
  const child = spawn(findProgram('grsync'), ['-e', '-s', SESSION], {
    ...{ env: { ...process.env, HOME: home }, stdio: 'ignore' },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const log = `${home}/.grsync/${SESSION}.log`
  const end = () =>
    existsSync(log) ? /exit status: (\d+)/.exec(readFileSync(log, 'utf8')) : undefined
  const [, code] = await waitUntil(end, { what: 'the end of Grsync’s run' })
  child.kill('SIGKILL')
  return Number(code)
}
