import { readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readImport } from '@common/exchange/read-import'
import { writeTasks } from '@common/exchange/write-tasks'
import { makeLineSandbox, type LineSandbox } from './line-sandbox'

/** A job of a crontab with its settings, or a script; all written for this test. */
interface Line {
  readonly settings?: Readonly<Record<string, string>>
  readonly job?: string
  readonly script?: string
  /** The stated reason, where it cannot become a task. */
  readonly refused?: string
}

const LINES = JSON.parse(
  readFileSync(new URL('../../fixtures/rsync-lines.json', import.meta.url), 'utf8'),
) as Line[]
const TAKEN = LINES.filter(({ refused }) => refused === undefined)
const REFUSED = LINES.filter(({ refused }) => refused !== undefined)

/** Not each of them on every day: `IMPORT_LINES=100` plays all. */
const WANTED = Number(process.env['IMPORT_LINES'] ?? 25)
const EVERY = Math.max(1, Math.floor(TAKEN.length / WANTED))
const PLAYED = TAKEN.filter((_, index) => index % EVERY === 0)

const nameOf = ({ job, script, settings = {} }: Line) =>
  [...Object.entries(settings).map((pair) => pair.join('=')), job ?? script].join(' | ')
const textOf = ({ job, script, settings = {} }: Line) =>
  script ??
  [...Object.entries(settings).map(([name, value]) => `${name}=${value}`), job, ''].join('\n')

/** What runs the line where it comes from: cron or a terminal. */
function commandOf({ job, script, settings = {} }: Line) {
  if (script !== undefined)
    return { shell: script.startsWith('#!/bin/bash') ? 'bash' : 'sh', line: script }
  const [, command = ''] = /^(?:@\w+|(?:\S+\s+){4}\S+)\s+(.*)$/s.exec(job ?? '') ?? []
  return { shell: settings['SHELL'] ?? 'sh', line: command.replaceAll('\\%', '%') }
}

let sandbox: LineSandbox
beforeAll(async () => (sandbox = await makeLineSandbox()))
afterAll(() => sandbox.stop())

const readIn = (line: Line, box: string) =>
  readImport(sandbox.placed(textOf(line), box), {
    ...{ user: userInfo().username, home: `${box}/home`, connections: [] },
  })

describe('a line as people have them', () => {
  it('is one of a hundred, and few are refused', () => {
    expect(LINES.length).toBeGreaterThanOrEqual(100)
    expect(REFUSED.length).toBeLessThanOrEqual(8)
  })

  it.concurrent.each(PLAYED.map((line, index) => ({ line, index, name: nameOf(line) })))(
    'does the same as before once it was imported and exported: $name',
    async ({ line, index }) => {
      const box = sandbox.box(index)
      const { found, refused } = readIn(line, box)
      expect(refused).toEqual([])
      const { shell, line: command } = commandOf(line)
      const settings = Object.entries(line.settings ?? {})
      const env = Object.fromEntries(
        settings.map(([name, value]) => [name, sandbox.placed(value, box)]),
      )
      const before = await sandbox.effectOf(box, shell, sandbox.placed(command, box), env)
      const context = { connections: [], hasPassword: () => false }
      const tasks = found.map(({ settings }, at) => ({ ...settings, id: at + 1, revision: 1 }))
      const isJob = line.job !== undefined && index % 2 === 0
      const scripts = isJob
        ? [
            writeTasks('crontab', tasks, context)
              .replace(/^(?!#)(\S+ ){5}/gm, '')
              .replaceAll('\\%', '%'),
          ]
        : tasks.map((task) => writeTasks('script', [task], context))
      // The password is what an export cannot hold.
      const after = await sandbox.effectOf(box, 'sh', scripts.join('\n'), { RSYNC_PASSWORD: 'tea' })
      expect({ code: before.code, stderr: before.stderr }).toEqual({ code: 0, stderr: '' })
      expect({ code: after.code, stderr: after.stderr }).toEqual({ code: 0, stderr: '' })
      expect(differences(before.trees, sandbox.untouched, command)).not.toEqual([])
      expect(after.ways).toBe(before.ways)
      expect(differences(after.trees, before.trees, command)).toEqual([])
    },
  )

  it.each(REFUSED.map((line) => ({ line, name: nameOf(line) })))(
    'is refused in words: $name',
    ({ line }) => {
      const { found, refused } = readIn(line, '/nowhere')
      expect(found).toEqual([])
      expect(refused.map(({ reason }) => reason)).toEqual([
        expect.stringContaining(line.refused ?? ''),
      ])
    },
  )
})

/** Entries of one result that the other has not. */
function differences(
  after: readonly object[],
  before: readonly object[],
  command: string,
): string[] {
  // What the line itself writes beside its copies is not the concern of a task.
  const isOwn = (text: string) =>
    /"path":"srv\/(copy\.log|lock)"/.test(text) && /copy\.log|lock/.test(command)
  const texts = (trees: readonly object[]) => new Set(trees.map((entry) => JSON.stringify(entry)))
  const [a, b] = [texts(after), texts(before)]
  const only = (one: Set<string>, other: Set<string>, mark: string) =>
    [...one].filter((text) => !other.has(text) && !isOwn(text)).map((text) => `${mark} ${text}`)
  return [...only(b, a, '-'), ...only(a, b, '+')]
}
