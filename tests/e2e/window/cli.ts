import { fileURLToPath } from 'node:url'
import { ensureElectron } from '../../../build/scripts/setup/electron.mjs'
import { electronArguments } from '../../../build/scripts/setup/launch.mjs'
import { runOk } from '../../support/run'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The command line as another process, on the data folder of the open app. */
export async function cli(dataDir: string, args: readonly string[], input = ''): Promise<string> {
  const electron = await ensureElectron({ quiet: true })
  const all = [
    ...electronArguments({ headless: true }),
    root,
    `--user-data-dir=${dataDir}`,
    ...args,
  ]
  return (await runOk(electron, all, { input, timeoutMs: 30_000 })).stdout.toString()
}
