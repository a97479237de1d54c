import { invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import type { ConnectionTest } from '@common/ssh/connection-test'
import {
  connectionFieldToWire,
  connectionFromWire,
  connectionToWire,
} from '@common/ssh/credential-wire'
import { hostKeyLines } from '@common/ssh/host-key-text'
import type { SshConnection, Used } from '@common/ssh/credentials'
import type { Engine } from '@core/engine'
import type { Command } from './execute'
import { answer, readJson } from './json-io'
import { EXIT, UsageError, type CliIo } from './request'
import { table } from './table'
import { withWireFields } from './wire-connection'

export const list: Command = (engine, { json }, io) => {
  const { connections } = engine.credentials.list()
  if (json) answer(io, connections.map(wire))
  else {
    const columns = [
      'id',
      'name',
      'host',
      'port',
      'username',
      'keyPair',
      'hostKeys',
      'tasks',
    ] as const
    io.out(table(columns, connections.map(row)))
  }
  return EXIT.ok
}

export const get: Command = (engine, { id }, io) => {
  answer(io, connectionToWire(engine.credentials.connections.get(id ?? 0)))
  return EXIT.ok
}

export const create: Command = async (engine, { input }, io) => {
  const [settings, password] = takePassword(readJson(input))
  const connection = await withWireFields(connectionFieldToWire, () =>
    engine.ssh.createConnection(settings, password),
  )
  answer(io, connectionToWire(connection))
  return EXIT.ok
}

export const update: Command = async (engine, { id, input }, io) => {
  const changes = connectionFromWire(readJson(input))
  if (typeof changes !== 'object' || changes === null) {
    throw new UsageError(say('cli.changesObject'))
  }
  const connection = await withWireFields(connectionFieldToWire, () =>
    engine.credentials.connections.update(id ?? 0, changes),
  )
  answer(io, connectionToWire(connection))
  return EXIT.ok
}

export const test: Command = async (engine, { id, input, json, values }, io) => {
  const settings = id === null ? connectionFromWire(readJson(input)) : withoutId(engine, id)
  const path = values['path']
  const direction = values['pull'] === true ? 'PULL' : 'PUSH'
  const tested = typeof path === 'string' ? ({ path, direction } as const) : null
  const result = await withWireFields(connectionFieldToWire, () =>
    engine.ssh.test(settings, tested),
  )
  tell(result, json, io)
  return result.isOk ? EXIT.ok : EXIT.otherwise
}

export const discover: Command = async (engine, { operand, values }, io) => {
  const id = /^\d+$/.test(operand ?? '') ? Number(operand) : null
  const place = id === null ? placeOf(operand ?? '', values['port']) : savedPlace(engine, id)
  const keys = await withWireFields(connectionFieldToWire, () => engine.ssh.discover(place))
  const lines = keys.map(({ type, base64 }) => `${type} ${base64}`)
  answer(io, { keys, remote_host_key: lines.join('\n') })
  return EXIT.ok
}

export const remove: Command = (engine, { id, json, values }, io) => {
  engine.credentials.removal.removeConnection(id ?? 0, values['cascade'] === true)
  if (json) answer(io, { deleted: id })
  else io.out(`${say('cli.connectionDeleted', { id: id ?? 0 })}\n`)
  return EXIT.ok
}

function wire({ item, taskIds }: Used<SshConnection>) {
  return { ...connectionToWire(item), used_by: { tasks: taskIds } }
}

function row({ item, taskIds }: Used<SshConnection>): string[] {
  const { id, name, host, port, username, keypairId, remoteHostKey } = item
  const keys = String(hostKeyLines(remoteHostKey).length)
  return [...[id, name, host, port, username, keypairId].map(String), keys, taskIds.join(' ')]
}

/** The password is used once and is no part of the connection. */
function takePassword(input: unknown): [settings: unknown, password: string | null] {
  const settings = connectionFromWire(input)
  if (typeof settings !== 'object' || settings === null || !('password' in settings)) {
    return [settings, null]
  }
  const { password, ...rest } = settings
  if (typeof password === 'string' && password !== '') return [rest, password]
  throw invalidInput([{ field: 'password', message: say('rules.credential.accountPassword') }])
}

function withoutId(engine: Engine, id: number) {
  const { id: _, ...settings } = engine.credentials.connections.get(id)
  return settings
}

function savedPlace(engine: Engine, id: number) {
  const { host, port, connectTimeout } = engine.credentials.connections.get(id)
  return { host, port, connectTimeout }
}

function placeOf(host: string, port: string | boolean | undefined) {
  return { host, ...(port === undefined ? {} : { port: Number(port) }) }
}

function tell(
  { isOk, steps, pinnedKeys, foundKeys }: ConnectionTest,
  json: boolean,
  io: CliIo,
): void {
  if (json) {
    const told = steps.map(({ id, isOk: ok, text, fix }) => ({ step: id, ok, text, fix }))
    answer(io, { ok: isOk, steps: told, saved_keys: pinnedKeys, found_keys: foundKeys })
    return
  }
  const [good, wrong] = [say('cli.stepOk'), say('cli.stepFailed')]
  const width = Math.max(good.length, wrong.length)
  const mark = (ok: boolean) => (ok ? good : wrong).padEnd(width)
  for (const { isOk: ok, text, fix } of steps) {
    io.out(`${mark(ok)}  ${text}${fix === '' ? '' : `\n        ${fix}`}\n`)
  }
}
