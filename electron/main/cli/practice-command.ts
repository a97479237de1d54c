import { say } from '@common/i18n/say'
import type { Command } from './execute'
import { EXIT } from './request'
import { runAndWait } from './run-command'

export const practice: Command = async (engine, { remove, json }, io) => {
  if (remove) {
    const taskId = engine.practice.taskId
    if (taskId !== null) await engine.removal.remove(taskId)
    io.error(`${say(taskId === null ? 'cli.noPractice' : 'cli.practiceRemoved')}\n`)
    return EXIT.ok
  }
  const { id, path } = await engine.practice.create()
  io.error(`${say('cli.practiceStarts', { id, path })}\n`)
  const code = await runAndWait(engine, id, json, io)
  io.error(`${say('cli.practiceRemoval')}\n`)
  return code
}
