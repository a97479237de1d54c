import { rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'

import { runOk } from './run'
import { makeTempDir } from './temp-dir'

const FOLDER = '/etc/sudoers.d'

/**
 * Rules for sudo until they are removed (root only). A file with a fault would lock everybody
 * out, so visudo reads it before sudo does.
 */
export async function allowSudo(rules: string): Promise<{ remove(): Promise<void> }> {
  const dir = await makeTempDir('rtsu')
  const [draft, file] = [
    `${dir.path}/rules`,
    `${FOLDER}/rsync-tasks-test-${randomBytes(5).toString('hex')}`,
  ]
  try {
    await writeFile(draft, `${rules}\n`, { mode: 0o440 })
    await runOk('visudo', ['-c', '-q', '-f', draft])
    await runOk('install', ['-m', '440', '-o', 'root', '-g', 'root', draft, file])
    await runOk('visudo', ['-c', '-q'])
  } finally {
    await dir.dispose()
  }
  return { remove: () => rm(file, { force: true }) }
}
