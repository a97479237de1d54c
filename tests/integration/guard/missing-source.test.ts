import { writeFile } from 'node:fs/promises'

import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import type { TaskSettings } from '@common/task/task'

import { moduleTask, openEngine, tempDir, type TestEngine } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { useSshLogin } from '../../support/ssh-login'
import { makeTree } from '../../support/tree'
import { files, untouched } from './support'

/* A run whose source is not there is no success, whatever rsync is told about what is missing. */

let [test, folder, daemon]: [TestEngine, string, Rsyncd] = [] as never
const ssh = useSshLogin()
beforeEach(async () => {
  daemon = await startRsyncd()
  onTestFinished(() => daemon.stop())
  test = await openEngine()
  folder = await tempDir()
  await makeTree(folder, { to: { gone: files(3), ...files(3) }, from: {} })
  await makeTree(daemon.modules.open.root, { gone: files(3), ...files(3) })
  await writeFile(`${folder}/list`, 'f0\nf1\n')
  await ssh.login.give(folder)
})

type Given = Partial<TaskSettings>
const PLACES: Record<string, (slash: string) => Given> = {
  'pull from a module': (slash) =>
    moduleTask(daemon, `open/none${slash}`, { direction: 'PULL', path: `${folder}/to` }),
  'pull by ssh': (slash) =>
    ssh.login.task({
      direction: 'PULL',
      path: `${folder}/to`,
      remotePath: `${folder}/none${slash}`,
    }),
  'push to a module': (slash) => moduleTask(daemon, 'open', { path: `${folder}/none${slash}` }),
  'push by ssh': (slash) =>
    ssh.login.task({ path: `${folder}/none${slash}`, remotePath: `${folder}/to` }),
}

describe.each(Object.entries(PLACES))('%s', (_, placed) => {
  it.each<[string[]]>([
    [[]],
    [['--ignore-missing-args']],
    [['--delete-missing-args']],
    [['-M--ignore-missing-args']],
    [['--files-from=LIST', '--ignore-missing-args']],
    [['--files-from=LIST', '--delete-missing-args']],
  ])('%j', async (extra) => {
    const words = extra.map((word) => word.replace('LIST', `${folder}/list`))
    for (const slash of ['', '/']) {
      for (const isDeleting of [false, true]) {
        const { id } = test.add({ ...placed(slash), delete: isDeleting, extra: words })
        const run = await untouched(daemon.modules.open.root, () =>
          untouched(folder, () => test.run(id)),
        )
        expect(['FAILED', 'BLOCKED'], run.reason).toContain(run.state)
        expect(run.reason).toMatch(/There is no folder|source does not exist|source is missing/)
      }
    }
  })
})
