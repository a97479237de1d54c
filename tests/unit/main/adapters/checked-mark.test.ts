import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { CheckedMark } from '@main/adapters/checked-mark'
import { makeTempDir } from '../../../support/temp-dir'

async function markPath(): Promise<string> {
  const folder = await makeTempDir()
  onTestFinished(() => folder.dispose())
  return join(folder.path, 'settings.checked')
}

it('a mark is on the text it was put on, and on no other', async () => {
  const path = await markPath()
  const mark = new CheckedMark(path, 'rules')
  expect(mark.isOn('{}')).toBe(false)
  mark.put('{}')
  expect(mark.isOn('{}')).toBe(true)
  expect(mark.isOn('{ }')).toBe(false)
})

it('a mark of other rules, or one that was written over, is none', async () => {
  const path = await markPath()
  new CheckedMark(path, 'rules').put('{}')
  expect(new CheckedMark(path, 'newer rules').isOn('{}')).toBe(false)
  await writeFile(path, 'rules\n')
  expect(new CheckedMark(path, 'rules').isOn('{}')).toBe(false)
})

it('without rules that have a name nothing is marked, and a mark that cannot be written is none', async () => {
  const path = await markPath()
  const nameless = new CheckedMark(path, undefined)
  nameless.put('{}')
  expect(nameless.isOn('{}')).toBe(false)
  const nowhere = new CheckedMark('/nowhere/settings.checked', 'rules')
  nowhere.put('{}')
  expect(nowhere.isOn('{}')).toBe(false)
})
