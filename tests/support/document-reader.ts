import { mkdir, rm } from 'node:fs/promises'
import { expect } from 'vitest'
import { runCli } from './cli'
import { me } from './engine'
import { openReaderHome, PHOTOS, type ReaderHome } from './reader-home'
import { expectSameTree } from './snapshot'
import { makeTree } from './tree'

/** Somebody who types the commands of one document, on a computer of their own. */
export interface Reader {
  readonly env: NodeJS.ProcessEnv
  /** The commands with what this reader has in place of the names of the document. */
  meant(commands: string): string
  /** Where the reader is: the commands of a checkout are typed there. */
  folderFor(commands: string): string
  /** What the reader does by hand, or what happens, before and after some commands. */
  before(commands: string): Promise<void>
  after(commands: string, answer: string): Promise<void>
}

export async function prepareReader(): Promise<Reader> {
  const home = await openReaderHome()
  return {
    env: home.env,
    meant: (commands) =>
      meanings(home).reduce((text, [name, meaning]) => text.replaceAll(name, meaning), commands),
    folderFor: (commands) => (commands.includes('npm run -s cli') ? home.checkout : home.desk),
    before: async (commands) => {
      if (commands.includes('run 2 --anyway')) await loseThePhotos(home)
      if (commands.includes('duplicate 2')) await findThePhotos(home)
    },
    after: async (commands, answer) => {
      if (commands.includes('keypairs export 1')) await letIn(home, answer)
      if (commands.includes('run 4 --preview')) {
        await expectSameTree(home.photos, `${home.desk}/srv/restored`)
      }
    },
  }
}

/** What the names of the documents stand for; replaced in this order. */
const meanings = ({ nas, mirror, desk }: ReaderHome): (readonly [string, string])[] => [
  ['ssh-ed25519 AAAA…', nas.hostKeyLine.replace(/^\S+ /, '')],
  ['nas.example.com', nas.host],
  ['mirror.example.com', `${mirror.host}:${mirror.port}`],
  ['"pub"', JSON.stringify(mirror.modules.readonly.name)],
  ['"port": 22', `"port": ${nas.port}`],
  ['--port 22', `--port ${nas.port}`],
  ['"anna"', JSON.stringify(me)],
  ['"username": "backup"', `"username": ${JSON.stringify(nas.user)}`],
  ['/srv/', `${desk}/srv/`],
  ['/volume1/', `${desk}/volume1/`],
]

/** The public key that a command printed goes to the NAS. */
async function letIn({ nas }: ReaderHome, answer: string): Promise<void> {
  await nas.authorise(/^ssh-ed25519 .*$/m.exec(answer)?.[0] ?? '')
}

/** A run of a task that deletes finds its source empty, and is held. */
async function loseThePhotos({ photos, options, switches }: ReaderHome): Promise<void> {
  const changes = { ...options, input: '{ "delete": true }' }
  expect(await runCli(['update', '2', '--file', '-', ...switches], changes)).toMatchObject({
    code: 0,
  })
  await rm(photos, { recursive: true })
  await mkdir(photos)
  const held = await runCli(['run', '2', ...switches], options)
  expect(held).toMatchObject({ code: 1, stdout: expect.stringContaining('BLOCKED') as string })
}

async function findThePhotos({ photos, options, switches }: ReaderHome): Promise<void> {
  await makeTree(photos, PHOTOS)
  expect(await runCli(['run', '2', ...switches], options)).toMatchObject({ code: 0 })
}
