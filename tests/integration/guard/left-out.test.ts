import { randomInt } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'

import fc from 'fast-check'
import { expect, it } from 'vitest'

import { leavesOutFolder } from '@common/rsync/left-out'
import { readOptions } from '@common/rsync/read-options'

import { tempDir } from '../../support/engine'
import { runOk } from '../../support/run'

const SEED = Number(process.env['GUARD_SEED'] ?? randomInt(2 ** 31))

it(`what is left out for sure, rsync leaves out (seed ${SEED})`, async () => {
  const names = ['a', 'b', 'a/a', 'a/b', 'b/a', 'a/b/a', 'a/b/b', 'b/a/a', 'b/a/b']
  const folder = await tempDir()
  for (const name of names) {
    await mkdir(`${folder}/${name}`, { recursive: true })
    await writeFile(`${folder}/${name}/file`, '')
  }
  const part = fc.constantFrom('a', 'b', '*', '?', '**', 'a*', '***', '')
  const pattern = fc
    .tuple(fc.constantFrom('/', ''), fc.array(part, { minLength: 1, maxLength: 3 }))
    .map(([start, parts]) => `${start}${parts.join('/')}`)
    .filter((text) => !/^$|\/\/|^[+-] |^!$/.test(text))
  const rule = fc
    .tuple(fc.constantFrom('--exclude=', '--include=', '--filter=P ', '--filter=H '), pattern)
    .map(([kind, text]) => `${kind}${text}`)
  const rules = fc.array(rule, { minLength: 1, maxLength: 4 })
  let times = 0
  for (const words of fc.sample(rules, { numRuns: 150, seed: SEED })) {
    const argv = ['-r', '--list-only', ...words, `${folder}/`]
    const listed = (await runOk('rsync', argv)).stdout
    for (const name of names.filter((one) => leavesOutFolder(readOptions(words), one))) {
      times++
      expect(listed, `${words.join(' ')}: ${name}`).not.toMatch(new RegExp(` ${name}/`, 'm'))
    }
  }
  expect(times).toBeGreaterThan(20)
})
