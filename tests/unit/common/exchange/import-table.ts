import { readImport } from '@common/exchange/read-import'
import type { ImportContext } from '@common/exchange/reading'
import { buildCommand } from '@common/rsync/build-command'

export const ADA: ImportContext = {
  ...{ user: 'ada', home: '/home/ada', connections: [] },
  users: new Map([
    ['root', '/root'],
    ['keeper', '/var/lib/keeper'],
  ]),
}

/** What the app has by itself, which says nothing of the text. */
const OWN = /^(-s|--(no-inc-recursive|timeout=300|contimeout=30|partial-dir=.*|filter=Pp .*))$/

/** The commands that a text comes to, short: without what every command of ours has. */
export function commandsOf(text: string): string[] {
  const { found, refused } = readImport(text, ADA)
  if (refused.length > 0) throw new Error(refused.map(({ reason }) => reason).join('\n'))
  return found.map(({ settings }) => {
    const { argv } = buildCommand(settings, { isBare: true })
    const [remote] = argv.slice(argv.indexOf('-e')).filter((word) => word.startsWith('ssh '))
    const port = /^ssh -p (\d+)/.exec(remote ?? '')?.[1]
    const words = argv.filter((word) => word !== '-e' && word !== remote && !OWN.test(word))
    return [...(port === undefined || port === '22' ? [] : [`port ${port}:`]), ...words].join(' ')
  })
}

/** The reasons for what is not taken of a text, with their lines. */
export function reasonsOf(text: string): string[] {
  return readImport(text, ADA).refused.map(({ place, reason }) => `${place}: ${reason}`)
}

export const notesOf = (text: string) => readImport(text, ADA).found.map(({ notes }) => notes)
