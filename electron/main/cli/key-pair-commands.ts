import { AppError } from '@common/errors'
import { say } from '@common/i18n/say'
import { keyPairFieldToWire, keyPairFromWire, keyPairToWire } from '@common/ssh/credential-wire'
import type { Engine } from '@core/engine'
import type { Command } from './execute'
import { answer, readJson } from './json-io'
import { EXIT, type CliRequest } from './request'
import { table } from './table'
import { withWireFields } from './wire-connection'

export const list: Command = (engine, { json }, io) => {
  const { keyPairs } = engine.credentials.list()
  if (json) {
    const uses = keyPairs.map(({ item, connectionIds, taskIds }) => ({
      ...keyPairToWire(item),
      awaits_private_key: item.isAwaitingKey,
      used_by: { connections: connectionIds, tasks: taskIds },
    }))
    answer(io, uses)
  } else {
    const rows = keyPairs.map(({ item, connectionIds }) => [
      String(item.id),
      item.name,
      item.publicKey.split(' ')[0] ?? '',
      say(item.isAwaitingKey ? 'cli.keyMissing' : 'cli.keyStored'),
      connectionIds.join(' '),
    ])
    io.out(table(['id', 'name', 'type', 'privateKey', 'connections'], rows))
  }
  return EXIT.ok
}

export const generate: Command = async (engine, request, io) => {
  const { operand, values } = request
  const wanted = {
    name: operand,
    ...(values['type'] === undefined ? {} : { type: values['type'] }),
  }
  answer(
    io,
    keyPairToWire(
      await making(engine, request, () => engine.credentials.keyPairs.generate(wanted)),
    ),
  )
  return EXIT.ok
}

export const rename: Command = async (engine, { id, operand }, io) => {
  const pair = await withWireFields(keyPairFieldToWire, () =>
    engine.credentials.keyPairs.rename(id ?? 0, { name: operand }),
  )
  answer(io, keyPairToWire(pair))
  return EXIT.ok
}

export const importPair: Command = async (engine, request, io) => {
  const input = keyPairFromWire(readJson(request.input))
  answer(
    io,
    keyPairToWire(await making(engine, request, () => engine.credentials.keyPairs.import(input))),
  )
  return EXIT.ok
}

export const exportPair: Command = async (engine, { id, json, values }, io) => {
  const { keyPairs } = engine.credentials
  const pair = keyPairs.get(id ?? 0)
  const isPrivate = values['private'] === true
  const text = isPrivate ? await keyPairs.privateText(pair.id) : `${pair.publicKey}\n`
  if (json)
    answer(io, { id: pair.id, name: pair.name, [isPrivate ? 'private_key' : 'public_key']: text })
  else io.out(text)
  return EXIT.ok
}

export const remove: Command = (engine, { id, json, values }, io) => {
  engine.credentials.removal.removeKeyPair(id ?? 0, values['cascade'] === true)
  if (json) answer(io, { deleted: id })
  else io.out(`${say('cli.keyPairDeleted', { id: id ?? 0 })}\n`)
  return EXIT.ok
}

/** Stores a secret; on a machine without a keyring only after the person agreed to it. */
export async function making<T>(
  engine: Engine,
  { values }: CliRequest,
  make: () => Promise<T>,
): Promise<T> {
  if (values['allow-basic-text'] === true) engine.credentials.secrets.allowPlain()
  try {
    return await withWireFields(keyPairFieldToWire, make)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'SECRETS_UNPROTECTED') throw error
    throw new AppError(error.code, say('cli.allowBasicText', { reason: error.message }))
  }
}
