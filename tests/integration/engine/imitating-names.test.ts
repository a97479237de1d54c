import { afterAll, beforeAll, expect, it } from 'vitest'

import { moduleTask, openEngine, tempDir } from '../../support/engine'
import { startRsyncd, type Rsyncd } from '../../support/rsyncd'
import { expectSameTree, snapshot } from '../../support/snapshot'
import { makeTree } from '../../support/tree'

let daemon: Rsyncd
beforeAll(async () => void (daemon = await startRsyncd()))
afterAll(() => daemon.stop())

/** What rsync prints, as names of files. */
const names = [
  '100% cotton',
  '*deleting   x',
  '@@|*deleting   0 x',
  '@@|>f+++++++++ 3 x',
  'Number of files: 99 (reg: 99)',
  'Number of deleted files: 99',
  'Number of regular files transferred: 99',
  'Total file size: 99 bytes',
  '        999999  99%    9.03MB/s    9:00:00 (xfr#99, to-chk=0:99)',
  '\rNumber of files: 99',
  '\n        999999  99%    9.03MB/s    9:00:00',
  '\nTotal transferred file size: 99 bytes',
  'rsync error: some files vanished (code 24)',
  'No space left on device',
]

/** A slash, of which a speed has one, can only stand between a directory and its file. */
async function makeFile(dir: string, name: string): Promise<void> {
  const [head = '', ...rest] = name.split('/')
  await makeTree(dir, { [head]: rest.length === 0 ? 'four' : { [rest.join('/')]: 'four' } })
}

it('names that imitate the words of rsync confuse neither figures nor items nor outcome', async () => {
  const [test, path] = [await openEngine(), await tempDir()]
  for (const name of names) await makeFile(path, name)
  const settings = { path: `${path}/`, delete: true, compress: false, extra: ['--bwlimit=1'] }
  const task = await test.create(moduleTask(daemon, 'open', settings))
  const { changes, state } = await test.preview(task.id)
  expect(state).toBe('READY')
  const visible = names.map((name) => name.replace('\r', '\\#015').replace('\n', '\\#012'))
  const sent = changes.filter(({ name }) => !name.endsWith('/'))
  expect(sent.map(({ name }) => name).sort()).toEqual(visible.sort())
  expect(new Set(sent.map(({ itemized, bytes }) => `${itemized} ${bytes}`))).toEqual(
    new Set(['<f+++++++++ 4']),
  )
  const entries = (await snapshot(path)).length + 1
  expect(await test.run(task.id)).toMatchObject({
    ...{ state: 'SUCCESS', hasWarning: false, reason: 'Everything was copied.' },
    stats: {
      ...{ filesKnown: entries, filesCreated: entries - 1, filesDeleted: 0 },
      ...{ filesTransferred: names.length, totalSize: 4 * names.length },
      transferredSize: 4 * names.length,
    },
  })
  for (const { bytes, filesKnown, bytesPerSecond } of test.progress) {
    expect(bytes).toBeLessThanOrEqual(4 * names.length)
    expect([null, entries]).toContain(filesKnown)
    expect(bytesPerSecond).toBeLessThan(9_000_000)
  }
  await expectSameTree(path, daemon.modules.open.root)
})
