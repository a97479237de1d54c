import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { steps, vitestProjects } from '../../../build/scripts/test/steps.mjs'
import { blocksOf, readDocuments, type Block } from '../../support/documents'
import { run } from '../../support/run'
import { prepareReader, type Reader } from '../../support/document-reader'

const DOCUMENTS = readDocuments()
const isShell = ({ language }: Block) => language === 'sh'

/** What is not run here, and why; below is what is checked of it instead. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm start': 'opens a window and stays; tests/e2e/window starts the same app',
  'npm test': 'is what runs this test',
  'npm test -- clock': 'takes ten minutes',
  'npm test -- disasters':
    'installs Grsync and takes minutes; tests/integration/guard has the same disasters',
  'npm test -- faults':
    'takes a quarter of an hour; what runs this test plays each fault a few times',
  'npm test -- soak': 'takes minutes',
  'npm test -- long': 'takes minutes',
  'npm test -- unit': 'is a part of what runs this test',
  'npm run bench': 'takes many minutes of a machine that does nothing else',
  'npm run -s bench -- transfer --json': 'is a part of the same',
  'npm run package': 'is what the step "package" of npm test does',
  'npm run package -- deb': 'fetches tools from GitHub; the release workflow does it',
  'midclt call rsynctask.query > tasks.json': 'is a program of TrueNAS; the reader has its answer',
}

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>
}

/** Whether there is what an npm command names: a script, and a step of the tests. */
function isKnown(command: string): boolean {
  const [, script = '', step] = /^npm (?:run (?:-s )?)?(\S+)(?: -- ([a-z]\S*))?/.exec(command) ?? []
  if (!(script in scripts)) return false
  const known = [...steps.map(({ name }) => name), ...vitestProjects]
  return script !== 'test' || step === undefined || known.includes(step)
}

const withoutComment = (line: string) => line.replace(/ +#.*$/, '').trim()

/** A block without the lines that are not run. */
const runnable = ({ text }: Block) =>
  text
    .split('\n')
    .filter((line) => !(withoutComment(line) in NOT_RUN))
    .join('\n')

/** Types the commands of a block, as one script. Out: what they answered. */
async function type(reader: Reader, block: Block): Promise<string> {
  const script = reader.meant(runnable(block))
  if (script.trim() === '') return ''
  await reader.before(block.text)
  const { code, stdout, stderr } = await run('sh', ['-euc', script], {
    env: reader.env,
    cwd: reader.folderFor(block.text),
    timeoutMs: 120_000,
  })
  expect({ script, code, stderr: code === 0 ? '' : stderr }).toEqual({
    script,
    code: 0,
    stderr: '',
  })
  await reader.after(block.text, stdout)
  return stdout
}

describe('the documents', () => {
  const withCommands = DOCUMENTS.filter((document) => blocksOf(document).some(isShell))

  it.each(withCommands)(
    '$path has commands that do what it says, one after the other',
    { timeout: 300_000 },
    async (document) => {
      const reader = await prepareReader()
      const blocks = blocksOf(document)
      for (const [at, block] of blocks.entries()) {
        if (!isShell(block)) continue
        const answer = await type(reader, block)
        const next = blocks[at + 1]
        if (next?.language === 'text') expect(answer).toBe(next.text)
      }
    },
  )

  it('have no other kinds of blocks, in which commands could hide', () => {
    const kinds = DOCUMENTS.flatMap(blocksOf).map(({ language }) => language)
    expect([...new Set(kinds)].sort()).toEqual(['mermaid', 'sh', 'text'])
  })

  it('have every command that is not run here, and no script that is not there', () => {
    const lines = DOCUMENTS.flatMap(blocksOf)
      .filter(isShell)
      .flatMap(({ text }) => text.split('\n').map(withoutComment))
    expect(Object.keys(NOT_RUN).filter((command) => !lines.includes(command))).toEqual([])
    const inText = DOCUMENTS.flatMap(({ text }) => [...text.matchAll(/`(npm [^`]+)`/g)])
    const npm = [...lines, ...inText.map(([, command = '']) => command)].filter((line) =>
      /^npm (?!version)/.test(line),
    )
    expect(npm.length).toBeGreaterThan(10)
    expect(npm.filter((command) => !isKnown(command))).toEqual([])
  })
})
