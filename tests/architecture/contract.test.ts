import { describe, expect, it } from 'vitest'
import { EVENT_CHANNELS, INVOKE_CHANNELS } from '@common/ipc/channels'
import { INVOKE_SCHEMAS } from '@common/ipc/schemas'
import { argumentCounts, membersOf, returnedKeys } from './support/contract'
import { readSources, type Source } from './support/source'

const SOURCES = readSources('electron')

function sourceAt(path: string): Source {
  const source = SOURCES.find((candidate) => candidate.path === path)
  if (!source) throw new Error(`There is no ${path}`)
  return source
}

const CONTRACT = sourceAt('electron/common/ipc/contract.ts')
const calls = argumentCounts(CONTRACT, 'InvokeContract')

describe('the contract between window and main process', () => {
  it('has channels, schemas and handlers for the same calls', () => {
    const names = [...calls.keys()].sort()
    expect([...INVOKE_CHANNELS].sort()).toEqual(names)
    expect(Object.keys(INVOKE_SCHEMAS).sort()).toEqual(names)
    const handlers = sourceAt('electron/main/ipc/handlers.ts')
    const ofCredentials = sourceAt('electron/main/ipc/credential-handlers.ts')
    const ofExchange = sourceAt('electron/main/ipc/exchange-handlers.ts')
    const ofBackup = sourceAt('electron/main/ipc/backup-handlers.ts')
    const asked = sourceAt('electron/main/ipc/asked-handlers.ts')
    const ofPreviews = sourceAt('electron/main/ipc/preview-handlers.ts')
    const keys = [
      ...returnedKeys(handlers, 'createHandlers'),
      ...returnedKeys(asked, 'askedHandlers'),
      ...returnedKeys(ofCredentials, 'credentialHandlers'),
      ...returnedKeys(ofPreviews, 'previewHandlers'),
      ...returnedKeys(ofExchange, 'exchangeHandlers'),
      ...returnedKeys(ofBackup, 'backupHandlers'),
    ]
    expect(keys.sort()).toEqual(names)
  })

  it('has a channel for every event', () => {
    const names = [...membersOf(CONTRACT, 'EventContract').keys()].sort()
    expect([...EVENT_CHANNELS].sort()).toEqual(names)
  })

  it.each(INVOKE_CHANNELS.map((channel) => [channel]))(
    'checks as many arguments of %s as there are',
    (channel) => expect(INVOKE_SCHEMAS[channel]).toHaveLength(calls.get(channel) ?? NaN),
  )
})

describe('what is read from the contract', () => {
  const made = {
    path: 'a.ts',
    text: `interface C { 'a:b': { args: []; result: X }; 'c:d': { args: [x: number, y?: Y] } }
      export function make() { const x = 1; return { 'a:b': () => x, plain() {} } }`,
  }

  it('are its members with their arguments', () => {
    expect([...argumentCounts(made, 'C')]).toEqual([
      ['a:b', 0],
      ['c:d', 2],
    ])
    expect(() => membersOf(made, 'D')).toThrow('a.ts has no interface D')
  })

  it('are the handlers by their names', () => {
    expect(returnedKeys(made, 'make')).toEqual(['a:b', 'plain'])
    expect(() => returnedKeys(made, 'other')).toThrow('no function other')
  })
})
