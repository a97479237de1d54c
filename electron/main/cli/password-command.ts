import { invalidInput } from '@common/errors'
import { say } from '@common/i18n/say'
import type { Command } from './execute'
import { answer } from './json-io'
import { making } from './key-pair-commands'
import { EXIT, UsageError } from './request'

/**
 * Stores the password of a task's module, or takes it away. It comes by a file or standard input,
 * never as an argument, which every user of the computer could read.
 */
export const password: Command = async (engine, request, io) => {
  const { id: given, input, remove, json } = request
  const id = given ?? 0
  if ((input === null) !== remove) throw new UsageError(say('modulePassword.needed'))
  // What echo adds is no part of it.
  const text = input?.replace(/\r?\n$/, '') ?? null
  if (text === '') throw wrong(say('modulePassword.empty'))
  if (engine.tasks.get(id).mode !== 'MODULE') throw wrong(say('modulePassword.noModule'))
  await making(engine, request, () => engine.tasks.update(id, { modulePassword: text }, null))
  if (json) answer(io, { id, has_password: text !== null })
  else
    io.out(`${say(text === null ? 'modulePassword.removed' : 'modulePassword.stored', { id })}\n`)
  return EXIT.ok
}

function wrong(message: string): Error {
  return invalidInput([{ field: 'modulePassword', message }])
}
