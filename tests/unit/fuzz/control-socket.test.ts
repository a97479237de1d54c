import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import fc from 'fast-check'
import { expect, it, onTestFinished } from 'vitest'
import { execute } from '@main/cli/execute'
import type { CliRequest } from '@main/cli/request'
import { requestCommand, requestWindow } from '@main/control/control-client'
import { ControlServer } from '@main/control/control-server'
import { socketPath } from '@main/control/socket-path'
import { PATIENT } from '../../support/control'
import { openEngine, tempDir } from '../../support/engine'
import { anyBytes, damaged } from './any-value'
import { asJson, FUZZ_TIMEOUT, runs } from './fuzz'

const LIST: CliRequest = {
  ...{ command: 'list', id: null, json: true, preview: false, anyway: false, remove: false },
  ...{
    csv: false,
    pauseFor: null,
    operand: null,
    values: {},
    run: null,
    input: null,
    output: null,
  },
}
const COMMAND = { kind: 'command', request: LIST, isTerminal: false, isOutTerminal: false }
const wrong = fc.jsonValue({ maxDepth: 2 })
const message = fc.oneof(
  wrong,
  damaged(COMMAND, wrong),
  damaged(LIST, wrong).map((request) => ({ ...COMMAND, request })),
  fc.record({ kind: fc.constantFrom('interrupt', 'show-window', 'x'), start: wrong }),
)
const sent = fc.oneof(
  anyBytes,
  fc
    .array(message, { minLength: 1, maxLength: 3 })
    .map((messages) => Buffer.from(messages.map((one) => `${JSON.stringify(one)}\n`).join(''))),
)

/** Sends bytes as another start of the app would, and waits until both sides have hung up. */
async function send(folder: string, bytes: Buffer): Promise<void> {
  const { path, release } = socketPath(folder)
  const socket = connect(path)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  release()
  socket.resume().end(bytes)
  if (!socket.closed) await once(socket, 'close')
}

it(
  'whatever another process says to the app, it hangs up or answers, and serves the next',
  async () => {
    const { engine, folder, store } = await openEngine()
    const before = asJson(store.read())
    const server = new ControlServer({
      folder,
      execute: (request, io) => execute(engine, request, io),
      showWindow: () => false,
    })
    await server.listen()
    onTestFinished(() => server.close())
    const rejected: unknown[] = []
    const note = (reason: unknown) => void rejected.push(reason)
    process.on('unhandledRejection', note)
    onTestFinished(() => void process.off('unhandledRejection', note))

    await fc.assert(
      fc.asyncProperty(sent, (bytes) => send(folder, bytes)),
      runs(150, 'control-socket', (text: string) => Buffer.from(text)),
    )
    let said = ''
    const io = {
      out: (text: string) => Promise.resolve(void (said += text)),
      error: () => Promise.resolve(),
      ...{ interrupted: new AbortController().signal, isTerminal: false, isOutTerminal: false },
    }
    expect(await requestCommand(folder, LIST, io, PATIENT)).toEqual({
      kind: 'answered',
      answer: 0,
    })
    expect(JSON.parse(said)).toEqual([])
    expect(asJson(store.read())).toEqual(before)
    expect(rejected).toEqual([])
  },
  FUZZ_TIMEOUT,
)

it(
  'whatever answers in place of the app, a command hears of nobody and goes on',
  async () => {
    const folder = await tempDir()
    let answer = Buffer.alloc(0)
    const impostor = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end(answer)
    })
    const { path, release } = socketPath(folder)
    await new Promise<void>((resolve) => impostor.listen(path, resolve))
    release()
    onTestFinished(() => void impostor.close())
    const noise = fc.oneof(
      anyBytes,
      wrong.map((value) => Buffer.from(`${JSON.stringify(value)}\n`)),
    )
    await fc.assert(
      fc.asyncProperty(noise, async (bytes) => {
        answer = bytes
        const start = { link: null, isHidden: false }
        expect(await requestWindow(folder, start, PATIENT)).toMatchObject({ kind: 'not-taken' })
      }),
      runs(100),
    )
  },
  FUZZ_TIMEOUT,
)
