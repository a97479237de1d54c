import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { useDialogsStore } from '@renderer/stores/dialogs-store'
import { InMemoryBridge } from '../support/in-memory-bridge'
import { mountForGood, settle, useBridge } from './mount-app'
import { byLabel, choose, errorsAt, type } from './page'

const REQUIRED = 'This field is required'
const HOST = 'Enter a host name or address, with user@ before it if the user differs'
const PATH = 'Enter an absolute path, such as /srv/photos'
const PORT = 'Enter a port from 1 to 65535'
const USER =
  'A user name cannot start with a dash or contain control characters, quotes, colons or slashes'
const MODULE = 'A module name cannot start with a dash or a slash or contain control characters'
const LONG = 'x'.repeat(5000)
const HTML = '<b>x</b>'
const RTL = '\u202Eمرحبا 😀'

/** What is typed and what is said about it; null where it is sound. Nothing else may be said. */
const CASES: Readonly<Record<string, readonly (readonly [text: string, error: string | null])[]>> =
  {
    Path: [
      ['', REQUIRED],
      ['   ', PATH],
      [`/${LONG}`, 'Enter at most 1024 characters'],
      ['/srv/مرحبا 😀', null],
      [`/${HTML}`, null],
      [`/it's "quoted"`, null],
      ['/a\0b', 'This text contains a NUL character'],
    ],
    User: [
      ['', REQUIRED],
      ['   ', 'User names cannot have spaces'],
      ['"root"', USER],
      ['-root', USER],
    ],
    Description: [
      ['', null],
      ['   ', null],
      [LONG, 'Enter at most 1024 characters'],
      [RTL, null],
      [HTML, null],
      [`"'`, null],
    ],
    'Remote Host': [
      ['', REQUIRED],
      ['   ', REQUIRED],
      [LONG, 'Enter at most 1024 characters'],
      [RTL, HOST],
      [HTML, HOST],
      [`"nas"`, HOST],
      ['-oProxyCommand=x', HOST],
    ],
    'Remote Module Name': [
      ['', REQUIRED],
      ['   ', REQUIRED],
      [LONG, 'Enter at most 255 characters'],
      ['مرحبا 😀', null],
      [HTML, null],
      [`it's "quoted"`, null],
      ['-v', MODULE],
      ['/etc', MODULE],
    ],
    'Remote SSH Port': [
      ['', REQUIRED],
      ['   ', REQUIRED],
      [LONG, PORT],
      ['😀', PORT],
      [HTML, PORT],
      ['"22"', PORT],
      ['1e3', PORT],
      ['22.5', PORT],
    ],
    'Remote Path': [
      ['', REQUIRED],
      [LONG, 'Enter at most 1024 characters'],
      [`/${'😀'.repeat(64)}`, 'Enter at most 255 bytes'],
      ['/مرحبا 😀', null],
      [`/${HTML}`, null],
      [`/it's "quoted"`, null],
    ],
  }
const IN_SSH_MODE = ['Remote SSH Port', 'Remote Path']

describe('bad input', () => {
  let unmount: () => void
  beforeAll(async () => {
    useBridge(new InMemoryBridge())
    unmount = await mountForGood()
    useDialogsStore().addTask()
    await settle()
  })
  afterAll(() => unmount())

  const rows = Object.entries(CASES).flatMap(([label, cases]) =>
    cases.map(([text, error]) => [label, text.slice(0, 24), error, text] as const),
  )

  it.each(rows)('in %s: %j is answered with %j', async (label, _shown, error, text) => {
    await choose('Rsync Mode', IN_SSH_MODE.includes(label) ? 'SSH' : 'Module')
    await type(label, text)
    expect(errorsAt(label)).toEqual(error === null ? [] : [error])
    expect(byLabel(label).value).toBe(text)
  })
})
