import { describe, expect, it } from 'vitest'
import type { CliIo, CliRequest } from '@main/cli/request'
import { REDRAW, safeIo } from '@main/cli/safe-io'

const HOSTILE = 'a\u001b[2J\u009b31m\u202eb\u2028c'
const SHOWN = 'a\\x1b[2J\\u009b31m\\u202eb\\u2028c'

/** What reaches the streams when a command writes one text to both. */
async function written(
  text: string,
  request: Partial<CliRequest> | null,
  terminal: { out?: boolean; error?: boolean } = {},
) {
  const said = { out: '', error: '' }
  const raw: CliIo = {
    out: (part) => Promise.resolve(void (said.out += part)),
    error: (part) => Promise.resolve(void (said.error += part)),
    interrupted: new AbortController().signal,
    isTerminal: terminal.error ?? false,
    isOutTerminal: terminal.out ?? false,
  }
  const io = safeIo(raw, request as CliRequest | null)
  await io.out(text)
  await io.error(text)
  return said
}

describe('the way out of the command line', () => {
  const human = ['list', 'run', 'runs', 'import', 'restore', 'connections test', 'no command']
  it.each(human)(
    'shows hidden characters in the words of "%s", also in a pipe',
    async (command) => {
      for (const out of [true, false])
        expect(await written(HOSTILE, { command }, { out })).toEqual({ out: SHOWN, error: SHOWN })
    },
  )

  it.each([
    { command: 'logs' },
    { command: 'export' },
    { command: 'backup' },
    { command: 'keypairs export' },
    { command: 'history', csv: true },
  ])('gives a file the bytes of %j, and a terminal none that steer it', async (request) => {
    expect((await written(HOSTILE, request, { out: false })).out).toBe(HOSTILE)
    expect((await written(HOSTILE, request, { out: true })).out).toBe(SHOWN)
  })

  it('escapes JSON everywhere, also of documents', async () => {
    expect((await written(HOSTILE, { command: 'logs', json: true })).out).toBe(SHOWN)
  })

  it('redraws a line of a terminal with its own command, and with no other', async () => {
    const text = `${REDRAW}42 % ${HOSTILE}${REDRAW}`
    const onTerminal = await written(text, { command: 'run' }, { error: true })
    expect(onTerminal.error).toBe(`${REDRAW}42 % ${SHOWN}\\x0d\\x1b[K`)
    expect((await written(text, { command: 'run' })).error).not.toContain('\u001b')
  })
})
