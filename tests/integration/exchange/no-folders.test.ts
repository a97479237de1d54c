import { mkdir, readdir, writeFile } from 'node:fs/promises'

import { expect, it, onTestFinished } from 'vitest'

import { chosenOf } from '@core/exchange/exchange-desk'

import { openEngine, tempDir } from '../../support/engine'
import { startRsyncd } from '../../support/rsyncd'
import { runOk } from '../../support/run'

it.each([
  ['', ['top'], /skips a folder.* makes top at the destination/],
  ['/', ['file'], /skips a folder.* copies the files directly in the folder/],
])(
  'a command without -r copies nothing of top%s, and its task what the note says',
  async (slash, copied, note) => {
    const daemon = await startRsyncd()
    onTestFinished(() => daemon.stop())
    const source = `${await tempDir()}/top`
    await mkdir(`${source}/sub`, { recursive: true })
    await writeFile(`${source}/file`, 'text')
    const { root, url } = daemon.modules.open
    const argv = ['-lt', `${source}${slash}`, url]
    expect((await runOk('rsync', argv)).stdout).toContain('skipping directory')
    expect(await readdir(root)).toEqual([])

    const { engine, run } = await openEngine()
    const line = `rsync ${argv.join(' ')}`
    expect((await engine.exchange.read(line)).found[0]?.notes.join()).toMatch(note)
    const reading = await engine.exchange.read(line)
    const [task] = engine.tasks.add(chosenOf(reading, { chosen: null, enable: true }))
    expect(await run(task?.id ?? 0)).toMatchObject({ state: 'SUCCESS' })
    expect(await readdir(root)).toEqual(copied)
    if (slash === '') expect(await readdir(`${root}/top`)).toEqual(['file'])
  },
)
