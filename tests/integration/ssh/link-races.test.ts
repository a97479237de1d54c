import { spawn } from 'node:child_process'
import { chmod, chown, readFile, stat } from 'node:fs/promises'

import { expect, it, onTestFinished } from 'vitest'

import { tempPrefixOf } from '@core/system/temp-folder'

import { openEngine, tempDir } from '../../support/engine'
import { waitUntil } from '../../support/processes'
import { canMakeUsers, makeTempUser } from '../../support/temp-user'
import { makeTree } from '../../support/tree'
import { connectTo, server } from './support'

/**
 * What a user does against an app of root that lays out files for that user's runs: puts links to
 * `victim` in the place of each file and folder, as fast as it can, and says when one was laid.
 */
const ATTACK = `
touch "$3"
while :; do
  for folder in "$1"*; do
    [ -d "$folder" ] || continue
    mv "$folder" "$folder.away" 2>/dev/null && ln -s "$2" "$folder" && echo "$folder" >> "$3"
    for file in "$folder"/*; do
      rm -f "$file" 2>/dev/null && ln -s "$2/file" "$file" 2>/dev/null && echo "$file" >> "$3"
      ln -s "$2" "$folder/more" 2>/dev/null && echo "$folder/more" >> "$3"
    done
  done
done`

it.runIf(canMakeUsers)(
  'a user who lays links while root lays out that user’s runs leads root nowhere',
  async () => {
    const [test, user, sshd] = [await openEngine(), await makeTempUser(), await server()]
    onTestFinished(() => user.dispose())
    const [victim, path, remotePath] = [await tempDir(), await tempDir(), await tempDir()]
    await makeTree(path, { a: 'b' })
    await chown(path, user.uid, user.gid)
    await makeTree(victim, { file: 'precious', folder: { inner: 'precious' } })
    await chmod(victim, 0o755)
    const said = `${user.home}/laid`
    const words = [`/tmp/${tempPrefixOf(test.folder)}`, victim, said]
    const attacker = spawn('sh', ['-c', ATTACK, 'sh', ...words], {
      ...{ uid: user.uid, gid: user.gid, stdio: 'ignore', env: user.env },
    })
    onTestFinished(() => void attacker.kill('SIGKILL'))
    const isGoing = () =>
      readFile(said).then(
        () => true,
        () => false,
      )
    await waitUntil(isGoing, { what: 'the attack' })
    const before = await stat(`${victim}/file`)
    const { id } = await connectTo(test, sshd)
    const settings = { path: `${path}/`, remotePath, sshCredentials: id, user: user.name }
    const task = await test.create({ mode: 'SSH', ...settings })
    for (let i = 0; i < 8; i++) expect(await test.run(task.id)).toMatchObject({ state: 'SUCCESS' })
    expect(await readFile(said, 'utf8')).toBe('')
    expect(await readFile(`${victim}/file`, 'utf8')).toBe('precious')
    expect(await readFile(`${victim}/folder/inner`, 'utf8')).toBe('precious')
    const { uid, mode, ctimeMs } = await stat(`${victim}/file`)
    expect({ uid, mode, ctimeMs }).toEqual({
      ...{ uid: before.uid, mode: before.mode, ctimeMs: before.ctimeMs },
    })
  },
)
